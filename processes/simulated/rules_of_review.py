"""What the checker holds reviews, sessions and notices against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from processes.simulated.evidence import Evidence, day_of

MOST_REVIEWS = 15
FEWEST_SCORES = 3
SESSIONS_A_YEAR = 2
NOTICE_DAYS = 5
OPEN = {"assigned", "committed"}
JUDGED = {"priority", "support", "proposed", "reserve", "not_supported"}


def no_expert_of_the_own_unit(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Nobody judges a proposal of the unit that he works for."""
    codes = {row["key"]: row["data"].get("uscc") for row in evidence.of("expert")}
    for score in evidence.of("score"):
        proposal = evidence.one("proposal", score["data"]["proposal_id"])
        taking_part = {unit.get("uscc") for unit in proposal["data"].get("units") or []} if proposal else set()
        code = codes.get(score["data"]["expert"])
        if score["state"] == "valid" and code in taking_part:
            yield score["key"], f"the expert works for {code}"


def no_declared_conflict(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Marks of somebody who has declared a conflict of interest do not count."""
    for score in evidence.of("score"):
        commitment = score["data"].get("commitment") or {}
        declared = {score["data"].get("conflict"), commitment.get("conflict")} - {None, "", "none"}
        if score["state"] == "valid" and declared:
            yield score["key"], f"declared {', '.join(sorted(declared))}"


def no_expert_overloaded(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Nobody has more reviews open at a time than the programme allows."""
    moves: dict[str, list[tuple[Any, int]]] = defaultdict(list)
    for score in evidence.of("score"):
        before = False
        for version in evidence.versions("score", score["key"]):
            now = version["state"] in OPEN
            if now != before:
                moves[score["data"]["expert"]].append((version["at"], 1 if now else -1))
            before = now
    for expert, found in moves.items():
        at_once = most = 0
        for _, step in sorted(found):
            at_once += step
            most = max(most, at_once)
        if most > MOST_REVIEWS:
            yield expert, f"{most} reviews open at a time"


def enough_scores(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Whoever has a place in a ranking was given marks by at least three experts."""
    valid: dict[tuple[Any, Any], int] = defaultdict(int)
    for score in evidence.of("score"):
        if score["state"] == "valid":
            valid[score["data"].get("session_id"), score["data"]["proposal_id"]] += 1
    for session in evidence.of("session"):
        for entry in session["data"].get("ranking") or []:
            count = valid[session["key"], entry.get("proposal_id")]
            if entry.get("tier") in JUDGED and count < FEWEST_SCORES:
                yield f"{session['key']}/{entry.get('proposal_id')}", f"{entry.get('tier')} by {count} marks"


def sessions_a_year(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """At most two sessions a year, but for those to which the task force has agreed."""
    by_year: dict[str, list[str]] = defaultdict(list)
    for session in evidence.of("session"):
        versions = evidence.versions("session", session["key"])
        states = [each["state"] for each in versions]
        planned_first = states[0] == "planned"
        if session["state"] not in {"refused", "cancelled"} and not planned_first:
            by_year[session["data"]["year"]].append(session["key"])
        if planned_first and set(states) - {"planned", "refused"} and not any("同意" in each["reason"] for each in versions):
            yield session["key"], "beyond the limit, and the task force has not agreed"
    for year, keys in by_year.items():
        if len(keys) > SESSIONS_A_YEAR:
            yield year, f"{len(keys)} sessions without a decision: {', '.join(sorted(keys))}"


def public_for_five_days(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A notice stands for five working days, and nothing is decided before."""
    for notice in evidence.of("notice"):
        data = notice["data"]
        first, last = day_of(data["notice_from"]), day_of(data["notice_until"])
        if evidence.working_days(first, last) < NOTICE_DAYS:
            yield notice["key"], f"public from {first} to {last}"
        ended = next((each for each in evidence.versions("notice", notice["key"]) if each["state"] == "ended"), None)
        if ended and ended["at"] < data["notice_until"]:
            yield notice["key"], f"ended at {ended['at']}, before {data['notice_until']}"


RULES = {
    "no_expert_of_the_own_unit": ("第十五条", no_expert_of_the_own_unit), "no_declared_conflict": ("第十五条", no_declared_conflict),
    "no_expert_overloaded": ("第十五条", no_expert_overloaded), "enough_scores": ("第十五条", enough_scores),
    "sessions_a_year": ("第十五条", sessions_a_year), "public_for_five_days": ("第十六条", public_for_five_days),
}
