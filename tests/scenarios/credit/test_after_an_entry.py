"""While a credit entry counts its subject is kept out; once it has expired the unit applies and the expert is drawn again."""

from __future__ import annotations

from datetime import date

import pytest

from app.access import Actor, Scope
from app.adapters import sheets
from app.commands import imports
from app.commands.programme_time import drain_inline
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import confirm_draw, experts, file_proposal, pass_formal_check

OPERATOR = Actor("boss", "boss", frozenset({"operator@all"}), frozenset({"operator"}), Scope("boss", True))
HEADS = ["reference", "event", "title", "subject", "subject_kind", "grade", "from", "until", "region"]


def read_in(s, subject, grade="较重", since="2021-11-01", until="", kind="单位", reference="外函1号"):
    """An operator reads in what another register keeps; the key of the entry."""
    row = [reference, "external_record", "外部登记的失信行为", subject, kind, grade, since, until, "JS"]
    with s.runtime.sessions.begin() as session:
        preview = imports.preview(s.runtime, session, "credits", "credits.csv", sheets.written("csv", HEADS, [row]), by=OPERATOR)
        imports.confirm(s.runtime, session, preview, None, by=OPERATOR)
    drain_inline(s.runtime)
    return f"{reference}/external_record"


def check(s, key):
    """The agency adds nothing to what the rules have found; what becomes of the proposal."""
    pass_formal_check(s, key)
    return s.of("proposal", key)["state"]


@basis("R20.4", "F20", "D15")
def test_a_unit_is_refused_while_its_entry_counts_and_applies_again_when_it_has_expired(scenario):
    s = scenario("proposal", at="2024-09-02 09:00")
    s.record("unit", "U-1", region="JS", unit="U-1", uscc=answers.uscc(1)).person("ann", ("lead_unit", "JS", "U-1"))
    entry = read_in(s, answers.uscc(1))
    assert (s.of("credit", entry)["data"]["bans"], s.of("credit", entry)["data"]["until"]) == (True, date(2024, 11, 1))
    assert check(s, file_proposal(s)) == "not_accepted"
    s.wait_until("2024-11-01 23:59")
    assert s.of("credit", entry)["state"] == "active"
    s.wait_until("2024-11-02 00:01")
    assert s.of("credit", entry)["state"] == "expired" and "失效" in s.mails()[-1]
    s.wait_until("2024-11-04 09:00")
    assert check(s, file_proposal(s)) == "waiting_session"


@basis("R20.4", "R15.2", "C10")
def test_an_expert_is_left_out_while_an_entry_counts_and_is_drawn_again_afterwards(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = pass_formal_check(s, file_proposal(s))
    experts(s, 5)
    entry = read_in(s, "E-0", grade="一般", since="2023-11-20", kind="个人")
    s.start("review_session", answers=answers.session("2024-11-08", "2024-12-10")).wait_until("2024-11-08 17:01")
    s.complete("group_proposals", answers=answers.groups(key))
    turns = s.of("draw", "2024-1/第一组")["data"]["turns"]
    assert turns[0]["excluded"] == {"E-0": ["credit"]} and "E-0" not in turns[0]["drawn"]
    confirm_draw(s)
    s.wait_until("2024-11-21 00:01")
    assert s.of("credit", entry)["state"] == "expired"
    s.complete("settle_shortage", shortage="again", shortage_note="再抽")
    assert "E-0" in s.of("draw", "2024-1/第一组")["data"]["turns"][-1]["drawn"]


@basis("F20", "D15")
@pytest.mark.parametrize("grade,until,ends,bans", [
    ("一般", "", date(2025, 9, 1), False), ("较重", "", date(2027, 9, 1), True), ("严重", "", date(2029, 9, 1), True),
    ("严重", "2024-12-31", date(2024, 12, 31), True),
])
def test_an_entry_from_outside_lasts_as_long_as_its_grade_or_as_its_file_says(scenario, grade, until, ends, bans):
    s = scenario("proposal", at="2024-09-02 09:00")
    entry = s.of("credit", read_in(s, answers.uscc(1), grade=grade, since="2024-09-01", until=until))
    assert (entry["data"]["until"], entry["data"]["bans"], entry["state"]) == (ends, bans, "active")
    assert len(s.timers()) == 1


@basis("F20")
def test_a_term_that_is_read_in_again_longer_ends_on_the_later_day(scenario):
    s = scenario("proposal", at="2024-09-02 09:00")
    read_in(s, answers.uscc(1), since="2024-09-01", until="2024-10-31")
    entry = read_in(s, answers.uscc(1), since="2024-09-01", until="2024-12-31")
    s.wait_until("2024-11-01 09:00")
    assert s.of("credit", entry)["state"] == "active"
    s.wait_until("2025-01-01 00:01")
    assert s.of("credit", entry)["state"] == "expired" and s.incidents() == []
