"""Whose an instance is, and what others did in it, for those who may not read the record that it is about."""

from __future__ import annotations

import pytest

from app.engine.waiting import Fact
from app.store import instances, people, tables as t, user_tasks
from processes.visibility import INSTANCES, MATRIX, PARTS
from tests.dsl.basis import basis
from tests.dsl.needs import cast, raise_need
from tests.dsl.scenario import Scenario
from tests.web.conftest import Site


@pytest.fixture
def asked(programme_runtime):
    """A need of a unit in Shanghai."""
    site, s = Site(programme_runtime), Scenario(programme_runtime, "need", at="2024-03-04 09:00")
    return site, s, raise_need(cast(s))


def test_what_instances_are_about_are_records_that_the_matrix_covers():
    whole = {kind for matter in MATRIX.matters.values() for kind, fields in matter.records.items() if not fields}
    assert {*INSTANCES.values(), *PARTS.values()} <= whole


@basis("S28")
@pytest.mark.parametrize(("member", "expected"), [
    ("designer", False), ("solver@U-9", False), ("lead_unit@U-9", False), ("expert", False), ("agency", True), ("auditor", True),
    ("region_officer@SH", True), ("operator", True),
])
def test_an_instance_of_a_need_is_for_whoever_may_know_the_demand_side(asked, member, expected):
    site, s, key = asked
    with site.runtime.sessions.begin() as session:
        people.add_unit(session, "U-9", "另一单位", region="SH")
    robot, instance = site.program("reader", member), s.instance_of("need", key)
    with site.runtime.sessions.begin() as session:
        file = _attached(session, site, instance, None, "somebody")
    browser = site.browser()
    assert browser.sign_in("reader").status_code == 303
    found = robot.get("/instances", search=key).json
    out = {
        robot.get(f"/instances/{instance}").status_code == 200, browser.get(f"/projects/{instance}").status_code == 200,
        found["total"] >= 1, bool(found["items"]), browser.get(f"/attachments/{file}").status_code == 200,
        robot.get(f"/records/need/{key}").status_code == 200,
    }
    assert out == {expected}


@basis("S28")
def test_who_only_had_a_task_in_it_learns_neither_the_unit_nor_the_region_nor_who_began_it(asked):
    site, s, key = asked
    robot, instance = site.program("reader", "designer"), s.instance_of("need", key)
    with site.runtime.sessions.begin() as session:
        task = user_tasks.of_instance(session, instance)[0]
        _as_done_by(session, task["id"], "reader")
        instances.add_facts(session, instance, [Fact("sent_back", "fill_need", None, site.runtime.clock.now(), "boss", {"reason": "他人之语"})])
    told = robot.get(f"/instances/{instance}").json
    listed = robot.get("/instances", search=key).json["items"]
    assert [told[name] for name in ("region", "unit")] == [None, None] and told.get("started_by") is None
    assert listed and all(each["region"] is None and each["unit"] is None for each in listed)
    browser = site.browser()
    assert browser.sign_in("reader").status_code == 303
    assert "他人之语" not in browser.get(f"/projects/{instance}").text


@basis("S28")
@pytest.mark.parametrize(("member", "expected"), [("region_officer@SH", False), ("agency", True)])
def test_files_and_words_of_a_single_review_are_for_whoever_reads_single_scores(asked, member, expected):
    site, s, key = asked
    robot, instance, now = site.program("reader", member), s.instance_of("need", key), site.runtime.clock.now()
    with site.runtime.sessions.begin() as session:
        task = user_tasks.of_instance(session, instance)[0]
        _as_done_by(session, task["id"], "somebody", process_id="expert_review")
        _attached(session, site, instance, task["id"], "somebody")
        element = "sign_commitment"
        instances.add_facts(session, instance, [
            Fact("sent_back", element, None, now, "somebody", {"reason": "评语甲"}), Fact("attached", element, None, now, "somebody", {"name": "评语乙.pdf"}),
        ])
    browser = site.browser()
    assert browser.sign_in("reader").status_code == 303
    page = browser.get(f"/projects/{instance}").text
    assert {"评语甲" in page, "评语乙.pdf" in page, "评语.pdf" in page} == {expected}
    assert bool(robot.get(f"/instances/{instance}").json["attachments"]) is expected


def _attached(session, site, instance, task, by):
    return user_tasks.add_attachment(
        session, instance_id=instance, task_id=task, name="评语.pdf", media_type="application/pdf", content=b"x", sha256="0", by=by,
        at=site.runtime.clock.now(),
    )


def _as_done_by(session, task, person, **columns):
    session.execute(t.user_tasks.update().where(t.user_tasks.c.id == task).values(state="completed", completed_by=person, **columns))
