"""Forms: one form-js definition that the browser shows, the server checks and history prints."""

from app.forms.form import Form

__all__ = ["Form"]
