"""A form's labels in the reader's language; the Chinese is the form, the English lies beside it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from app.forms.choices import ENGLISH

Translations = Mapping[str, Mapping[str, Any]]  # component id -> {"label": ..., "values": {value: label}, ...}

_PLAIN = ("label", "description", "text", "dateLabel", "timeLabel", "placeholder", "title", "alt", "content")
_ADORNERS = {"prefix": "prefixAdorner", "suffix": "suffixAdorner"}


def localized(doc: Mapping[str, Any], translations: Translations, language: str) -> dict[str, Any]:
    """A copy of the document, reworded where English is asked for and known."""
    wanted = copy.deepcopy(dict(doc))
    if language.startswith("en"):
        _reword(wanted, translations)
    return wanted


def _reword(component: dict[str, Any], translations: Translations) -> None:
    words = translations.get(str(component.get("id", "")), {})
    for name in _PLAIN:
        if name in words:
            component[name] = words[name]
    for name, adorner in _ADORNERS.items():
        if name in words:
            component.setdefault("appearance", {})[adorner] = words[name]
    if "patternErrorMessage" in words and isinstance(component.get("validate"), dict):
        component["validate"]["patternErrorMessage"] = words["patternErrorMessage"]
    for option in _dicts(component.get("values")):
        option["label"] = words.get("values", {}).get(str(option.get("value")), option.get(ENGLISH, option.get("label")))
    for column in _dicts(component.get("columns")):
        column["label"] = words.get("columns", {}).get(str(column.get("key")), column.get("label"))
    for chinese, english in words.get("cells", {}).items():
        component["dataSource"] = str(component.get("dataSource", "")).replace(f'"{chinese}"', f'"{english}"')
    for child in _dicts(component.get("components")):
        _reword(child, translations)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
