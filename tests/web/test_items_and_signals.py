"""Programs of operators: items of a running multi-instance, signals, and what begins by itself."""

from __future__ import annotations

import pytest

from app.commands.programme_time import drain_inline
from tests.dsl.drawing import Drawing, condition, items, signal, timer


def panel() -> Drawing:
    loop = items("experts", item="expert", output="scores", output_item="score")
    return (
        Drawing("p", jiebang__region="=region").start(jiebang__role="operator")
        .user("a", loop, jiebang__role="expert", jiebang__scope="person", jiebang__scopeKey="=expert").end().flow("start > a > end")
    )


@pytest.fixture
def review(site):
    site.deploy(panel())
    instance = site.start(experts=["e-1", "e-2"], region="JS")
    return site, instance, site.program("boss", "operator")


def offered(site, instance) -> list[str]:
    from app.store import user_tasks

    with site.runtime.sessions.connect() as session:
        tasks = user_tasks.of_instance(session, instance, only_open=True)
    return sorted(grant.partition("@person:")[2] for task in tasks for grant in task["candidates"])


def task_of(site, instance, expert: str):
    from app.store import user_tasks

    with site.runtime.sessions.connect() as session:
        tasks = user_tasks.of_instance(session, instance, only_open=True)
    return next(task["id"] for task in tasks if task["candidates"] == [f"expert@person:{expert}"])


def send(program, method: str, path: str, **options):
    return getattr(program.client, method)(f"/api/v1{path}", headers=program.headers, **options)


def test_an_expert_is_added_replaced_and_dropped(review):
    site, instance, boss = review
    first = task_of(site, instance, "e-1")
    assert boss.post(f"/instances/{instance}/items/{first}", {"item": "e-3", "reason": "三人成组"}).status_code == 204
    assert offered(site, instance) == ["e-1", "e-2", "e-3"]
    path = f"/instances/{instance}/items/{task_of(site, instance, 'e-2')}"
    assert send(boss, "put", path, json={"item": "e-4", "reason": "利益冲突"}).status_code == 204
    assert offered(site, instance) == ["e-1", "e-3", "e-4"]
    assert send(boss, "delete", f"/instances/{instance}/items/{first}", query_string={"reason": "生病"}).status_code == 204
    assert offered(site, instance) == ["e-3", "e-4"]
    assert [fact["by"] for kind in ("item_added", "item_replaced", "item_dropped") for fact in site.facts(kind)] == ["boss"] * 3


def test_a_change_of_items_needs_a_reason_a_right_and_something_that_waits(review):
    site, instance, boss = review
    path = f"/instances/{instance}/items/{task_of(site, instance, 'e-1')}"
    assert boss.post(path, {"item": "e-3", "reason": " "}).status_code == 422
    assert site.program("ann", "region_officer@JS").post(path, {"item": "e-3", "reason": "x"}).status_code == 403
    gone = send(boss, "delete", f"/instances/{instance}/items/{instance}", query_string={"reason": "x"})
    assert gone.status_code == 409 and offered(site, instance) == ["e-1", "e-2"]


def test_a_signal_from_a_program_reaches_whoever_waits_once(site):
    drawing = Drawing("p").signal("go").start(jiebang__role="operator").add("intermediateCatchEvent", "wait", signal("go"))
    site.deploy(drawing.user("a", jiebang__role="agency").end().flow("start > wait > a > end"))
    site.start()
    boss = site.program("boss", "operator")
    body = {"name": "go", "payload": {"n": 1}, "dedupe_key": "k"}
    first, again = boss.post("/signals", body), boss.post("/signals", body)
    assert first.status_code == 202 and first.json == again.json
    drain_inline(site.runtime)
    assert site.program("ann", "agency").get("/user-tasks").json["items"][0]["element"] == "a"
    assert site.program("bob", "agency").post("/signals", {"name": "go"}).status_code == 403


def test_what_begins_by_itself_is_listed_for_programs_and_people(site):
    site.deploy(Drawing("p").start("morning", timer("cycle", "R/2024-09-03T08:00:00+08:00/P1D")).user("a", jiebang__role="agency").end().flow("morning > a > end"))
    listed = site.program("boss", "operator").get("/start-timers").json
    assert [(each["process_id"], each["element"], each["due"]) for each in listed] == [("p", "morning", "2024-09-03T00:00:00+00:00")]
    page = site.browser("op", "operator").get("/operations/timers").text
    assert "自动发起" in page and "2024-09-03 08:00" in page


def test_an_operator_changes_items_on_the_page_and_is_told_what_is_wrong(site):
    site.deploy(panel())
    instance = site.start(experts=["e-1", "e-2"], region="JS")
    op, first = site.browser("op", "operator"), task_of(site, instance, "e-1")
    page = f"/operations/instances/{instance}"
    assert "增减多实例的各项" in op.get(page).text
    wrong = op.post(f"{page}/items", token=str(first), how="add", item="e-3", reason="三人成组")
    assert wrong.status_code == 422 and "没有变量" in wrong.text and "三人成组" in wrong.text
    assert op.post(f"{page}/items", token=str(first), how="add", item='"e-3"', reason="三人成组").status_code == 303
    assert op.post(f"{page}/items", token=str(first), how="drop", item="", reason="生病").status_code == 303
    assert offered(site, instance) == ["e-2", "e-3"]
    assert op.post(f"{page}/items", token=str(first), how="drop", item="", reason="生病").status_code == 409
    assert op.post(f"{page}/items", token=str(first), how="burn", reason="x").status_code == 400


def test_what_waits_for_a_signal_or_a_condition_is_shown(site):
    drawing = Drawing("p").signal("go").start(jiebang__role="operator").add("parallelGateway", "f").add("intermediateCatchEvent", "wait", signal("go"))
    drawing.add("intermediateCatchEvent", "true", condition("votes > 3")).end().end("e2").flow("start > f").flow("f > wait > end").flow("f > true > e2")
    site.deploy(drawing)
    page = site.browser("op", "operator").get(f"/operations/instances/{site.start()}").text
    assert "等信号" in page and "等条件" in page and "votes &gt; 3" in page
