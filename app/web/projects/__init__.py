"""Starting processes, and seeing what has become of them: for staff and applicants."""

from app.web.projects.views import room

__all__ = ["room"]
