"""The inbox and the page of one task."""

from app.web.inbox.views import room

__all__ = ["room"]
