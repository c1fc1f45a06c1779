"""The two ways in which process code says no: to the drawing, or to the worker."""

from __future__ import annotations


class BpmnError(Exception):
    """Something the drawing foresees: a boundary event with this code takes over."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.message = message
        super().__init__(f"{code}: {message}" if message else code)


class JobFailed(Exception):
    """Something nobody foresaw: the worker tries again, and then an operator looks at it."""
