"""The independent checker finds a broken record for each of its rules, and nothing in sound ones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from processes.simulated import checker

AT = datetime(2024, 9, 2, 2, tzinfo=UTC)
TWO = [{"role": "lead", "region": "SH", "uscc": "A"}, {"role": "sub_topic", "region": "JS", "uscc": "B"}]
ONE = [{"role": "lead", "region": "SH", "uscc": "A"}]


class Made:
    """Records in their versions, as a database would have them."""

    def __init__(self) -> None:
        self.read: dict[str, Any] = {
            name: [] for name in ("records", "versions", "documents", "instances", "user_tasks", "timers", "jobs", "subscriptions", "incidents", "units")
        } | {"calendar": {}, "facts": {}}

    def record(self, type: str, key: str, *versions: tuple[str, dict[str, Any]], at=(AT,), unit=None, title="示例", reason="") -> "Made":
        for number, (state, data) in enumerate(versions, start=1):
            moment = at[min(number, len(at)) - 1]
            self.read["versions"].append({"type": type, "key": key, "version": number, "state": state, "title": title, "data": data, "at": moment, "reason": reason})
        state, data = versions[-1]
        self.read["records"].append({"type": type, "key": key, "state": state, "data": data, "unit": unit, "title": title, "created_at": at[0], "version": len(versions)})
        return self

    def row(self, part: str, **columns: Any) -> "Made":
        self.read[part].append(columns)
        return self

    def broken(self) -> set[str]:
        return {each.rule for each in checker.check(self.read)}


def _score(number, state="valid", **data):
    return f"S/{number}", (state, {"expert": f"E-{number}", "proposal_id": "SB-1", "session_id": "2024-1", **data})


def _signed(**data):
    return {"fiscal": Decimal(3), "total": Decimal(10), "start_date": date(2025, 1, 1), "end_date": date(2027, 12, 31), **data}


def stuck(made):
    return made.row("instances", id=1, process_id="need", business_key="XQ-1", status="active")


def incident(made):
    return made.row("incidents", element="x", code="job-failed", message="no")


def named_in_public(made):
    made.record("unit", "U-1", ("active", {"uscc": "9131"}), title="上海示例芯核有限公司")
    made.record("need", "XQ-1", ("published", {"contact": "王某某"}), unit="U-1")
    return made.record("publication", "XQ-1", ("published", {"title": "t", "goals": "上海示例芯核有限公司的难题", "need_id": "XQ-1"}))


def more_in_public(made):
    made.record("need", "XQ-1", ("published", {}))
    return made.record("publication", "XQ-1", ("published", {"title": "t", "city": "苏州"}))


def status(made):
    made.record("external_task", "XQ-1/1", ("open", {"need_id": "XQ-1"}))
    return made.record("need", "XQ-1", ("full", {"reserve_status": "full"}))


def one_region(made):
    return made.record("proposal", "SB-1", ("submitted", {"units": ONE}), ("accepted_for_review", {"units": ONE}))


def solver_left_out(made):
    made.record("unit", "U-9", ("active", {"uscc": "C"}))
    made.record("solution", "JF-1", ("confirmed", {"need_id": "XQ-1"}), unit="U-9", at=(datetime(2024, 1, 1, tzinfo=UTC),))
    return made.record("proposal", "SB-1", ("submitted", {"units": TWO, "need_id": "XQ-1"}), ("accepted_for_review", {"units": TWO, "need_id": "XQ-1"}))


def late_supplement(made):
    # served on Monday the 2nd of September: the tenth working day is Monday the 16th
    return made.record("supplement", "SB-1", ("requested", {}), ("submitted", {}), at=(AT, datetime(2024, 9, 16, 9, 1, tzinfo=UTC)))


def late_and_accepted(made):
    made.record("proposal", "SB-1", ("accepted_for_review", {"units": TWO, "formal_result": "accepted"}))
    return made.record("supplement", "SB-1", ("requested", {}), ("late", {}))


def banned(made):
    made.record("credit", "XM-9/false_material", ("active", {"bans": True, "subject": "B", "from": date(2024, 1, 1), "until": date(2029, 1, 1)}))
    return made.record("proposal", "SB-1", ("accepted_for_review", {"units": TWO}))


def own_unit(made):
    made.record("expert", "E-1", ("active", {"uscc": "B"})).record("proposal", "SB-1", ("approved", {"units": TWO}))
    key, version = _score(1)
    return made.record("score", key, version)


def declared(made):
    key, version = _score(1, commitment={"conflict": "kinship"})
    return made.record("score", key, version)


def overloaded(made):
    for number in range(16):
        made.record("score", f"S/{number}", ("assigned", {"expert": "E-1", "proposal_id": f"SB-{number}", "session_id": "2024-1"}))
    return made


def two_scores(made):
    for number in (1, 2):
        key, version = _score(number)
        made.record("score", key, version)
    ranking = [{"proposal_id": "SB-1", "tier": "priority"}]
    return made.record("session", "2024-1", ("open", {"year": "2024"}), ("closed", {"year": "2024", "ranking": ranking}))


def three_sessions(made):
    for number in range(3):
        made.record("session", f"2024-{number}", ("open", {"year": "2024"}))
    return made


def not_agreed(made):
    return made.record("session", "2024-3", ("planned", {"year": "2024"}), ("open", {"year": "2024"}))


def four_days(made):
    return made.record("notice", "LX-1", ("published", {"notice_from": date(2024, 9, 2), "notice_until": datetime(2024, 9, 5, 9, tzinfo=UTC)}))


def ended_early(made):
    data = {"notice_from": date(2024, 9, 2), "notice_until": datetime(2024, 9, 6, 9, tzinfo=UTC)}
    return made.record("notice", "LX-1", ("published", data), ("ended", data), at=(AT, datetime(2024, 9, 6, 8, tzinfo=UTC)))


def too_much_awarded(made):
    return made.record("project", "XM-1", ("contracting", {"support": Decimal("3.01"), "total": Decimal(10)}))


def too_much_contracted(made):
    return made.record("contract", "XM-1", ("filed", _signed(fiscal=Decimal("3.01"))))


def filled_in_late(made):
    return made.row(
        "user_tasks", id=1, instance_id=1, element="fill_contract", process_id="contract_js", state="completed", opened_at=AT,
        due=datetime(2024, 10, 8, 9, tzinfo=UTC), ended_at=datetime(2024, 10, 8, 9, 1, tzinfo=UTC),
    )


def too_long(made):
    return made.record("contract", "XM-1", ("filed", _signed(end_date=date(2028, 1, 2))))


def prepared_late(made):
    # the end is the 31st of December 2024, three months before is a Monday
    return made.record("acceptance", "XM-1", ("preparing", {"end_date": date(2024, 12, 31)}), at=(datetime(2024, 10, 8, 1, tzinfo=UTC),))


def solver_not_paid(made):
    pairs = [{"unit": "B", "contract_amount": Decimal(100), "paid": Decimal("79.99")}]
    return made.record("acceptance", "XM-1", ("applied", {}), ("checked", {"solver_payments": pairs}))


def report_missing(made):
    made.record("report", "XM-1-2024", ("late", {"project_id": "XM-1"}), at=(datetime(2024, 1, 1, tzinfo=UTC),))
    return made.record("project", "XM-1", ("active", {}), ("accepted", {}))


def paid_twice(made):
    made.record("contract", "XM-1", ("filed", _signed()))
    for number in (1, 2):
        made.record("payment", f"BK-{number}", ("paid", {"kind": "payment", "project_id": "XM-1", "tranche": 1, "amount": Decimal(1)}))
    return made


def paid_too_much(made):
    made.record("contract", "XM-1", ("filed", _signed()))
    return made.record("payment", "BK-1", ("paid", {"kind": "payment", "project_id": "XM-1", "tranche": 1, "amount": Decimal(4)}))


CASES = [
    (stuck, "never_stuck"), (incident, "no_incident"), (named_in_public, "nobody_is_named"), (more_in_public, "nobody_is_named"),
    (status, "status_is_what_tasks_say"), (one_region, "accepted_from_two_regions"), (solver_left_out, "solvers_take_part"),
    (late_supplement, "supplemented_in_time"), (late_and_accepted, "supplemented_in_time"), (banned, "bans_are_respected"),
    (own_unit, "no_expert_of_the_own_unit"), (declared, "no_declared_conflict"), (overloaded, "no_expert_overloaded"),
    (two_scores, "enough_scores"), (three_sessions, "sessions_a_year"), (not_agreed, "sessions_a_year"), (four_days, "public_for_five_days"),
    (ended_early, "public_for_five_days"), (too_much_awarded, "a_third_at_most"), (too_much_contracted, "a_third_at_most"),
    (filled_in_late, "signed_in_the_window"), (too_long, "not_longer_than_three_years"), (prepared_late, "prepared_three_months_before"),
    (solver_not_paid, "solvers_are_paid"), (report_missing, "reports_are_done"), (paid_twice, "paid_once_and_not_more"),
    (paid_too_much, "paid_once_and_not_more"),
]


@pytest.mark.parametrize(("breaks", "rule"), CASES, ids=[breaks.__name__ for breaks, _ in CASES])
def test_a_broken_record_is_found_by_its_rule_and_by_no_other(breaks, rule):
    assert breaks(Made()).broken() == {rule}


def test_an_extended_contract_that_another_lead_unit_signs_anew_keeps_its_end():
    extended = _signed(end_date=date(2028, 8, 24))
    assert Made().record("contract", "XM-1", ("filed", _signed()), ("amended", extended), ("filed", extended)).broken() == set()


def test_every_rule_has_a_record_that_breaks_it_and_names_its_article():
    assert {rule for _, rule in CASES} == set(checker.RULES)
    assert all(article for article, _ in checker.RULES.values())


def test_sound_records_break_nothing():
    made = Made().row("instances", id=1, process_id="need", business_key="XQ-1", status="active").row("timers", instance_id=1)
    made.record("contract", "XM-1", ("filed", _signed()))
    made.record("supplement", "SB-1", ("requested", {}), ("submitted", {}), at=(AT, datetime(2024, 9, 16, 9, tzinfo=UTC)))
    made.record("acceptance", "XM-1", ("preparing", {"end_date": date(2024, 12, 31)}), at=(datetime(2024, 9, 30, 1, tzinfo=UTC),))
    made.record("notice", "LX-1", ("published", {"notice_from": date(2024, 9, 2), "notice_until": datetime(2024, 9, 6, 9, tzinfo=UTC)}))
    made.record("proposal", "SB-1", ("submitted", {"units": TWO}), ("accepted_for_review", {"units": TWO}))
    assert made.broken() == set()
