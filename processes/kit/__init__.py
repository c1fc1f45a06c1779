"""All that process code may know: how to be called, how to fail, and the ports to the world."""

from processes.kit.data import DataField, DataFile, Parameter, Programme, Region, Release, RuleSet
from processes.kit.errors import BpmnError, JobFailed
from processes.kit.moments import SHANGHAI, closing, midnight, morning
from processes.kit.ports import Calendar, Documents, Notices, Numbers, Ports, Reading, Record, Records
from processes.kit.registry import (
    Operation,
    find_operation,
    function,
    functions,
    load_handlers,
    operation,
    operations,
    start_functions,
)
from processes.kit.sources import keys_asked

__all__ = [
    "SHANGHAI",
    "BpmnError",
    "Calendar",
    "DataField",
    "DataFile",
    "Documents",
    "JobFailed",
    "Notices",
    "Numbers",
    "Operation",
    "Parameter",
    "Ports",
    "Programme",
    "Reading",
    "Record",
    "Records",
    "Region",
    "Release",
    "RuleSet",
    "closing",
    "find_operation",
    "function",
    "functions",
    "keys_asked",
    "load_handlers",
    "midnight",
    "morning",
    "operation",
    "operations",
    "start_functions",
]
