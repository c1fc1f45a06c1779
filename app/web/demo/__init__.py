"""What only the demo has: moving programme time, and everybody's mails to read."""

from app.web.demo.views import room

__all__ = ["room"]
