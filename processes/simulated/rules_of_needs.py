"""What the checker holds needs, publications and proposals against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from processes.simulated.evidence import Evidence, Row, closing, day_of

REGIONS = {"SH", "JS", "ZJ", "AH"}
FEWEST_REGIONS = 2
DAYS_TO_SUPPLEMENT = 10
IN_RESERVE = {"unsolved", "partial", "full", "applied"}
PRIVATE = ("contact", "phone", "email")
PUBLIC = {"title", "goals", "tasks", "total_input", "external_fund", "field", "published_on", "need_id"}


def nobody_is_named(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A published need does not say who asks: no name, code or contact of the demand side, no field besides the public ones."""
    units = {row["key"]: row for row in evidence.of("unit")}
    for row in evidence.of("publication"):
        need = evidence.one("need", row["data"].get("need_id"))
        unit = units.get(need["unit"]) if need else None
        private = [str(need["data"][name]) for name in PRIVATE if need["data"].get(name)] if need else []
        private += [unit["title"], str(unit["data"].get("uscc"))] if unit else []
        for version in evidence.versions("publication", row["key"]):
            text = str({name: value for name, value in version["data"].items() if name != "need_id"}) + version["title"]
            yield from ((row["key"], f"version {version['version']} says {word}") for word in private if word in text)
            more = set(version["data"]) - PUBLIC
            if more:
                yield row["key"], f"also published: {', '.join(sorted(more))}"


def status_is_what_tasks_say(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A need is unsolved, partly or fully solved as its external tasks are confirmed or not."""
    tasks: dict[str, list[Row]] = defaultdict(list)
    for row in evidence.of("external_task"):
        if row["state"] != "dropped":
            tasks[row["data"]["need_id"]].append(row)
    for need in evidence.of("need"):
        said = need["data"].get("reserve_status")
        if need["state"] not in IN_RESERVE or said is None:
            continue
        confirmed = sum(task["state"] == "confirmed" for task in tasks[need["key"]])
        real = "unsolved" if not confirmed else "full" if confirmed == len(tasks[need["key"]]) else "partial"
        if said != real or need["state"] not in {real, "applied"}:
            yield need["key"], f"says {said} in state {need['state']}, its tasks say {real}"


def accepted_from_two_regions(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Whoever passes the formal check comes from at least two of the four regions, and its lead unit from one of them."""
    for version in evidence.became("proposal", "accepted_for_review"):
        units = version["data"].get("units") or []
        regions = {unit.get("region") for unit in units} & REGIONS
        if len(regions) < FEWEST_REGIONS:
            yield version["key"], f"accepted with units of {', '.join(sorted(regions)) or 'no region'}"
        if not any(unit.get("role") == "lead" and unit.get("region") in REGIONS for unit in units):
            yield version["key"], "accepted with a lead unit of elsewhere"


def solvers_take_part(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Whoever has signed an intent for a need takes part as sub-topic unit in the project that comes from it."""
    codes = {row["key"]: row["data"].get("uscc") for row in evidence.of("unit")}
    signed: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    for version in evidence.became("solution", "confirmed"):
        held = evidence.one("solution", version["key"])
        if held:
            signed[held["data"].get("need_id")].append((version["at"], codes.get(held["unit"])))
    for version in evidence.became("proposal", "accepted_for_review"):
        first = next((each for each in evidence.versions("proposal", version["key"]) if each["state"] == "submitted"), version)
        taking_part = {unit.get("uscc") for unit in version["data"].get("units") or [] if unit.get("role") == "sub_topic"}
        for at, code in signed.get(version["data"].get("need_id") or "-", ()):
            if at < first["at"] and code not in taking_part:
                yield version["key"], f"solver {code} had signed and is left out"


def supplemented_in_time(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Nothing is supplemented after five o'clock of the tenth working day, and nothing late counts."""
    for row in evidence.of("supplement"):
        versions = evidence.versions("supplement", row["key"])
        last = closing(evidence.working_day_after(day_of(versions[0]["at"]), DAYS_TO_SUPPLEMENT))
        handed_in = next((each for each in versions if each["state"] in {"submitted", "complete"}), None)
        if handed_in and handed_in["at"] > last:
            yield row["key"], f"handed in at {handed_in['at']}, the time ended at {last}"
        formal = evidence.one("proposal", row["key"])
        if row["state"] == "late" and formal and formal["data"].get("formal_result") == "accepted":
            yield row["key"], "late and accepted"


def bans_are_respected(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """No proposal passes the formal check while one of its units is kept out by the credit record."""
    bans = [row for row in evidence.of("credit") if row["data"].get("bans") and row["state"] == "active"]
    for version in evidence.became("proposal", "accepted_for_review") if bans else ():
        day, codes = day_of(version["at"]), {unit.get("uscc") for unit in version["data"].get("units") or []}
        for ban in bans:
            until = ban["data"].get("until")
            if ban["data"]["subject"] in codes and ban["data"]["from"] < day and (until is None or day <= until):
                yield version["key"], f"{ban['data']['subject']} is kept out by {ban['key']}"


RULES = {
    "nobody_is_named": ("第十条", nobody_is_named), "status_is_what_tasks_say": ("第十二条", status_is_what_tasks_say),
    "accepted_from_two_regions": ("第十三条", accepted_from_two_regions), "solvers_take_part": ("第十三条", solvers_take_part),
    "supplemented_in_time": ("第十四条", supplemented_in_time), "bans_are_respected": ("第二十条", bans_are_respected),
}
