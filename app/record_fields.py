"""What business records of a type may keep: read from the forms that write them, and from what the programme says of its handlers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.forms import Form
from app.forms.choices import ENGLISH
from app.forms.components import QUESTIONS, Component, feel_kind

CHOICES = {"select": "choice", "radio": "choice", "checklist": "list", "taglist": "list"}
PLAIN = {"string": "text", "number": "number", "boolean": "flag", "date": "date", "date and time": "moment", "time": "any", "list": "list"}
FITS: Mapping[str, tuple[type, ...]] = {
    "text": (str,), "money": (Decimal, int), "number": (Decimal, int), "year": (Decimal, int), "date": (date,), "moment": (datetime,), "flag": (bool,),
    "choice": (str, Decimal, int, bool), "list": (list, tuple), "texts": (list, tuple), "rows": (list, tuple), "group": (Mapping,),
    "file": (list, tuple, str), "reference": (str,),
}


@dataclass(frozen=True)
class RecordField:
    """One field: its words in both languages, its kind, the words of its choices, the fields of its rows."""

    kind: str
    zh: str
    en: str
    words: Mapping[Any, tuple[str, str]] = field(default_factory=dict)
    fields: Mapping[str, RecordField] = field(default_factory=dict)
    to: str = ""
    sealed: bool = False

    def label(self, language: str) -> str:
        """What it is called."""
        return self.en if language.startswith("en") else self.zh

    def word(self, value: Any, language: str) -> str:
        """A choice in words."""
        pair = self.words.get(value)
        return pair[language.startswith("en")] if pair else str(value)


def of_form(form: Form, english: Mapping[str, Any]) -> dict[str, RecordField]:
    """The fields that a form asks for, with the words it has for them in both languages."""
    return dict(_inside(form.root.children, english))


def given(entries: Mapping[str, Mapping[str, Any]], forms: Mapping[str, Mapping[str, RecordField]], type: str) -> dict[str, RecordField]:
    """The fields that a programme names for a type; a text stands for the field of another type, and for nothing where a form has lost it."""
    found = {name: _given(entry, name, entries, forms) for name, entry in entries.get(type, {}).items()}
    return {name: each for name, each in found.items() if each is not None}


def described(document: Any, fields_of: Callable[[str], Mapping[str, RecordField]]) -> dict[str, RecordField]:
    """What the operation that issues a document gives to it beside the record."""
    return given({"": document.values}, {document.record: fields_of(document.record)}, "")


def _given(
    entry: Any, name: str, entries: Mapping[str, Mapping[str, Any]], forms: Mapping[str, Mapping[str, RecordField]],
) -> RecordField | None:
    if isinstance(entry, str):
        other, _, called = entry.partition(":")
        called = called or name
        known, named = forms.get(other, {}).get(called), entries.get(other, {}).get(called)
        return known if known or named is None else _given(named, called, entries, forms)
    inside = {each: found for each, field in entry.fields.items() if (found := _given(field, each, entries, forms)) is not None}
    return RecordField(entry.kind, entry.zh, entry.en, entry.words, inside, entry.to, entry.sealed)


def problems(fields: Mapping[str, RecordField], data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, unknown or the kind that was expected) for whatever may not be written."""
    found = []
    for name, value in data.items():
        known = fields.get(name)
        if known is None:
            found.append((name, "unknown"))
        elif not fits(known, value):
            found.append((name, known.kind))
    return found


def fits(known: RecordField, value: Any) -> bool:
    """Whether a value is of the field's kind; nothing is of every kind, and rows are looked into."""
    if value is None or known.kind == "any":
        return True
    if not isinstance(value, FITS[known.kind]) or (isinstance(value, bool) and known.kind in {"money", "number", "year"}):
        return False
    if known.kind == "date":
        return not isinstance(value, datetime)
    if known.kind == "rows":
        return all(isinstance(row, Mapping) and _columns_fit(known, row) for row in value)
    return known.kind != "group" or _columns_fit(known, value)


def _columns_fit(known: RecordField, row: Mapping[str, Any]) -> bool:
    return all(fits(known.fields[name], value) for name, value in row.items() if name in known.fields)


