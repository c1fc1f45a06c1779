"""The check of a wording: whatever of the demand side is still in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from processes.kit import Ports, Record, operation
from processes.need_masking.data import Masked

FORMS = re.compile(r"(股份|集团|控股|有限责任|有限|责任)*(公司|集团)$")
PLACES = re.compile(r"^(上海|江苏|浙江|安徽)?(省|市)?")
SHORTEST = 3                                 # letters of a name that are looked for


@operation(takes=Masked)
def find_leaks(masked: Masked, ports: Ports) -> dict[str, Any]:
    """Look in the public wording for the demand side's name, its short name, code, contact, phone and address (article 10)."""
    need = ports.record("need", masked.need_id)
    terms = set(_terms(need, ports.records.get("unit", masked.demand_unit)))
    found = [
        {"field": where, "term": term}
        for where, text in _texts(need) for term in sorted(terms) if term.casefold() in text.casefold()
    ]
    return {"leaks": found}


def _terms(need: Record, unit: Record | None) -> Iterator[str]:
    data = need.data
    yield from (str(data[name]) for name in ("contact", "phone", "email") if data.get(name))
    if unit is None:
        return
    yield from (str(unit.data[name]) for name in ("uscc", "address") if unit.data.get(name))
    for name in (unit.title, str(unit.data.get("name_en") or "")):
        short = FORMS.sub("", PLACES.sub("", name))
        yield from (each for each in (name, short) if len(each) >= SHORTEST)


def _texts(need: Record) -> Iterator[tuple[str, str]]:
    yield "攻关名称", str(need.data.get("public_title") or "")
    yield "攻关任务", str(need.data.get("public_goals") or "")
    for task in need.data.get("public_tasks") or []:
        yield f"任务{task.get('no')}", f"{task.get('title') or ''}\n{task.get('content') or ''}"
