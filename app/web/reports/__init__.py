"""Reports over the programme's records: every figure opens the rows behind it."""

from app.web.reports.views import room

__all__ = ["room"]
