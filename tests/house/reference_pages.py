"""Pages of docs/ that are generated from the code, so that they cannot say anything else than it does.

`python -m tests.house.reference_pages` writes them.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from lxml import etree

from app.engine.capabilities import ELEMENTS, EVENTS, INSTEAD, PLACES
from app.engine.checks import RULES
from app.engine.checks.rule import Rule
from app.engine.reader import read
from tests.unit.engine.test_check_rules import BROKEN, KNOWN

ROOT = Path(__file__).parent.parent.parent
MARK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
NOISE = re.compile(r' (xmlns(:(jiebang|xsi))?="[^"]*"|name="")')
MAX_LINES = 16
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
    lines = ["| Code | Severity | What is wrong, and what to do | Why it matters |", "|---|---|---|---|"]
    for each in _in_order():
        words = f"{_both(each.zh, each.en)} | {_both(each.why_zh, each.why_en)}"
        lines.append(f"| [`{each.code}`](#example-{each.code}) | {SEVERITY[each.severity]} | {words} |")
    return "\n".join(lines)


def examples() -> str:
    """For every rule a small drawing that breaks it, and what is then said."""
    return "\n\n".join(
        f'<details id="example-{each.code}"><summary><code>{each.code}</code></summary>\n\n'
        f"{_said(each)}\n\n```xml\n{_drawn(BROKEN[each.code])}\n```\n\n</details>"
        for each in _in_order()
    )


def _in_order() -> list[Rule]:
    return sorted(RULES, key=lambda rule: (rule.severity, rule.code))


def _said(rule: Rule) -> str:
    found = next(rule.find(read(BROKEN[rule.code], "bpmn/p/p.bpmn"), KNOWN))
    return f"> {escape(found.en, quote=False)}<br>{escape(found.zh, quote=False)}"


def _drawn(content: bytes) -> str:
    """The drawing one element a line, without namespaces and empty names; of a long one as much as a reader looks at."""
    root = etree.fromstring(content)
    etree.indent(root)
    lines = NOISE.sub("", etree.tostring(root, encoding="unicode")).split("\n")
    left_out = len(lines) - MAX_LINES
    return "\n".join([*lines[:MAX_LINES], f"<!-- and {left_out} more lines -->"] if left_out > 0 else lines)


TABLES = {"elements": elements, "events": events, "rules": rules, "examples": examples}
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
