"""Official documents: lists, signatures, what came back signed on paper, and whether a file is genuine."""

from app.web.papers.views import room

__all__ = ["room"]
