"""What the form of a task shows of variables, records and drafts is what the matrix lets whoever has the task read."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import update

from app.commands import user_tasks
from app.store import records, tables as t
from tests.dsl.basis import basis
from tests.dsl.drawing import Drawing
from tests.dsl.scenario import Scenario
from tests.dsl.steps import draw_experts, experts, file_proposal, pass_formal_check
from tests.web.conftest import Site, words

SECRET = "不得外泄之内容"
FORM = json.dumps({"type": "default", "components": [
    {"type": "text", "id": "t1", "text": "{{ demand_unit }} {{ told }}"},
    {"type": "text", "id": "t2", "text": "unspoken"},
    {"type": "table", "id": "t3", "dataSource": "=listed_rows", "columns": [{"key": "title", "label": "名称"}]},
    {"type": "textfield", "key": "demand_side", "id": "f1", "label": "需求方"},
    {"type": "textfield", "key": "answer", "id": "f2", "label": "答复"},
]}).encode()
PEOPLE = {"solver": "solver@U-2", "agency": "agency"}


@pytest.fixture
def site(site):
    """A task that a solver and the agency may do, in an instance of another unit."""
    site.deploy(
        Drawing("p", jiebang__region="=region", jiebang__unit="=unit").start(jiebang__role="operator")
        .user("a", jiebang__role="solver,agency", jiebang__scope="all", jiebang__record="need", jiebang__recordKey="=need_no")
        .user("b", jiebang__role="agency", jiebang__scope="all").end().flow("start > a > b > end"),
        a=FORM,
    )
    for name, member in PEOPLE.items():
        site.person(name, member)
    return site


def begun(site, **variables):
    """The task, open to both."""
    task = site.task(site.start(region="SH", unit="U-1", **variables))
    with site.runtime.sessions.begin() as session:
        session.execute(update(t.user_tasks).where(t.user_tasks.c.id == task).values(candidates=["solver@unit:U-2", "agency@all"]))
    return task


def shown(site, name, task):
    """What somebody is shown on the page of a task, and what a program is answered for him."""
    browser = site.browser()
    assert browser.sign_in(name).status_code == 303
    return words(browser.get(f"/tasks/{task}").text), site.program(name).get(f"/user-tasks/{task}").json["values"]


@basis("Q12", "S28")
@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("variables", [
    {"demand_unit": SECRET}, {"demand_side": SECRET}, {"listed_rows": [{"title": "某", "demand_unit": SECRET}]},
], ids=["shown in a text", "a field's value", "in a row"])
def test_a_variable_of_a_closed_kind_of_data_is_shown_to_whom_the_matrix_opens_it(site, name, variables):
    page, values = shown(site, name, begun(site, told="可见之内容", **variables))
    assert "可见之内容" in page and values["told"] == "可见之内容"
    assert (SECRET in page, SECRET in str(values)) == (name == "agency",) * 2


@basis("Q12", "S28")
def test_a_variable_that_the_form_does_not_read_is_shown_to_nobody(site):
    for name in PEOPLE:
        page, values = shown(site, name, begun(site, unspoken=SECRET))
        assert SECRET not in page and SECRET not in str(values), name


@basis("Q12", "S28")
@pytest.mark.parametrize("name", PEOPLE)
def test_the_record_that_a_task_writes_shows_what_the_matrix_opens_of_it(site, name):
    with site.runtime.sessions.begin() as session:
        records.create(
            session, "need", "N-1", title="需求", region="SH", unit="U-1", state="published", data={"answer": SECRET}, at=site.runtime.clock.now(), by=None,
        )
    page, values = shown(site, name, begun(site, need_no="N-1"))
    assert (SECRET in page, values.get("answer") == SECRET) == (name == "agency",) * 2


@basis("Q12", "S28")
@pytest.mark.parametrize("name", PEOPLE)
def test_a_draft_shows_what_the_matrix_opens(site, name):
    task = begun(site)
    with site.runtime.sessions.begin() as session:
        user_tasks.save_draft(site.runtime, session, task, {"demand_side": SECRET, "answer": "已写"}, by=site.actor("agency"))
    page, values = shown(site, name, task)
    assert "已写" in page and values["answer"] == "已写"
    assert (SECRET in page, SECRET in str(values)) == (name == "agency",) * 2


@basis("Q28", "S14")
def test_an_expert_who_takes_over_reads_nothing_of_what_the_one_before_him_had_typed(programme_runtime):
    site, s = Site(programme_runtime), Scenario(programme_runtime, "proposal", at="2024-10-14 09:00")
    for number in range(8):
        site.person(f"E-{number}", "expert")
    experts(s)
    draw_experts(s, pass_formal_check(s, file_proposal(s)))
    before = {s.person_of("sign_commitment", item) for item in range(5)}
    s.type_in("sign_commitment", conflict="advisor", conflict_detail=SECRET)
    s.wait_until("2024-11-13 17:01")
    fresh = {s.person_of("sign_commitment", item) for item in range(len(s.open_of("sign_commitment")))}
    assert fresh and fresh.isdisjoint(before)
    for task in s.open_of("sign_commitment"):
        page, values = shown(site, task["candidates"][0].partition("@person:")[2], task["id"])
        assert SECRET not in page and SECRET not in str(values)
