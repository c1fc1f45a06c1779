"""Values and names of data files as the pages show them."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.data_files import DataField
from app.queries.programme import Used
from app.web.language import current
from app.web.words import region_name

KINDS = {"process": _l("流程图"), "table": _l("决策表"), "form": _l("表单"), "handler": _l("程序")}


def words() -> dict[str, object]:
    """Names that templates use."""
    return {"shown": shown, "titled": titled, "called": called, "used_kind": used_kind, "chosen": chosen}


def titled(thing: Any) -> str:
    """A file, field or use in the language of the page."""
    return thing.en if current() == "en" else thing.zh


def called(names: tuple[str, str]) -> str:
    """One of two names, in Chinese and in English."""
    return names[current() == "en"]


def chosen(field: DataField, code: str) -> str:
    """A choice in words."""
    names = field.choices.get(code)
    return called(names) if names else code


def shown(field: DataField, value: Any) -> str:
    """A value for reading."""
    if value is None or value == "" or value == {}:
        return "—"
    if field.kind == "flag":
        return _("是") if value is True else _("否")
    if field.kind == "choice":
        return chosen(field, str(value))
    if field.kind == "by_region" and isinstance(value, dict):
        return _("；").join(f"{region_name(code)} {number}" for code, number in value.items())
    return str(value)


def used_kind(use: Used) -> str:
    """What kind of thing uses an entry."""
    return str(KINDS[use.kind])
