"""How a built-in function is declared, and how its arguments are made to fit.

A declaration reads as in the standard: ``@builtin("substring(string: string, start position: number, length?: number)")``.
``?`` behind a name: may be left out. ``list*``: one list, or its
elements one by one; ``any*``: all further arguments. ``|`` between types: either.
Arguments that do not fit give null; a list of one element fits where the element does, and the other way round
(DMN 1.5, 10.3.2.9.4). Several declarations of one name are tried in order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.feel.errors import FeelError
from app.feel.run import CHARACTERS_PER_STEP, Run
from app.feel.values import Function, Value, kind

DURATIONS = frozenset({"days and time duration", "years and months duration"})
_GROUPS = {
    "duration": DURATIONS,
    "point": frozenset({"number", "string", "date", "time", "date and time"}) | DURATIONS,
}
BUILTINS: dict[str, Builtin] = {}


class _DoesNotFit(Exception):
    """These arguments are not for this declaration."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a declaration: what it takes, and whether it may be left out or come several times."""

    name: str
    types: frozenset[str]  # empty: any, null too
    optional: bool
    repeated: bool

    def take(self, value: Value) -> Value:
        """The argument in a form that fits."""
        if not self.types or kind(value) in self.types:
            return value
        if type(value) is list and len(value) == 1 and kind(value[0]) in self.types:
            return value[0]
        if "list" in self.types and value is not None:
            return [value]
        raise _DoesNotFit


@dataclass(frozen=True)
class Overload:
    """One declaration of a function, and what answers it."""

    parameters: tuple[Parameter, ...]
    function: Callable[..., Value]
    takes_run: bool

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """Raises _DoesNotFit."""
        parameters = self.parameters
        if parameters and parameters[-1].repeated:
            arguments = _gathered(arguments, len(parameters), rest_is_list=not parameters[-1].types)
        if len(arguments) > len(parameters) or any(not p.optional for p in parameters[len(arguments):]):
            raise _DoesNotFit
        fitting = [p.take(a) for p, a in zip(parameters, arguments, strict=False)]
        return self.function(run, *fitting) if self.takes_run else self.function(*fitting)

    def in_order(self, given: dict[str, Value]) -> list[Value] | None:
        """Named arguments in order; None if they are others than these."""
        names = [p.name for p in self.parameters]
        if not given.keys() <= set(names):
            return None
        last = max((names.index(name) for name in given), default=-1)
        if any(p.name not in given and p.types for p in self.parameters[: last + 1]):
            return None
        return [given.get(name) for name in names[: last + 1]]


def _gathered(arguments: list[Value], places: int, rest_is_list: bool) -> list[Value]:
    before, rest = arguments[: places - 1], arguments[places - 1 :]
    if not rest:
        raise _DoesNotFit
    return [*before, rest[0] if len(rest) == 1 and not rest_is_list else list(rest)]


class Builtin:
    """A function of the language, with all its declarations."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.overloads: list[Overload] = []
        self.documentation = ""

    def call(self, run: Run, arguments: list[Value]) -> Value:
        """With arguments in order; null if they do not fit or the result would make no sense."""
        return self._first_fitting(run, arguments, self.overloads)

    def _first_fitting(self, run: Run, arguments: list[Value], overloads: list[Overload]) -> Value:
        _count(run, arguments)
        for overload in overloads:
            try:
                return overload.call(run, arguments)
            except _DoesNotFit:
                continue
            except FeelError:
                raise
            except (ArithmeticError, AttributeError, ValueError, LookupError, TypeError):
                return None
        return None

    def call_named(self, run: Run, given: dict[str, Value]) -> Value:
        """With arguments by name."""
        for overload in self.overloads:
            arguments = overload.in_order(given)
            if arguments is not None:
                result = self._first_fitting(run, arguments, [overload])
                if result is not None:
                    return result
        return None

    def as_value(self) -> Function:
        """The function as a value that can be handed to others."""
        return Function(tuple(p.name for p in self.overloads[0].parameters), self.call)


def _count(run: Run, arguments: list[Value]) -> None:
    steps = 1
    for argument in arguments:
        if type(argument) is list:
            steps += len(argument)
        elif type(argument) is str:
            steps += len(argument) // CHARACTERS_PER_STEP
    run.spend(steps)


def builtin(declaration: str, takes_run: bool = False) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Declares a function; its docstring is the help text in the designer."""
    name, _, rest = declaration.partition("(")
    parameters = tuple(map(_parameter, filter(None, map(str.strip, rest.rstrip(")").split(",")))))

    def register(function: Callable[..., Value]) -> Callable[..., Value]:
        entry = BUILTINS.setdefault(name, Builtin(name))
        entry.overloads.append(Overload(parameters, function, takes_run))
        entry.documentation = entry.documentation or (function.__doc__ or "").strip()
        return function

    return register


def _parameter(text: str) -> Parameter:
    name, _, types = (part.strip() for part in text.partition(":"))
    repeated = types.endswith("*")
    wanted: set[str] = set()
    for type_name in types.rstrip("*").split("|"):
        wanted |= _GROUPS.get(type_name, {type_name})
    return Parameter(name.rstrip("?"), frozenset() if "any" in wanted else frozenset(wanted), name.endswith("?"), repeated)