def _inside(components: tuple[Component, ...], english: Mapping[str, Any]) -> Iterator[tuple[str, RecordField]]:
    groups: dict[str, RecordField] = {}
    for component in _asked(components):
        made = _field(component, english)
        if len(component.path) == 1:
            yield component.path[0], made
        elif component.path:
            holder = groups.get(component.path[0]) or _group(components, component.path[0], english)
            groups[component.path[0]] = replace(holder, fields={**holder.fields, component.path[1]: made})
    yield from groups.items()


def _asked(components: tuple[Component, ...]) -> Iterator[Component]:
    for component in components:
        if component.keeps_value and component.path:
            yield component
        elif component.kind != "dynamiclist":
            yield from _asked(component.children)


def _group(components: tuple[Component, ...], name: str, english: Mapping[str, Any]) -> RecordField:
    """The heading above values of one path is what their whole is called."""
    for component in components:
        if component.kind in {"group", "default"}:
            if component.path[-1:] == (name,) and component.source.get("label"):
                return RecordField("group", *_labels(component, english, name))
            if any(each.path[:1] == (name,) for each in _asked(component.children)) and component.source.get("label"):
                return RecordField("group", *_labels(component, english, name))
    return RecordField("group", name, name)


def _field(component: Component, english: Mapping[str, Any]) -> RecordField:
    zh, en = _labels(component, english, component.path[-1])
    sealed = component.property("sealed") == "true"
    if component.kind == "dynamiclist":
        return RecordField("rows", zh, en, fields=dict(_inside(component.children, english)), sealed=sealed)
    return RecordField(_kind(component), zh, en, _words(component, english), sealed=sealed)


def _kind(component: Component) -> str:
    if component.is_attachment:
        return "file"
    if component.kind in CHOICES:
        return CHOICES[component.kind]
    if component.kind not in QUESTIONS:
        return "any"
    appearance = component.source.get("appearance")
    money = component.kind == "number" and isinstance(appearance, Mapping) and appearance.get("suffixAdorner") == "元"
    if component.kind == "number" and component.path[-1].split("_")[-1] == "year":
        return "year"
    return "money" if money else PLAIN.get(feel_kind(component) or "", "any")


def _labels(component: Component, english: Mapping[str, Any], name: str) -> tuple[str, str]:
    words = english.get(component.id, {})
    names = ("label", "dateLabel", "timeLabel")
    zh = next((str(component.source[each]) for each in names if component.source.get(each)), name)
    return zh, str(next((words[each] for each in names if words.get(each)), zh))


def _words(component: Component, english: Mapping[str, Any]) -> dict[Any, tuple[str, str]]:
    values, words = component.source.get("values"), english.get(component.id, {}).get("values", {})
    options = [each for each in values if isinstance(each, Mapping)] if isinstance(values, list) else []
    return {
        each.get("value"): (
            str(each.get("label", each.get("value"))), str(words.get(str(each.get("value")), each.get(ENGLISH, each.get("label")))),
        )
        for each in options
    }


def worded(fields: Mapping[str, RecordField], data: Mapping[str, Any], language: str = "zh") -> dict[str, Any]:
    """A record's values as a document says them: choices and yes or no in words, lists in one line, rows as rows."""
    return {name: _worded(fields.get(name), value, language) for name, value in data.items()}


def _worded(known: RecordField | None, value: Any, language: str) -> Any:
    english = language.startswith("en")
    if isinstance(value, bool):
        return ("No", "Yes")[value] if english else "否是"[value]
    if isinstance(value, Mapping):
        return worded(known.fields if known else {}, value, language)
    if isinstance(value, list | tuple):
        if any(isinstance(each, Mapping) for each in value):
            return [_worded(replace(known, kind="group") if known else None, each, language) for each in value]
        if known and known.kind == "texts":                  # each is read by itself
            return [str(each) for each in value]
        return (", " if english else "、").join(known.word(each, language) if known else str(each) for each in value)
    if known and known.kind == "year" and isinstance(value, Decimal | int):
        return f"{value:.0f}"                                # never 2,025
    return known.word(value, language) if known and known.words and value is not None else value
