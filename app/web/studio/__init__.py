"""The room of process designers: drawings, forms, decision tables and templates, their versions and drafts."""

from app.web.studio import drafts, entries, files, views  # noqa: F401  each adds its pages
from app.web.studio.room import room

__all__ = ["room"]
