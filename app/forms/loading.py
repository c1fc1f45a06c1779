"""One person's answers on their way to values: read, hide, work out, check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from marshmallow import ValidationError, fields

from app import feel
from app.forms import limits, rules
from app.forms.components import Component
from app.forms.fields import MAX_ROWS
from app.forms.messages import FORM, said
from app.forms.places import Path, Place, drop, find, places, put

Errors = dict[Path, list[Any]]


class Loading:
    """Values and errors of one submission; `given` is what the page knew before anybody typed."""

    def __init__(
        self, root: Component, readers: Mapping[str, fields.Field[Any]], answers: Mapping[str, Any],
        environment: feel.Environment | None, given: Mapping[str, Any],
    ) -> None:
        self.values: dict[str, Any] = {}
        self.errors: Errors = {}
        self._environment = environment
        self._functions = frozenset(environment.functions) if environment else frozenset()
        self._given = given
        self._answers = answers
        self._root = root
        self._places = list(places(root, answers))
        self._hidden: set[Path | str] = set()
        self._read(readers)
        self._fixed = {place.path for place in self._places if place.component.id in readers and self._is_fixed(place)}
        self._ignore_fixed()
        self._find_strangers()
        self._settle()
        self._check()

    def apply(self, sources: list[Any]) -> None:
        """Rules across fields, each only where the fields it looks at are in order."""
        wrong = {path[0] for path in self.errors}
        for source in sources:
            rule = rules.read(source, self._functions)
            if rule.names & wrong:
                continue
            if rule.condition.evaluate({**self._given, **self.values}, self._needed()) is not True:
                self._say(rule.field, rule.message)

    def _read(self, readers: Mapping[str, fields.Field[Any]]) -> None:
        for place in self._places:
            component = place.component
            raw = find(self._answers, place.path)
            if component.kind == "dynamiclist":
                self._read_rows(place, raw)
            elif component.kind == "group" and component.path and raw is not None and not isinstance(raw, Mapping):
                self._say(place.path, said("not_an_object"))
            elif component.id in readers:
                self._read_answer(place, raw, readers[component.id])

    def _read_rows(self, place: Place, raw: Any) -> None:
        rows = raw if isinstance(raw, list) else []
        put(self.values, place.path, [{} for _ in rows])
        if raw is not None and not isinstance(raw, list):
            self._say(place.path, said("not_a_list"))
        if len(rows) > MAX_ROWS:
            self._say(place.path, said("too_many_rows", max=MAX_ROWS))
        for index, row in enumerate(rows):
            if not isinstance(row, Mapping):
                self._say((*place.path, index), said("not_an_object"))

    def _read_answer(self, place: Place, raw: Any, reader: fields.Field[Any]) -> None:
        empty: Any = False if place.component.kind == "checkbox" else None
        try:
            value = empty if raw is None else reader.deserialize(raw)
        except ValidationError as error:
            value = empty
            self.errors[place.path] = list(error.messages)
        put(self.values, place.path, value)

    def _is_fixed(self, place: Place) -> bool:
        source = place.component.source
        return source.get("disabled") is True or self._resolve(place, source.get("readonly")) is True

    def _ignore_fixed(self) -> None:
        for path in self._fixed:
            drop(self.values, path)
            self.errors.pop(path, None)

    def _find_strangers(self) -> None:
        known: dict[Any, Any] = {}
        for place in self._places:
            if place.component.keeps_value and place.component.kind != "dynamiclist":
                self._mark(known, place.path)
            elif place.path != place.row:
                self._mark(known, place.path, inner=True)
        for path in _strangers(self._answers, known, ()):
            self._say(path, said("unknown"))

    @staticmethod
    def _mark(known: dict[Any, Any], path: Path, inner: bool = False) -> None:
        for step in path[:-1]:
            known = known.setdefault(step, {})
        known.setdefault(path[-1], {} if inner else None)

    def _settle(self) -> None:
        """Until nothing changes: computed fields are worked out anew, hidden values fall away (and stay away)."""
        for _ in range(len(self._places) + 1):
            before = len(self._hidden)
            worked_out = [self._work_out(place) for place in self._places if place.component.kind == "expression"]
            self._hidden |= {place.name for place in self._places if self._is_hidden(place)}
            for place in self._places:
                if place.component.keeps_value and place.name in self._hidden:
                    drop(self.values, place.path)
            if len(self._hidden) == before and not any(worked_out):
                return

    def _work_out(self, place: Place) -> bool:
        """Whether computing the field gave another value than before."""
        if place.name in self._hidden or find(self._answers, place.row) is None:
            return False
        value = self._resolve(place, place.component.source.get("expression"))
        if find(self.values, place.path) == value and value is not None:
            return False
        changed = find(self.values, place.path) is not value
        put(self.values, place.path, value)
        return changed

    def _is_hidden(self, place: Place) -> bool:
        if place.name in self._hidden or any(holder in self._hidden for holder in place.inside):
            return True
        return place.component.hide is not None and self._resolve(place, place.component.hide) is True

    def _check(self) -> None:
        for path in [path for path in self.errors if self._lies_hidden(path)]:
            del self.errors[path]
        for place in self._places:
            component = place.component
            if component.kind == "expression" or not component.keeps_value or place.name in self._hidden:
                continue
            if place.path in self.errors or place.path in self._fixed:
                continue
            value = find(self.values, place.path)
            if self._wants(place) and limits.is_missing(component, value):
                self._say(place.path, said("checked" if component.kind == "checkbox" else "required"))
            elif value is not None and value != []:
                for problem in self._problems(place, value):
                    self._say(place.path, problem)

    def _problems(self, place: Place, value: Any) -> Iterator[Any]:
        yield from limits.problems(place.component, value, partial(self._resolve, place), self._environment)
        if self._resolve(place, place.component.property("validatorWhen"), beside=True) is not False:
            yield from limits.named(place.component, value, self._environment)

    def _wants(self, place: Place) -> bool:
        return self._resolve(place, place.component.validate.get("required")) is True

    def _lies_hidden(self, path: Path) -> bool:
        return any(path[:length] in self._hidden for length in range(1, len(path) + 1))

    def _resolve(self, place: Place, text: Any, beside: bool = False) -> Any:
        """A FEEL text's value where the component stands; anything else as it is written.

        `beside` lets it see the other answers of its group or row by their bare names, which form-js does not.
        """
        if not isinstance(text, str) or not text.lstrip().startswith("="):
            return text
        return feel.compile(text.lstrip()[1:], functions=self._functions).evaluate(self._scope(place, beside), self._needed())

    def _scope(self, place: Place, beside: bool) -> dict[str, Any]:
        """The names form-js offers: all values, and in a row `this`, `parent` and its numbers `i`."""
        everything = {**self._given, **self.values}
        indexes = [at for at, step in enumerate(place.row) if isinstance(step, int)]
        this = find(self.values, place.row) if place.row else everything
        parent = (find(self.values, place.row[:indexes[-2] + 1]) if len(indexes) > 1 else everything) if indexes else None
        special = {"this": this, "parent": parent, "i": [feel.from_json(place.row[at] + 1) for at in indexes]}  # type: ignore[operator]
        near = find(self.values, place.path[:-1]) if beside else None
        return {**special, **everything, **(near or {}), **{f"_{name}_": value for name, value in special.items()}}

    def _needed(self) -> feel.Environment:
        if self._environment is None:
            raise ValueError("this form evaluates FEEL and needs an environment")
        return self._environment

    def _say(self, path: Path, message: Any) -> None:
        self.errors.setdefault(path or (FORM,), []).append(message)


def _strangers(answers: Any, known: Any, path: Path) -> Iterator[Path]:
    """Paths of answers that no component asked for."""
    if known is None:
        return
    if isinstance(answers, list):
        for index, row in enumerate(answers[:MAX_ROWS]):
            yield from _strangers(row, known.get(index, {}), (*path, index))
    elif isinstance(answers, Mapping):
        for key, value in answers.items():
            if key in known:
                yield from _strangers(value, known[key], (*path, key))
            else:
                yield (*path, key)
