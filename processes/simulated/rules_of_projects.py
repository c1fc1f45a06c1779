"""What the checker holds awards, contracts, reports and acceptance against."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from processes.simulated.evidence import Evidence, day_of, months_after

MOST_FISCAL = Decimal("0.30")
LEAST_PAID = Decimal("0.80")
MONTHS, MONTHS_EXTENDED = 36, 48
MONTHS_TO_PREPARE = 3
LONGEST_WINDOW = timedelta(days=70)          # forty to fifty days by region, and on to the next working day
SIGNED = {"filed", "amended", "closed"}
PASSED = {"accepted", "accepted_after_rectification"}
DONE = {"approved", "skipped"}


def a_third_at_most(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Public money is at most thirty per cent of a project's input, at the award and in the contract."""
    for project in evidence.of("project"):
        for version in evidence.versions("project", project["key"]):
            yield from _over(project["key"], version["data"].get("support"), version["data"].get("total"), "award")
    for contract in evidence.of("contract"):
        for version in evidence.versions("contract", contract["key"]):
            if version["state"] in SIGNED:
                yield from _over(contract["key"], version["data"].get("fiscal"), version["data"].get("total"), "contract")


def _over(key: str, fiscal: Decimal | None, total: Decimal | None, where: str) -> Iterator[tuple[str, str]]:
    if fiscal is not None and total is not None and fiscal > MOST_FISCAL * total:
        yield key, f"{where}: {fiscal} of {total}"


def signed_in_the_window(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A contract is filled in within its window, or within the extension that was granted."""
    first_due = {}
    for task in sorted(evidence.read["user_tasks"], key=lambda task: task["opened_at"]):
        if task["element"] != "fill_contract":
            continue
        if task["state"] == "completed" and task["due"] and task["ended_at"] > task["due"]:
            yield str(task["id"]), f"filled in at {task['ended_at']}, due {task['due']}"
        if task["instance_id"] not in first_due:
            first_due[task["instance_id"]] = task
            if task["due"] and task["due"] - task["opened_at"] > LONGEST_WINDOW:
                yield str(task["id"]), f"a window of {task['due'] - task['opened_at']}"


def not_longer_than_three_years(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A contract runs for three years at most, with an extension for four, also when another lead unit signs it anew."""
    for contract in evidence.of("contract"):
        changed = False
        for version in evidence.versions("contract", contract["key"]):
            if version["state"] not in SIGNED:
                continue
            changed = changed or version["state"] != "filed"
            start, end = version["data"]["start_date"], version["data"]["end_date"]
            most = MONTHS_EXTENDED if changed else MONTHS
            if end > months_after(start, most):
                yield contract["key"], f"version {version['version']}: {start} to {end}"
                break


def prepared_three_months_before(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Acceptance is prepared from three months before the end, on a working day that is not later."""
    for row in evidence.of("acceptance"):
        begun = next((each for each in evidence.versions("acceptance", row["key"]) if "end_date" in each["data"]), None)
        if begun is None or begun["data"].get("compressed"):
            continue
        wanted = months_after(begun["data"]["end_date"], -MONTHS_TO_PREPARE)
        while not evidence.works(wanted):
            wanted -= timedelta(days=1)
        if day_of(begun["at"]) != wanted:
            yield row["key"], f"begun on {day_of(begun['at'])}, three months before {begun['data']['end_date']} is {wanted}"


def solvers_are_paid(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Before acceptance is examined every solver has been paid four fifths of its technical contract."""
    for version in evidence.became("acceptance", "checked", "meeting", "concluded"):
        for pair in version["data"].get("solver_payments") or []:
            if pair.get("contract_amount") and (pair.get("paid") or 0) < LEAST_PAID * pair["contract_amount"]:
                yield version["key"], f"{pair.get('unit')}: {pair.get('paid') or 0} of {pair['contract_amount']}"


def reports_are_done(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """A project that was accepted has handed in every annual report, or was excused."""
    passed = {version["key"]: version["at"] for version in evidence.became("project", *PASSED)}
    for report in evidence.of("report"):
        at = passed.get(report["data"].get("project_id"))
        if at and report["created_at"] < at and report["state"] not in DONE:
            yield report["key"], f"{report['state']}, and the project was accepted"


def paid_once_and_not_more(evidence: Evidence) -> Iterator[tuple[str, str]]:
    """Each tranche is paid once, and all of them together are not more than the public money of the contract."""
    paid = defaultdict(list)
    for row in evidence.of("payment"):
        if row["state"] == "paid" and row["data"].get("kind") == "payment":
            paid[row["data"]["project_id"]].append(row)
    for project, rows in paid.items():
        numbers = [row["data"].get("tranche") for row in rows]
        if len(numbers) != len(set(numbers)):
            yield project, f"tranches {sorted(map(str, numbers))}"
        contract = evidence.versions("contract", project)
        most = max((each["data"].get("fiscal") or Decimal(0) for each in contract if each["state"] in SIGNED), default=Decimal(0))
        total = sum((row["data"]["amount"] for row in rows), Decimal(0))
        if total > most:
            yield project, f"{total} paid of {most}"


RULES = {
    "a_third_at_most": ("第十七条", a_third_at_most), "signed_in_the_window": ("第十六条", signed_in_the_window),
    "not_longer_than_three_years": ("第十八条", not_longer_than_three_years),
    "prepared_three_months_before": ("第十八条", prepared_three_months_before), "solvers_are_paid": ("第十七条", solvers_are_paid),
    "reports_are_done": ("第十八条", reports_are_done), "paid_once_and_not_more": ("第十七条", paid_once_and_not_more),
}
