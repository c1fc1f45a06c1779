"""Signing in and out, one's own password and language."""

from app.web.auth.views import room

__all__ = ["room"]
