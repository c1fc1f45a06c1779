"""Numbers of the policy change while instances run: whoever has begun keeps what held when he began."""

from __future__ import annotations

from app import feel
from app.adapters.queues import InlineQueue
from app.factory import build_runtime
from app.queries import programme as query
from tests.conftest import ROOT
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.drawing import Drawing
from tests.dsl.policy import PATHS, deploy, publish
from tests.dsl.scenario import Scenario

RUNNING = 40


def _file(s, number: int) -> None:
    key = f"SB-{number}"
    s.record("proposal", key, region="JS", unit="U-1", units=answers.units(("JS", "AH")), commitment=True)
    s.start("formal_review", proposal_id=key, title=key, region="JS", lead_unit="U-1", rounds_used=0)


@basis("S29", "PP07", "R5.2")
def test_s29_forty_running_instances_keep_ten_working_days_and_new_ones_have_fifteen(scenario):
    s = scenario("formal_review", at="2024-09-02 09:00")
    for number in range(RUNNING):
        _file(s, number)
    publish(s, "parameters", "resubmission_window", value="15", basis="推进组2024年第3次会议", note="补正期限延长至15个工作日")
    _file(s, RUNNING)
    for number in range(RUNNING + 1):
        key = f"SB-{number}"
        s.complete("check_items", of=key, defects=["PART-01"]).complete("second_check", of=key, agreed="agree")
    due = {task["business_key"]: s.shanghai(task["due"]) for task in s.open_of("supplement")}
    assert due.pop(f"SB-{RUNNING}") == "2024-09-24 17:00"
    assert len(due) == RUNNING and set(due.values()) == {"2024-09-14 17:00"}
    with s.runtime.sessions.connect() as session:
        _, entry = query.entry(s.runtime, session, "parameters", "resubmission_window")
    newest, first = entry.changes
    assert ("补正期限延长至15个工作日", "test") == (newest.note, first.note)
    assert [(field.name, before, after) for field, before, after in newest.values][0] == ("value", "10", "15")
    assert ("value", None, "10") in [(field.name, before, after) for field, before, after in first.values]


def _waiting() -> bytes:
    drawing = Drawing("p", jiebang__businessKey="=proposal_id").start().user("wait", jiebang__role="agency").end()
    drawing.add("serviceTask", "note", jiebang__operation="session_entry.wait_for_session")
    return drawing.flow("start > wait > note > end").xml()


EMPTY = b'{"type": "default", "components": []}'


@basis("S29", "Q17")
def test_handlers_of_a_running_instance_see_the_numbers_it_began_with(scenario):
    s = deploy(scenario("p", at="2024-11-20 09:00"), {"bpmn/p/p.bpmn": _waiting(), "forms/p/wait.form": EMPTY})
    for key in ("SB-1", "SB-2"):
        s.record("proposal", key, unit="U-1", state="accepted_for_review")
    s.start(proposal_id="SB-1", lead_unit="U-1")
    publish(s, "parameters", "session_validity", value="18")
    s.start(proposal_id="SB-2", lead_unit="U-1").complete("wait", of="SB-1").complete("wait", of="SB-2")
    until = [s.of("proposal", key)["data"]["valid_until"].isoformat() for key in ("SB-1", "SB-2")]
    assert until == ["2025-11-20", "2026-05-20"]


@basis("PP02", "S12")
def test_a_table_follows_the_number_of_the_deployment_it_is_asked_in(scenario):
    s = scenario("p", at="2024-11-20 09:00")
    with s.runtime.sessions.connect() as session:
        before = s.runtime.library(session)
    publish(s, "parameters", "fiscal_ratio_max", value="0.25")
    with s.runtime.sessions.connect() as session:
        after = s.runtime.library(session)
    asked = {"stage": "award", "ratio": 3 / 10}
    found = [_decide(s, library, asked) for library in (before, after)]
    assert found == ["ok", "cap"]


def _decide(s, library, variables):
    world = s.runtime.surroundings(library.deployment).environment()
    return library.decision("funding_ratio").decision("funding_ratio").evaluate(feel.from_json(variables), world).value


@basis("R1.1")
def test_what_began_before_the_numbers_were_deployed_goes_by_the_first_of_them(runtime):
    s = Scenario(runtime, "p", at="2024-09-02 09:00")
    drawing = Drawing("p").start().user("wait", jiebang__role="agency").script("count", '{days: policy("resubmission_window")}')
    drawing.user("look", jiebang__role="agency").end().flow("start > wait > count > look > end")
    deploy(s, {"bpmn/p/p.bpmn": drawing.xml(), "forms/p/wait.form": EMPTY, "forms/p/look.form": EMPTY})
    early = s.start().instance
    deploy(s, {path: (ROOT / path).read_bytes() for path in PATHS.values()})
    publish(s, "parameters", "resubmission_window", value="15")
    restarted = build_runtime(runtime.sessions, InlineQueue(), clock=runtime.clock, programme=runtime.programme)
    later = Scenario(restarted, "p", at="2024-09-03 09:00")
    later.complete("wait")
    assert later.variables(early)["days"] == 10
