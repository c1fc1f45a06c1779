"""Operations and FEEL functions by name: what a drawing may call, and how process code offers it."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields, is_dataclass
from functools import cached_property
from typing import Any

from processes.kit.errors import JobFailed
from processes.kit.ports import Ports

_operations: dict[str, Operation] = {}
_functions: dict[str, Callable[..., Any]] = {}
_start_functions: dict[str, Callable[..., Any]] = {}
SHARED = "shared"


@dataclass(frozen=True)
class Operation:
    """A handler that a service task may name."""

    name: str
    takes: type
    handler: Callable[[Any, Ports], Any]

    @property
    def help(self) -> str:
        """The text that a designer reads when choosing it."""
        return (self.handler.__doc__ or "").strip()

    @property
    def parameters(self) -> tuple[str, ...]:
        """The process variables it reads."""
        return tuple(each.name for each in fields(self.takes))

    @cached_property
    def gives(self) -> frozenset[str] | None:
        """The process variables it sets: the keys of the mappings it returns, None where the code does not spell them out."""
        tree = ast.parse(textwrap.dedent(inspect.getsource(self.handler)))
        found: set[str] = set()
        for each in ast.walk(tree):
            if isinstance(each, ast.Return) and each.value is not None:
                names = _keys(each.value)
                if names is None:
                    return None
                found |= names
        return frozenset(found)

    def run(self, variables: Mapping[str, Any], ports: Ports) -> Any:
        """Call the handler with its part of the variables; dataclasses come back as plain mappings."""
        answer = self.handler(self._input(variables), ports)
        return asdict(answer) if is_dataclass(answer) and not isinstance(answer, type) else answer

    def _input(self, variables: Mapping[str, Any]) -> Any:
        wanted = {
            each.name: variables[each.name] for each in fields(self.takes) if variables.get(each.name) is not None
        }
        missing = [each.name for each in fields(self.takes) if each.name not in wanted and _required(each)]
        if missing:
            raise JobFailed(f"{self.name} needs the variables {', '.join(missing)}")
        return self.takes(**wanted)


def operation(*, takes: type) -> Callable[[Callable[[Any, Ports], Any]], Callable[[Any, Ports], Any]]:
    """Offer a handler to service tasks under the name of its process package and its own name."""

    def register(handler: Callable[[Any, Ports], Any]) -> Callable[[Any, Ports], Any]:
        package = handler.__module__.split(".")[1]
        name = handler.__name__ if package == SHARED else f"{package}.{handler.__name__}"
        _operations[name] = Operation(name, takes, handler)
        return handler

    return register


def function(name: str, *, given: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Offer a pure function to every FEEL expression of the programme.

    With `given="programme"` its first argument is the programme's data as the instance's deployment has it. With
    `given="reading"` it is what is on record too, and only what says when a process may be started can call it.
    """

    def register(call: Callable[..., Any]) -> Callable[..., Any]:
        call.given = given  # type: ignore[attr-defined]
        (_start_functions if given == "reading" else _functions)[name] = call
        return call

    return register


def find_operation(process_id: str, name: str) -> Operation | None:
    """The operation of that name in the process's own package, else the shared one."""
    return operations().get(f"{process_id}.{name}") or operations().get(name)


def operations() -> Mapping[str, Operation]:
    """Every operation on offer, by name."""
    return _operations


def functions() -> Mapping[str, Callable[..., Any]]:
    """Every FEEL function on offer, by name."""
    return _functions


def start_functions() -> Mapping[str, Callable[..., Any]]:
    """Every FEEL function that only start events may ask, by name."""
    return _start_functions


def load_handlers(package: str = "processes") -> None:
    """Import every module that offers operations or functions."""
    for module in ("programme", "policy"):
        importlib.import_module(f"{package}.{module}")
    for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
        handlers = f"{package}.{found.name}.handlers"
        if found.ispkg and importlib.util.find_spec(handlers):
            importlib.import_module(handlers)


def _keys(value: ast.expr) -> set[str] | None:
    if isinstance(value, ast.Constant) and value.value is None:
        return set()
    if isinstance(value, ast.Dict) and all(isinstance(key, ast.Constant) for key in value.keys):
        return {str(key.value) for key in value.keys}
    if isinstance(value, ast.IfExp):
        both = _keys(value.body), _keys(value.orelse)
        return None if None in both else both[0] | both[1]
    return None


def _required(each: Any) -> bool:
    return each.default is MISSING and each.default_factory is MISSING
