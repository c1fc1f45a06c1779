"""What the programme goes by: its policy parameters, regions and rule sets, for everybody to read."""

from app.web.programme.views import room

__all__ = ["room"]
