"""Business records of every type: lists, one with its history, on the screen and on paper."""

from app.web.records.views import room

__all__ = ["room"]
