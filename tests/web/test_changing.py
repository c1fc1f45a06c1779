"""Changing running instances in the browser and by programs: every act from its page, with its reason, and nobody else's."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from app.commands.programme_time import drain_inline
from app.store import user_tasks
from tests.dsl.drawing import Drawing, timer
from tests.dsl.play import moment


def drawing(first: str = "a", *, extra: bool = False) -> Drawing:
    where = {"jiebang__role": "region_officer", "jiebang__scope": "region"}
    found = (
        Drawing("p", jiebang__region="=region", jiebang__businessKey="=id", jiebang__title="=title").start(jiebang__role="operator")
        .user(first, **where, jiebang__withdraw="true").user("b", **where, jiebang__sendBack=first).end()
        .boundary("late", first, timer("duration", "P5D")).flow(f"start > {first} > b > end").flow("late > b")
    )
    if extra:
        found.boundary("remind", first, timer("duration", "P9D"), False).flow("remind > b")
    return found


@pytest.fixture
def here(site):
    site.deploy(drawing(), first=b"")
    return site


def started(site, key: str = "P-1"):
    return site.start(region="JS", id=key, title=key)


def deploy(site, new: Drawing) -> None:
    from app.commands import deployments

    forms = {f"forms/p/{name}.form": b'{"type":"default","components":[]}' for name in ("a", "b", "first")}
    with site.runtime.sessions.begin() as session:
        deployments.deploy(site.runtime, session, {"bpmn/p/p.bpmn": new.xml(), **forms}, by=None, source="files")


def row(site, instance):
    with site.runtime.sessions.connect() as session:
        from app.store import instances

        return instances.row(session, instance)


def open_elements(site, instance) -> list[str]:
    with site.runtime.sessions.connect() as session:
        return sorted(task["element"] for task in user_tasks.of_instance(session, instance, only_open=True))


def complete(browser, site, instance):
    answer = browser.post(f"/tasks/{site.task(instance)}/complete", json={"answers": {}})
    assert answer.status_code == 200, answer.text
    drain_inline(site.runtime)


# -- people ------------------------------------------------------------------------------------------------------------


def test_an_officer_sends_back_from_the_task_page_and_the_other_reads_why(here):
    instance, officer = started(here), here.browser("ann", "region_officer@JS")
    assert "退回" not in officer.get(f"/tasks/{here.task(instance)}").text
    complete(officer, here, instance)
    page = officer.get(f"/tasks/{here.task(instance)}").text
    assert 'action="/tasks/' in page and '<option value="a">a</option>' in page
    assert officer.post(f"/tasks/{here.task(instance)}/send-back", target="a", reason="").status_code == 422
    assert officer.post(f"/tasks/{here.task(instance)}/send-back", target="a", reason="附件不清楚").status_code == 303
    assert open_elements(here, instance) == ["a"]
    page = officer.get(f"/tasks/{here.task(instance)}").text
    assert "附件不清楚" in page and "由 ann 退回" in page
    complete(officer, here, instance)
    assert "附件不清楚" not in officer.get(f"/tasks/{here.task(instance)}").text.partition("办理记录")[0]


def test_somebody_withdraws_from_what_he_has_done(here):
    instance, officer = started(here), here.browser("ann", "region_officer@JS")
    task = here.task(instance)
    complete(officer, here, instance)
    assert f'action="/tasks/{task}/withdraw"' in officer.get("/done").text
    answer = officer.post(f"/tasks/{task}/withdraw", reason="传错文件")
    assert answer.status_code == 303 and answer.location == f"/tasks/{here.task(instance)}"
    assert open_elements(here, instance) == ["a"] and "withdraw" not in officer.get("/done").text
    other = here.browser("eve", "region_officer@JS")
    assert other.post(f"/tasks/{task}/withdraw", reason="x").status_code == 404


def test_what_the_next_one_has_claimed_is_not_offered_for_withdrawal(here):
    instance, officer, chief = started(here), here.browser("ann", "region_officer@JS"), here.browser("bob", "region_officer@JS")
    task = here.task(instance)
    complete(officer, here, instance)
    chief.post(f"/tasks/{here.task(instance)}/claim")
    assert "/withdraw" not in officer.get("/done").text
    assert officer.post(f"/tasks/{task}/withdraw", reason="x").status_code == 409


# -- operators ---------------------------------------------------------------------------------------------------------


def test_suspended_people_read_so_and_resumed_they_go_on(here):
    instance, boss, officer = started(here), here.browser("boss", "operator"), here.browser("ann", "region_officer@JS")
    page = f"/operations/instances/{instance}"
    assert boss.post(f"{page}/suspend", reason="").status_code == 422
    assert boss.post(f"{page}/suspend", reason="核查").status_code == 303
    assert "已暂停" in boss.get(page).text and "已暂停" in boss.get("/operations/instances?status=suspended").text
    assert "运行管理员已暂停" in officer.get(f"/tasks/{here.task(instance)}").text
    refused = officer.post(f"/tasks/{here.task(instance)}/complete", json={"answers": {}})
    assert refused.status_code == 409 and refused.json["code"] == "suspended"
    assert boss.post(f"{page}/resume", reason="查完", timers="shift").status_code == 303
    complete(officer, here, instance)
    assert open_elements(here, instance) == ["b"]


def test_a_token_is_moved_and_what_is_refused_stays_written(here):
    instance, boss = started(here), here.browser("boss", "operator")
    page, task = f"/operations/instances/{instance}", here.task(instance)
    assert f'<option value="{task}">' in boss.get(page).text
    refused = boss.post(f"{page}/move", token=task, target="b", how="back", reason="只是试试")
    assert refused.status_code == 422 and "只是试试" in refused.text and 'role="alert"' in refused.text
    assert boss.post(f"{page}/move", token=task, target="b", how="jump", reason="跳过").status_code == 303
    assert open_elements(here, instance) == ["b"]
    assert boss.post(f"{page}/move", token="none", target="b", how="jump", reason="x").status_code == 422


def test_a_timer_is_given_another_moment(here):
    instance, boss = started(here), here.browser("boss", "operator")
    page = f"/operations/instances/{instance}"
    which = re.search(r'name="timer" required><option value="([^"]+)"', boss.get(page).text)[1]
    assert boss.post(f"{page}/timer", timer=which, due="someday", reason="洪水").status_code == 422
    assert boss.post(f"{page}/timer", timer=which, due="2024-10-08T17:00", reason="洪水").status_code == 303
    assert "2024-10-08 17:00" in boss.get(page).text and here.facts("timer_set")[0]["by"] == "boss"


def test_a_finished_one_is_restarted(here):
    instance, boss, officer = started(here), here.browser("boss", "operator"), here.browser("ann", "region_officer@JS")
    complete(officer, here, instance)
    complete(officer, here, instance)
    page = f"/operations/instances/{instance}"
    assert "从某一环节重新启动" in boss.get(page).text
    assert boss.post(f"{page}/restart", target="b", reason="申诉").status_code == 303
    assert open_elements(here, instance) == ["b"] and row(here, instance)["ended_at"] is None


def test_auditors_look_and_do_nothing(here):
    instance, auditor = started(here), here.browser("aud", "auditor")
    assert "干预" not in auditor.get(f"/operations/instances/{instance}").text
    for act in ("suspend", "resume", "move", "restart", "timer"):
        assert auditor.post(f"/operations/instances/{instance}/{act}", reason="x").status_code == 403
    assert auditor.post("/operations/moves/p/start", reason="x").status_code == 403


# -- a new version -----------------------------------------------------------------------------------------------------


def test_from_the_verdicts_over_the_plan_to_the_end_of_the_batch(here):
    instances = [started(here, f"P-{number}") for number in range(3)]
    complete(here.browser("ann", "region_officer@JS"), here, instances[2])
    deploy(here, drawing("first", extra=True))
    boss = here.browser("boss", "operator")
    assert "/operations/moves/p" in boss.get("/operations/moves").text
    page = boss.get("/operations/moves/p").text
    assert re.findall(r'class="h1 mb-0[^"]*">(\d+)<', page) == ["1", "2", "0"] and 'name="map:a"' in page
    page = boss.post("/operations/moves/p", **{"map:a": "first"}).text
    assert re.findall(r'class="h1 mb-0[^"]*">(\d+)<', page) == ["1", "2", "0"] and 'name="arm:remind"' in page
    plan = {"map:a": "first", "arm:remind": "yes"}
    page = boss.post("/operations/moves/p", **plan).text
    assert re.findall(r'class="h1 mb-0[^"]*">(\d+)<', page) == ["3", "0", "0"]
    assert boss.post("/operations/moves/p/start", **plan, reason="").status_code == 422
    answer = boss.post("/operations/moves/p/start", **plan, reason="新办法")
    assert answer.status_code == 303
    progress = boss.get(answer.location, headers={"HX-Request": "true"}).text
    assert 'hx-trigger="every 2s"' in progress and 'value="0" max="3"' in progress
    assert boss.post(f"{answer.location}/pause").status_code == 303
    drain_inline(here.runtime)
    assert 'value="0" max="3"' in boss.get(answer.location).text
    assert boss.post(f"{answer.location}/resume").status_code == 303
    drain_inline(here.runtime)
    page = boss.get(answer.location).text
    assert "hx-trigger" not in page and 'value="3" max="3"' in page and "新办法" in page
    assert open_elements(here, instances[0]) == ["first"] and row(here, instances[0])["definition_version"] == 2


def test_one_instance_is_moved_from_its_page(here):
    first, second = started(here), started(here, "P-2")
    deploy(here, drawing(extra=True))
    boss = here.browser("boss", "operator")
    assert f"/operations/moves/p?instance={first}" in boss.get(f"/operations/instances/{first}").text
    assert boss.post("/operations/moves/p/start", instance=str(first), reason="x", **{"arm:remind": "no"}).status_code == 303
    drain_inline(here.runtime)
    assert [row(here, each)["definition_version"] for each in (first, second)] == [2, 1]


def test_pages_in_english_have_no_chinese(here):
    instance = started(here)
    deploy(here, drawing("first", extra=True))
    boss = here.browser("boss", "operator")
    with boss.client.session_transaction() as cookie:
        cookie["language"] = "en"
    for path in (f"/operations/instances/{instance}", "/operations/moves", "/operations/moves/p"):
        page = re.sub(r"中文|揭榜|长三角[^<]*", "", boss.get(path).text)
        main = page[page.index("<main"):] if "<main" in page else page
        assert not re.findall(r"[\u4e00-\u9fff]+", main), (path, re.findall(r"[\u4e00-\u9fff]+", main))


# -- programs ----------------------------------------------------------------------------------------------------------


def test_programs_do_the_same(here):
    instance, boss = started(here), here.program("boss", "operator")
    at = f"/instances/{instance}"
    assert boss.post(f"{at}/suspend", {"reason": "x"}).status_code == 204
    assert boss.get(at).json["status"] == "suspended"
    assert boss.post(f"{at}/resume", {"reason": "x", "timers": "never"}).status_code == 422
    assert boss.post(f"{at}/resume", {"reason": "x", "timers": "hold"}).status_code == 204
    timer_id = boss.get(at).json["waiting"]["timers"][0]["id"]
    assert boss.post(f"{at}/timers/{timer_id}", {"reason": "x", "due": "2024-10-08T17:00:00"}).status_code == 422
    assert boss.post(f"{at}/timers/{timer_id}", {"reason": "x", "due": "2024-10-08T17:00:00+08:00"}).status_code == 204
    assert datetime.fromisoformat(boss.get(at).json["waiting"]["timers"][0]["due"]) == moment("2024-10-08 17:00")
    task = boss.get(at).json["waiting"]["user_tasks"][0]["id"]
    assert boss.post(f"{at}/variables", {"reason": "x", "name": "sum", "value": "2 + 3", "token": task}).status_code == 204
    assert boss.get(at).json["variables"]["sum"] == 5
    assert boss.post(f"{at}/jump", {"reason": "x", "token": task, "target": "b"}).status_code == 204
    task = boss.get(at).json["waiting"]["user_tasks"][0]["id"]
    assert boss.post(f"{at}/send-back", {"reason": "x", "token": task, "target": "a"}).status_code == 204
    assert boss.post(f"{at}/restart", {"reason": "x", "target": "a"}).status_code == 409
    assert here.program("ann", "region_officer@JS").post(f"{at}/suspend", {"reason": "x"}).status_code == 403


def test_programs_send_back_and_withdraw(here):
    instance, ann = started(here), here.program("ann", "region_officer@JS")
    first = here.task(instance)
    ann.post(f"/user-tasks/{first}/complete", {"answers": {}})
    assert ann.post(f"/user-tasks/{first}/withdraw", {"reason": "x"}).json["id"] == str(here.task(instance))
    ann.post(f"/user-tasks/{here.task(instance)}/complete", {"answers": {}})
    assert ann.post(f"/user-tasks/{here.task(instance)}/send-back", {"reason": "x", "target": "a"}).status_code == 204
    assert open_elements(here, instance) == ["a"]


def test_programs_move_instances(here):
    started(here)
    deploy(here, drawing("first"))
    boss = here.program("boss", "operator")
    found = boss.post("/migrations/verdicts", {"process_id": "p"}).json
    assert found["counts"] == {"movable": 0, "refused": 1, "unaffected": 0}
    assert found["items"][0]["obstacles"] == [{"code": "element-gone", "process": "p", "element": "a"}]
    body = {"process_id": "p", "mapping": {"a": "first"}, "reason": "x"}
    one = boss.post("/migrations", body, Idempotency_Key="k-1").json["id"]
    assert boss.post("/migrations", body, Idempotency_Key="k-1").json["id"] == one
    drain_inline(here.runtime)
    answer = boss.get(f"/migrations/{one}").json
    assert (answer["state"], answer["total"], answer["counts"]["moved"], answer["errors"]) == ("done", 1, 1, [])
    assert boss.post(f"/migrations/{one}/pause").status_code == 409
