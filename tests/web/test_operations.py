"""Operators: what runs, what stands still, and what one may do about it; moving the demo's time."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.clock import SHANGHAI, SystemClock
from app.commands import demo_clock
from app.commands.programme_time import drain_inline
from app.store import people, work
from app.web.operations.presenters import cell
from tests.web.conftest import stands_still
from tests.web.test_api import waits_for_dates


def one(site, query: str, **values):
    with site.runtime.sessions.connect() as session:
        return session.execute(text(query), values).scalar()


def test_the_dashboard_shows_numbers_versions_and_workers(two):
    two.start(region="JS", id="P1")
    two.runtime.clock.set(two.runtime.clock.now() + timedelta(days=30))
    with two.runtime.sessions.begin() as session:
        work.heartbeat(session, "w-1", SystemClock().now(), SystemClock().now(), 12)
        work.heartbeat(session, "w-2", SystemClock().now(), SystemClock().now() - timedelta(hours=1), 12)
    page = two.browser("boss", "operator").get("/operations/").text
    assert "w-1" in page and page.count("在线") == 1 and page.count("无心跳") == 1 and "已晚" in page


def test_an_auditor_reads_and_does_nothing(two):
    instance = two.start(region="JS", id="P1")
    auditor = two.browser("ada", "auditor")
    assert auditor.get(f"/operations/instances/{instance}").status_code == 200
    assert "终止流程" not in auditor.get(f"/operations/instances/{instance}").text
    assert auditor.post(f"/operations/instances/{instance}/cancel", reason="x").status_code == 403
    assert one(two, "SELECT status FROM instances") == "active"


def test_an_incident_is_repaired_by_setting_a_variable_and_retrying(site):
    site.deploy(stands_still())
    instance = site.start(region="JS", id="P1", amount=1)
    boss = site.browser("boss", "operator")
    page = boss.get("/operations/incidents").text
    incident = re.search(r"/operations/incidents/([0-9a-f-]{36})/retry", page)[1]
    assert "no-flow" in page
    assert boss.post(f"/operations/instances/{instance}/variables", name="amount", value="amount + 4", reason="核对原件").status_code == 303
    assert boss.post(f"/operations/incidents/{incident}/retry").status_code == 303
    assert one(site, "SELECT element FROM user_tasks") == "a"
    facts = site.facts("variables_set")
    assert facts[0]["by"] == "boss" and facts[0]["data"] == {"before": {"amount": 1}, "after": {"amount": 5}, "reason": "核对原件"}
    assert "核对原件" in boss.get(f"/operations/instances/{instance}").text
    assert boss.post(f"/operations/incidents/{incident}/retry").status_code == 404


@pytest.mark.parametrize("name,value,reason,field,said", [
    ("amount", "2 +", "核对原件", "value", "第 1 行第 4 列"),
    ("amount", "five", "核对原件", "value", "没有变量 five；文本要写在引号里，如 &#34;five&#34;。"),
    ("amount", "5", " ", "reason", "请填写理由"),
    ("@amount", "5", "核对原件", "name", "请填写变量名"),
])
def test_what_is_wrong_with_a_new_value_stands_at_its_field_and_nothing_is_lost(site, name, value, reason, field, said):
    site.deploy(stands_still())
    instance = site.start(region="JS", id="P1", amount=1)
    answer = site.browser("boss", "operator").post(f"/operations/instances/{instance}/variables", name=name, value=value, reason=reason)
    form = answer.text[answer.text.index('id="set-variable"'):]
    assert answer.status_code == 422 and '<details class="card-footer" id="set-variable" open>' in answer.text
    for each, typed in (("name", name), ("value", value), ("reason", reason)):
        box = re.search(rf'<input [^>]*name="{each}"[^>]*>', form)[0]
        assert f'value="{typed}"' in box and ("is-invalid" in box) == (each == field)
    assert said in re.search(r'id="wrong" role="alert">([^<]*)<', form)[1]
    assert site.facts("variables_set") == []


def test_all_incidents_are_retried_each_for_itself(site):
    site.deploy(stands_still())
    instances = [site.start(region="JS", id=f"P{n}", amount=1) for n in range(3)]
    boss = site.browser("boss", "operator")
    boss.post(f"/operations/instances/{instances[1]}/variables", name="amount", value="5", reason="x")
    boss.post("/operations/incidents/retry")
    assert one(site, "SELECT count(*) FROM incidents") == 2 and len(site.facts("retried")) == 3


def test_cancelling_needs_a_reason_and_keeps_it(two):
    instance, boss = two.start(region="JS", id="P1"), two.browser("boss", "operator")
    assert boss.post(f"/operations/instances/{instance}/cancel", reason="").status_code == 422
    assert boss.post(f"/operations/instances/{instance}/cancel", reason="重复发起").status_code == 303
    assert two.facts("instance_cancelled")[0]["data"]["reason"] == "重复发起"
    assert boss.post(f"/operations/instances/{instance}/cancel", reason="again").status_code == 404


def test_a_message_that_nobody_takes_is_listed_and_can_be_withdrawn(site):
    site.deploy(waits_for_dates())
    site.program("boss", "operator").post("/messages", {"name": "dates", "key": "P9", "payload": {"day": "x"}})
    drain_inline(site.runtime)
    boss = site.browser("boss", "operator")
    page = boss.get("/operations/messages").text
    message = re.search(r"/operations/messages/([0-9a-f-]{36})/withdraw", page)[1]
    assert boss.post(f"/operations/messages/{message}/withdraw").status_code == 303
    assert boss.post(f"/operations/messages/{message}/withdraw").status_code == 409
    late = site.start("receiver", id="P9", region="JS")
    assert one(site, "SELECT status FROM instances WHERE id = :id", id=late) == "active"
    assert "P9" in boss.get("/operations/messages?state=withdrawn").text


def test_a_list_taken_out_carries_no_formulas_and_is_kept(two):
    two.start(region="JS", id="=1+1", title="@SUM(A1)")
    two.start(region="JS", id="P2", title='含,"引号"')
    answer = two.browser("boss", "operator").post("/operations/instances.csv", status="active")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {(row[3], row[4]) for row in rows[1:]} == {("'=1+1", "'@SUM(A1)"), ("P2", '含,"引号"')}
    assert two.facts("exported")[0]["data"]["rows"] == "2"


@pytest.mark.parametrize("given", ["=1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(given):
    assert cell(given).startswith("'")


def test_every_page_of_the_room_opens_with_and_without_data(two):
    boss = two.browser("boss", "operator")
    pages = ("", "instances", "timers", "jobs", "incidents", "messages", "messages?state=", "audit", "audit?kind=signed_in")
    for _ in range(2):
        for page in pages:
            assert boss.get(f"/operations/{page}").status_code == 200, page
        two.start(region="JS", id="P1")
    assert boss.get("/operations/instances?status=nonsense").status_code == 404
    assert "signed_in" in boss.get("/operations/audit").text


def test_the_menu_shows_operators_how_much_stands_still(site):
    site.deploy(stands_still())
    site.start(region="JS", id="P1", amount=1)
    entry = re.compile(r'href="/operations/"[^>]*>运行 <span[^>]*>1</span>')
    assert entry.search(site.browser("boss", "operator").get("/").text)
    assert "/operations/" not in site.browser("ann", "region_officer@JS").get("/").text


# -- the demo's time ---------------------------------------------------------------------------------------------------


def test_time_moves_to_the_next_due_moment_for_every_process_of_the_house(demo):
    demo.start(region="JS", id="P1", title="一号项目")
    ann = demo.browser("ann", "region_officer@JS")
    answer = ann.post("/demo/time", to="next")
    assert answer.status_code == 303
    page = ann.get(answer.location).text
    assert "2024-09-09 17:00" in page and "一号项目" in page
    offset = float(one(demo, "SELECT value FROM settings WHERE name = 'clock_offset'"))
    assert (SystemClock().now() + timedelta(seconds=offset)).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") == "2024-09-09 17:00"
    assert demo.facts("clock_moved")[0]["by"] == "ann"
    stranger = demo.browser("zoe", "region_officer@ZJ")
    assert "一号项目" not in stranger.get(answer.location).text


def test_time_moves_to_the_morning_of_a_day_and_never_back(demo):
    ann = demo.browser("ann", "region_officer@JS")
    assert ann.post("/demo/time", day="2024-12-24").status_code == 303
    assert "2024-12-24 09:00" in ann.get("/").text
    assert ann.post("/demo/time", day="2024-12-01").status_code == 422
    assert ann.post("/demo/time", day="soon").status_code == 400
    assert ann.post("/demo/time", to="next").status_code == 422


def test_a_long_way_is_gone_in_parts(demo):
    for number in range(3):
        demo.start(region="JS", id=f"P{number}")
    ann = demo.person("ann", "region_officer@JS")
    moved = demo_clock.move(demo.runtime, demo.runtime.clock.now() + timedelta(days=60), by=demo.actor(ann), patience=timedelta())
    assert not moved.finished and moved.timers == 3
    assert demo_clock.move(demo.runtime, demo.runtime.clock.now() + timedelta(days=53), by=demo.actor(ann)).finished


def test_one_instance_that_cannot_be_moved_holds_nobody_back(demo, monkeypatch):
    from app.commands import timers
    bad, good = demo.start(region="JS", id="P1"), demo.start(region="JS", id="P2")
    fire = timers.fire
    monkeypatch.setattr(timers, "fire", lambda runtime, session, identity: 1 / 0 if identity == bad else fire(runtime, session, identity))
    ann = demo.actor(demo.person("ann", "region_officer@JS"))
    moved = demo_clock.move(demo.runtime, demo.runtime.clock.now() + timedelta(days=30), by=ann)
    assert moved.finished and [fact["instance_id"] for fact in demo.facts("timer_fired")] == [good]
    monkeypatch.undo()
    drain_inline(demo.runtime)                             # the workers' turn
    assert len(demo.facts("timer_fired")) == 2


def test_two_people_do_not_move_time_at_once(demo):
    ann = demo.actor(demo.person("ann", "region_officer@JS"))
    with demo.runtime.sessions.begin() as held:
        assert work.try_clock(held)
        with pytest.raises(demo_clock.BeingMoved):
            demo_clock.move(demo.runtime, None, by=ann)


def test_outside_the_demo_there_is_no_time_to_move(two):
    ann = two.browser("ann", "region_officer@JS")
    assert ann.post("/demo/time", to="next").status_code == 404 and ann.get("/demo/time").status_code == 404
    assert "/demo/time" not in ann.get("/").text


def test_mails_are_for_everybody_in_the_demo_and_else_for_operators_without_a_mail_server(demo, two):
    with demo.runtime.sessions.begin() as session:
        people.add_mail(session, "a@demo.example", None, "补正通知", "请补正", demo.runtime.clock.now())
    ann = demo.browser("ann", "region_officer@JS")
    assert "补正通知" in ann.get("/mails").text and "补正通知" not in ann.get("/mails?search=zzz").text
    assert 'href="/mails"' in ann.get("/").text
    assert two.browser("bob", "region_officer@JS").get("/mails").status_code == 404
    assert two.browser("boss", "operator").get("/mails").status_code == 200
