"""The independent checker: rules of the regulation over records, facts and documents, with no code of the processes.

Each rule is written here once more, by the words of the regulation, so that an error of a drawing, a table or a handler
does not excuse itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from processes.simulated import rules_of_needs, rules_of_projects, rules_of_review
from processes.simulated.evidence import Evidence, Violation

Rule = Callable[[Evidence], Iterator[tuple[str, str]]]


def never_stuck(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A running instance waits for somebody, a moment, a message or a worker."""
    waits = {row["instance_id"] for part in ("timers", "jobs", "subscriptions") for row in evidence.read[part]}
    waits |= {row["instance_id"] for row in evidence.read["user_tasks"] if row["state"] == "open"}
    for row in evidence.read["instances"]:
        if row["status"] == "active" and row["id"] not in waits:
            yield f"{row['process_id']} {row['business_key']}", "waits for nothing"


def no_incident(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Nothing has failed in a way that only an operator can mend."""
    for row in evidence.read["incidents"]:
        yield row["element"], f"{row['code']}: {row['message']}"


RULES: dict[str, tuple[str, Rule]] = {
    "never_stuck": ("—", never_stuck), "no_incident": ("—", no_incident),
    **rules_of_needs.RULES, **rules_of_review.RULES, **rules_of_projects.RULES,
}
RULES_CHECKED = [
    {"rule": name, "article": article, "says": (rule.__doc__ or "").strip().splitlines()[0]} for name, (article, rule) in RULES.items()
]


def check(read: Mapping[str, Any]) -> list[Violation]:
    """All violations, by rule."""
    evidence = Evidence(read)
    return [Violation(name, article, key, what) for name, (article, rule) in RULES.items() for key, what in rule(evidence)]
