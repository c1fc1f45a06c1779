"""All that process code may know: how to be called, how to fail, and the ports to the world."""

from processes.kit.errors import BpmnError, JobFailed
from processes.kit.ports import Calendar, Documents, Notices, Numbers, Parameter, Ports, Record, Records
from processes.kit.registry import Operation, find_operation, function, functions, load_handlers, operation, operations

__all__ = [
    "BpmnError",
    "Calendar",
    "Documents",
    "JobFailed",
    "Notices",
    "Numbers",
    "Operation",
    "Parameter",
    "Ports",
    "Record",
    "Records",
    "find_operation",
    "function",
    "functions",
    "load_handlers",
    "operation",
    "operations",
]
