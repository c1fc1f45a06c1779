"""Pages of docs/ that are generated from the code, so that they cannot say anything else than it does.

`python -m tests.house.reference_pages` writes them.
"""

from __future__ import annotations

import re
from pathlib import Path

from app.engine.capabilities import ELEMENTS, EVENTS, INSTEAD, PLACES
from app.engine.checks import RULES

ROOT = Path(__file__).parent.parent.parent
MARK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
SEVERITY = {"error": "error", "warning": "warning"}


def elements() -> str:
    """Element types that run, and what to draw instead of the others."""
    lines = ["| Element | Executed | |", "|---|---|---|"]
    for kind, capability in ELEMENTS.items():
        lines.append(f"| `{kind}` | {'yes' if capability.supported else 'refused'} | {_both(capability.zh, capability.en)} |")
    return "\n".join(lines)


def events() -> str:
    """Where each kind of event may stand."""
    lines = ["| Event | " + " | ".join(f"`{place}`" for place in PLACES) + " | Elsewhere |", "|---|" + "---|" * (len(PLACES) + 1)]
    for kind, places in EVENTS.items():
        marks = " | ".join("yes" if place in places else "–" for place in PLACES)
        lines.append(f"| {kind} | {marks} | {_both(*INSTEAD.get(kind, ('', '')))} |")
    return "\n".join(lines)


def rules() -> str:
    """Every rule of the check."""
    lines = ["| Code | Severity | 中文 | English |", "|---|---|---|---|"]
    for each in sorted(RULES, key=lambda rule: (rule.severity, rule.code)):
        lines.append(f"| `{each.code}` | {SEVERITY[each.severity]} | {_cell(each.zh)} | {_cell(each.en)} |")
    return "\n".join(lines)


TABLES = {"elements": elements, "events": events, "rules": rules}
PAGES = ("docs/bpmn.md", "docs/checks.md")


def renewed(text: str) -> str:
    """A page with its generated parts made anew."""
    return MARK.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}\n{found[3]}", text)


def _both(zh: str, en: str) -> str:
    return _cell(f"{en}<br>{zh}" if en else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    for page in PAGES:
        path = ROOT / page
        path.write_text(renewed(path.read_text(encoding="utf-8")), encoding="utf-8")
