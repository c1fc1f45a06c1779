"""The page docs/visibility.md, written from the programme's matrix and from what it opens to everybody.

`python -m tests.house.visibility_page` writes it.
"""

from __future__ import annotations

from pathlib import Path

from processes.kit.visibility import RULES
from processes.public import OPENING
from processes.visibility import MATRIX

PAGE = Path(__file__).parent.parent.parent / "docs/visibility.md"
HEAD = """\
# Who may read what

This page is written from `processes/visibility.py` and `processes/public.py`, the one place where either is said
(`python -m tests.house.visibility_page`). `app/visibility.py` applies the matrix to every record that leaves: on the page of
an instance, beside and in the form of a task, in lists and counts, and to programs. `tests/web/test_matrix.py` tries every cell with an account.

A role makes of somebody a kind of reader. Who holds several roles may read what any of them may. “Own” is what belongs to the
unit, region or person that the role is tied to; a solution also belongs to the demand side and the region of its need.

"""
VARIABLES = """\
The form of a task shows the variables that its FEEL names, the record that it writes and the draft that was kept. What is named here
is left out of them for whoever may not read that kind of data of the instance's unit and region at once:
"""
TAIL = """\

An instance in which somebody only had a task does not tell him its region, its unit or who began it. An official document is
for the unit it was issued to, and for whoever may read all of the record it is about.

"""
OPEN = """\
# What everybody may read

Without signing in, under `/public`; as open data under `/public/data/<list>.json` and `/public/data/<list>.csv`, with an ETag,
the time of the last change and a licence. Only these fields are selected from the database. Ids never change; a need is
published under a number of its own, because the number of the need says which region collected it. Amounts are decimal texts in yuan, days and moments ISO
8601. `statistics` counts the lists that have a year by their classes, from public fields alone.

A need that was published before there were such numbers (`FB-2024-0001`) keeps the number it was published under, its own: that
number is on letters, in other systems and in what running instances hold, so no migration changes it. Experts evaluate needs under
numbers of a third kind (`PG-2024-0001`); what was evaluated before there were these keeps its number too, and gets one of them when
it is evaluated again.

"""


def text() -> str:
    """The page."""
    return HEAD + _matrix() + _readers() + _places() + _limits() + _variables() + _instances() + _partners() + TAIL + OPEN + _open()


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def _matrix() -> str:
    heads = ["Kind of data", *(en for _, en in MATRIX.viewers.values())]
    rows = [_row(matter.en, *(RULES[matter.cells[viewer]][1] for viewer in MATRIX.viewers)) for matter in MATRIX.matters.values()]
    return _row(*heads) + _row(*("---" for _ in heads)) + "".join(rows) + "\n"


def _readers() -> str:
    rows = [
        _row(f"`{role}`", reader.tied_to, MATRIX.viewers[reader.own][1], MATRIX.viewers[reader.other][1])
        for role, reader in MATRIX.readers.items()
    ]
    return _row("Role", "Tied to", "Reads its own as", "Reads others’ as") + _row("---", "---", "---", "---") + "".join(rows) + "\n"


def _places() -> str:
    rows = [
        _row(matter.en, f"`{kind}`", ", ".join(f"`{name}`" for name in fields) or "all of it", ", ".join(sorted(matter.opened.get(kind, ()))))
        for matter in MATRIX.matters.values() for kind, fields in matter.records.items()
    ]
    return _row("Kind of data", "Record", "Fields", "Opened in the states") + _row("---", "---", "---", "---") + "".join(rows)


def _limits() -> str:
    rows = [
        _row(matter.en, f"`{kind}`", MATRIX.viewers[viewer][1], ", ".join(sorted(states)))
        for matter in MATRIX.matters.values() for viewer, kinds in matter.limits.items() for kind, states in kinds.items()
    ]
    heads = _row("Kind of data", "Record", "Reader", "Read in these states alone") + _row("---", "---", "---", "---")
    return "\n" + heads + "".join(rows)


def _variables() -> str:
    rows = [_row(matter.en, ", ".join(f"`{name}`" for name in matter.variables)) for matter in MATRIX.matters.values() if matter.variables]
    return "\n" + VARIABLES + "\n" + _row("Kind of data", "Variables and answers, at any depth") + _row("---", "---") + "".join(rows)


def _instances() -> str:
    rows = [_row(f"`{process}`", f"`{kind}`", "all of an instance") for process, kind in MATRIX.instances.items()]
    rows += [_row(f"`{process}`", f"`{kind}`", "what others answered and attached there; all records of the type") for process, kind in MATRIX.parts.items()]
    return "\n" + _row("Process", "For whoever may read the record", "What is for him") + _row("---", "---", "---") + "".join(rows)


def _partners() -> str:
    told = MATRIX.partners
    rows = [_row(f"`{kind}`", f"its own list `{units}`") for kind, units in told.units.items()]
    rows += [_row(f"`{kind}`", f"the list `{told.units[type]}` of the {type} that `{name}` names") for kind, (name, type) in told.via.items()]
    head = f"A record is “own” for a reader “{MATRIX.viewers[told.reader][1]}” too when a unit of his takes part, by its unified social credit code:"
    return f"\n{head}\n\n" + _row("Record", "Units that take part") + _row("---", "---") + "".join(rows)


def _open() -> str:
    parts = []
    for listed in OPENING.collections:
        shown = [each for each in listed.fields if each.name not in listed.unlisted]
        rows = [_row(f"`{each.name}`", each.kind, each.en) for each in shown]
        states = ", ".join(sorted(listed.states))
        parts.append(f"## {listed.name}\n\nRecords `{listed.type}` in the states {states}.\n\n" + _row("Field", "Kind", "Meaning") + _row("---", "---", "---") + "".join(rows))
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
