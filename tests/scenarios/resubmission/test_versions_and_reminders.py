"""A drawing that changes while instances run, and a scheduler that was down."""

from __future__ import annotations

from app.commands import deployments
from tests.conftest import ROOT
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import find_defects

DRAWING = "bpmn/resubmission/resubmission.bpmn"
RUNNING = 40


def _deploy(s, content: str):
    with s.runtime.sessions.begin() as session:
        deployments.deploy(s.runtime, session, {DRAWING: content.encode()}, by=None, note="fifteen days", source="api", force=True)


def _file(s, number: int):
    key = f"SB-{number}"
    s.record("proposal", key, region="JS", unit="U-1", units=answers.units(("JS", "AH")), commitment=True)
    s.start("formal_review", proposal_id=key, title=key, region="JS", lead_unit="U-1", rounds_used=0)


def _find(s, number: int):
    key = f"SB-{number}"
    return s.complete("check_items", of=key, defects=["PART-01"]).complete("second_check", of=key, agreed="agree")


@basis("PP07", "S29")
def test_s29_forty_running_instances_keep_ten_days_and_new_ones_have_fifteen(scenario):
    s = scenario("formal_review", at="2024-09-02 09:00")
    for number in range(RUNNING):
        _file(s, number)
    drawing = (ROOT / DRAWING).read_text()
    _deploy(s, drawing.replace('policy("resubmission_window")', "15"))
    _file(s, RUNNING)
    for number in range(RUNNING + 1):
        _find(s, number)
    due = {task["business_key"]: s.shanghai(task["due"]) for task in s.open_of("supplement")}
    assert due.pop(f"SB-{RUNNING}") == "2024-09-24 17:00"
    assert len(due) == RUNNING and set(due.values()) == {"2024-09-14 17:00"}
    assert len(s.facts("deployed")) == 2


@basis("PP08", "S25")
def test_s25_of_four_reminders_missed_only_one_is_caught_up(scenario):
    s = scenario("formal_review", at="2024-09-18 09:00")
    drawing = (ROOT / DRAWING).read_text()
    first = drawing.index("<jiebang:reminder")
    days = "".join(
        f'<jiebang:reminder workingDays="-1" on="=date(&quot;2024-10-0{day}&quot;)" at="09:00" template="supplement_due"/>'
        for day in (1, 2, 3, 4)
    )
    _deploy(s, drawing[:first] + days + drawing[first:])
    _file(s, 1)
    find_defects(s, "PART-01").expect_open("supplement", due="2024-10-08 17:00").wait_until("2024-09-30 17:00")
    before = s.reminded("supplement")
    s.sleep_until("2024-10-05 10:00")
    assert s.reminded("supplement") == [*before, "2024-10-05 10:00"]
    assert [s.shanghai(fact["data"]["due"]) for fact in s.facts_as_values("reminder_coalesced")] == [
        "2024-10-01 09:00",
        "2024-10-02 09:00",
        "2024-10-03 09:00",
    ]
