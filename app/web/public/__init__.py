"""What everybody may read without signing in, and how somebody objects to a public notice."""

from app.web.public.views import room

__all__ = ["room"]
