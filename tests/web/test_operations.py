"""Operators: what runs, what stands still, and what one may do about it; moving the demo's time."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.clock import SHANGHAI, SystemClock
from app.commands import chores, demo_clock
from app.commands.programme_time import drain_inline
from app.store import people, pristine, tables, work
from app.web.operations import facts
from app.web.operations.presenters import cell
from app.worker.ticks import Ticker
from processes.kit.registry import Operation
from tests.dsl.drawing import Drawing
from tests.dsl.play import moment
from tests.web.conftest import Site, stands_still, two_tasks, two_ways
from tests.web.test_api import waits_for_dates


@dataclass(frozen=True)
class Nothing:
    """What an operation takes that reads no variable."""


def one(site, query: str, **values):
    with site.runtime.sessions.connect() as session:
        return session.execute(text(query), values).scalar()


def test_the_dashboard_shows_numbers_versions_and_workers(two):
    two.start(region="JS", id="P1")
    two.runtime.clock.set(two.runtime.clock.now() + timedelta(days=30))
    with two.runtime.sessions.begin() as session:
        work.heartbeat(session, "w-1", SystemClock().now(), SystemClock().now(), 12)
        work.heartbeat(session, "w-2", SystemClock().now(), SystemClock().now() - timedelta(minutes=30), 12)
        work.heartbeat(session, "w-3", SystemClock().now(), SystemClock().now() - timedelta(hours=2), 12)
    page = two.browser("boss", "operator").get("/operations/").text
    assert "w-1" in page and page.count("在线") == 1 and page.count("无心跳") == 1 and "已晚" in page
    assert "w-2" in page and "w-3" not in page          # silent for more than an hour: no longer shown


def test_a_worker_that_ends_in_good_order_is_not_waited_for(two):
    ticker = Ticker(two.runtime)
    ticker.beat()
    boss = two.browser("boss", "operator")
    assert "在线" in boss.get("/operations/").text
    ticker.sign_off()
    assert "没有工作进程" in boss.get("/operations/").text


def test_workers_that_were_killed_are_forgotten_in_time(two):
    with two.runtime.sessions.begin() as session:
        for name, hours in (("w-1", 2), ("w-2", 0)):
            work.heartbeat(session, name, SystemClock().now(), SystemClock().now() - timedelta(hours=hours), 0)
        chores.tidy(two.runtime, session, SystemClock().now())
    assert one(two, "SELECT string_agg(id, ' ') FROM workers") == "w-2"


def test_who_is_waited_for_is_said_by_role_and_place(two):
    instance, boss = two.start(region="JS", id="P1"), two.browser("boss", "operator")
    page = boss.get(f"/operations/instances/{instance}").text
    assert "（江苏省）" in page and "region_officer@" not in page
    boss.post("/language/en")
    page = boss.get(f"/operations/instances/{instance}").text
    assert "(Jiangsu)" in page and "region_officer@" not in page


def test_facts_say_which_flow_was_taken_and_why_by_name(site):
    site.deploy(two_ways())
    instance, boss = site.start(region="JS", id="P1", amount=5), site.browser("boss", "operator")
    told = re.findall(r"<tbody>.*?</tbody>", boss.get(f"/operations/instances/{instance}").text, re.DOTALL)[-1]
    assert "金额较大 → a" in told and "amount: 5" in told and "saw" not in told and "big_to_a" not in told
    with site.app.test_request_context():
        told = facts.lines({"matched": ["1", "3"], "inputs": {"列表": [{"a": 1}]}, "sha256": "x", "note": ""})
    assert told == [("命中规则", "1、3"), ("输入", "列表: 1 项")]


def test_each_condition_of_a_gateway_is_shown_with_what_it_saw_and_whether_it_held(site):
    site.deploy(two_ways())
    boss = site.browser("boss", "operator")
    for amount, first, other in ((5, "采用", "未判断"), (2, "未采用", "采用")):
        instance = site.start(region="JS", id=f"P{amount}", amount=amount)
        page = boss.get(f"/operations/instances/{instance}").text
        shown = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in re.findall(r"<li class=\"[^\"]*\"><span class=\"badge.*?</li>", page, re.DOTALL)]
        assert shown == [f"{first} 金额较大 → a： amount &gt; 3 amount: {amount}", f"{other} b：其余情况"]
    boss.post("/language/en")
    page = boss.get(f"/operations/instances/{instance}").text
    assert "not taken" in page and "otherwise" in page and "amount &gt; 3" in page


def test_every_decision_of_a_graph_is_shown_with_its_rules_and_notes(site):
    site.deploy(two_ways())
    instance = site.start(region="JS", id="P1", amount=5)
    told = [
        {"decision": "level", "name": "层级", "inputs": {"金额": 5}, "outputs": "high",
         "rules": [{"number": 2, "id": "r2", "notes": [{"name": "依据", "text": "第十三条"}]}]},
        {"decision": "route", "name": "去向", "inputs": {"level": "high"}, "outputs": "session", "rules": []},
    ]
    with site.runtime.sessions.begin() as session:
        session.execute(
            text("INSERT INTO facts (instance_id, at, kind, element, data) VALUES (:i, now(), 'decided', 'big', CAST(:d AS jsonb))"),
            {"i": instance, "d": json.dumps({"decision": "route", "matched": [], "inputs": {"level": "high"}, "outputs": "session", "decisions": told})},
        )
    page = site.browser("boss", "operator").get(f"/operations/instances/{instance}").text
    details = [" ".join(re.sub(r"<[^>]+>", " ", each).split()) for each in re.findall(r"<details[^>]*><summary>.*?</details>", page, re.DOTALL)]
    assert "层级：high 规则 2，第十三条 金额：5" in details and "去向：session level：high" in details


def test_deadlines_in_facts_are_shanghais(two):
    instance, boss = two.start(region="JS", id="P1"), two.browser("boss", "operator")
    stored = two.facts("task_opened")[0]["data"]["due"]
    assert stored.startswith("2024-09-09T09:00")         # five in the afternoon in Shanghai
    page = boss.get(f"/operations/instances/{instance}").text
    assert "2024-09-09 17:00" in page and "2024-09-09 09:00" not in page and stored not in page


def test_both_lists_of_instances_are_filtered_by_the_same_bar(two):
    boss = two.browser("boss", "operator")
    bars = [re.search(r'<form class="card-header[^>]*filter-bar.*?</form>', boss.get(path).text, re.DOTALL)[0] for path in ("/projects?status=active", "/operations/instances?status=active")]
    plain = re.sub(r'\s*<label.*?</label>', "", bars[1], flags=re.DOTALL)
    assert re.sub(r"\s+", " ", bars[0]) == re.sub(r"\s+", " ", plain) and 'value="active" selected' in bars[0]


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
    assert facts[0]["by"] == "boss" and facts[0]["data"] == {"before": {"amount": 1}, "after": {"amount": 5}, "types": {"amount": "number → number"}, "reason": "核对原件"}
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


def test_an_operation_that_is_gone_is_an_incident_that_says_what_to_do_until_it_is_back(site):
    old = Operation("p.count", Nothing, lambda given, ports: {"counted": 1})
    programme = site.runtime.programme
    then = Site(replace(site.runtime, programme=replace(
        programme, operations={**programme.operations, "p.count": old},
        find_operation=lambda process, name: old if name == "count" else programme.find_operation(process, name),
    )))
    then.deploy(
        Drawing("p", jiebang__region="=region", jiebang__businessKey="=id").start(jiebang__role="operator")
        .add("serviceTask", "count", jiebang__operation="count").end().flow("start > count > end")
    )
    instance = site.start(region="JS", id="P1")
    assert [each["data"]["code"] for each in site.facts("incident")] == ["operation-unknown"]
    boss = site.browser("boss", "operator")
    for page in (boss.get(f"/operations/instances/{instance}").text, boss.get("/operations/incidents").text):
        assert "已没有操作“count”" in page and "迁移到较新的流程版本，或恢复该操作" in page
    boss.post("/language/en")
    for page in (boss.get(f"/operations/instances/{instance}").text, boss.get("/operations/incidents").text):
        assert "no operation “count” any more" in page and "Move the instance to a newer version" in page
    boss.post("/operations/incidents/retry", all="1")
    drain_inline(then.runtime)
    assert one(site, "SELECT status FROM instances WHERE id = :id", id=instance) == "completed"


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


def test_a_list_taken_out_has_every_row_however_many_there_are(two):
    """Copies of one instance by SQL: starting so many would take minutes."""
    two.start(region="JS", id="P1", title="一")
    with two.runtime.sessions.begin() as session:
        names = [each.name for each in tables.instances.c if each.name not in {"id", "business_key"}]
        named = ", ".join(f'"{each}"' for each in names)
        session.execute(text(
            f"INSERT INTO instances (id, business_key, {named}) SELECT gen_random_uuid(), 'N-' || number, {named} "
            "FROM instances, generate_series(1, 20500) number",
        ))
    answer = two.browser("boss", "operator").post("/operations/instances.csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))[1:]
    assert len(rows) == len({row[0] for row in rows}) == 20501 and {"P1", "N-1", "N-20500"} <= {row[3] for row in rows}
    assert two.facts("exported")[0]["data"]["rows"] == "20501"


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
    wrong = ann.post("/demo/time", day="04/01/2025")
    assert wrong.status_code == 400 and "2025-04-01" in wrong.text
    assert ann.post("/demo/time", day=" 2024-12-25 ").status_code == 303
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


def test_the_bars_day_is_typed_the_same_way_in_every_browser(demo):
    page = demo.browser("ann", "region_officer@JS").get("/").text
    field = re.search(r'<input[^>]*name="day"[^>]*>', page)[0]
    assert "type=" not in field and 'placeholder="2024-09-02"' in field and "pattern=" in field


def test_the_demo_begins_anew_as_it_was_made(demo):
    kept = demo.start(region="JS", id="P1", title="一号项目")
    ann = demo.browser("ann", "region_officer@JS")
    with demo.runtime.sessions.begin() as session:
        pristine.keep(session, moment("2024-09-02 09:00"))
    assert "恢复原状" in ann.get("/demo/anew").text
    gone = demo.start(region="JS", id="P2", title="二号项目")
    demo.deploy(two_tasks("q"))
    with demo.runtime.sessions.begin() as session:
        people.add_mail(session, "a@demo.example", None, "补正通知", "请补正", demo.runtime.clock.now())
    ann.post("/demo/time", day="2024-12-24")
    answer = ann.post("/demo/anew")
    assert answer.status_code == 303
    page = ann.get("/").text
    assert "演示已回到初始状态" in page and "一号项目" in page and "二号项目" not in page and "2024-09-02 09:0" in page
    assert one(demo, "SELECT count(*) FROM mails") == 0
    assert ann.get(f"/projects/{gone}").status_code == 404 and ann.get(f"/projects/{kept}").status_code == 200
    assert demo.start("q", region="JS", id="P3")          # what was deployed from files since is there again
    task = demo.task(kept)
    assert ann.post(f"/tasks/{task}/complete", json={"answers": {"answer": "好"}}).status_code == 200
    assert [fact["by"] for fact in demo.facts("demo_begun")] == ["ann"]


def test_a_demo_that_kept_nothing_says_how_to_make_it_again(demo):
    ann = demo.browser("ann", "region_officer@JS")
    assert "demo --fresh" in ann.get("/demo/anew").text
    assert ann.post("/demo/anew").status_code == 409


def test_the_demo_is_not_put_back_while_time_is_moved(demo):
    ann = demo.browser("ann", "region_officer@JS")
    with demo.runtime.sessions.begin() as session:
        pristine.keep(session, moment("2024-09-02 09:00"))
    with demo.runtime.sessions.begin() as held:
        assert work.try_clock(held)
        assert ann.post("/demo/anew").status_code == 409
    assert ann.post("/demo/anew").status_code == 303


def test_outside_the_demo_nothing_begins_anew(two):
    ann = two.browser("ann", "region_officer@JS")
    assert ann.get("/demo/anew").status_code == 404 and ann.post("/demo/anew").status_code == 404


def test_outside_the_demo_there_is_no_time_to_move(two):
    ann = two.browser("ann", "region_officer@JS")
    assert ann.post("/demo/time", to="next").status_code == 404 and ann.get("/demo/time").status_code == 404
    assert "/demo/time" not in ann.get("/").text


def test_mails_are_for_their_readers_in_the_demo_and_else_for_operators_without_a_mail_server(demo, two):
    ann, bob = demo.browser("ann", "region_officer@JS"), demo.browser("bob", "expert")
    with demo.runtime.sessions.begin() as session:
        people.add_mail(session, "a@demo.example", "ann", "补正通知", "请补正", demo.runtime.clock.now())
    assert "补正通知" not in bob.get("/mails").text and "补正通知" in demo.browser("agency", "agency").get("/mails").text
    assert "补正通知" in ann.get("/mails").text and "补正通知" not in ann.get("/mails?search=zzz").text
    assert 'href="/mails"' in ann.get("/").text
    assert two.browser("ben", "region_officer@JS").get("/mails").status_code == 404
    assert two.browser("boss", "operator").get("/mails").status_code == 200
