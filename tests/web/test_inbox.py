"""The inbox over HTTP: whose tasks one sees, and what happens when two want the same, late, stale or twice."""

from __future__ import annotations

import io
import threading
from uuid import uuid4

import pytest

from app.store import people, user_tasks as stored
from tests.dsl.play import moment
from tests.web.conftest import Browser, password_hash, two_tasks, words


@pytest.fixture
def task(two):
    """An open task of Jiangsu's officers, due on 9 September at 17:00."""
    return two.task(two.start(region="JS", id="P1", title="一号项目"))


def complete(browser: Browser, task, answers=None, **headers):
    return browser.post(f"/tasks/{task}/complete", json={"answers": {"answer": "好"} if answers is None else answers}, headers=headers)


def test_one_sees_the_tasks_of_ones_region_and_nobody_elses(two, task):
    ann, zoe = two.browser("ann", "region_officer@JS"), two.browser("zoe", "region_officer@ZJ")
    assert f"/tasks/{task}" in ann.get("/").text and "一号项目" not in zoe.get("/").text
    assert zoe.get(f"/tasks/{task}").status_code == 404 and ann.get(f"/tasks/{task}").status_code == 200
    missing = uuid4()
    assert words(zoe.get(f"/tasks/{task}").text, task) == words(zoe.get(f"/tasks/{missing}").text, missing)


@pytest.mark.parametrize(("query", "there"), [
    ("?search=一号", True), ("?search=P1", True), ("?search=%25", False), ("?search=zzz", False), ("?process=p", True), ("?process=q", False),
    ("?show=free", True), ("?show=claimed", False), ("?show=soon", False), ("?page=2", False), ("?page=-5", True), ("?page=x", True),
])
def test_filters_narrow_the_inbox(two, task, query, there):
    two.runtime.clock.set(moment("2024-09-02 09:00"))
    assert (f"/tasks/{task}" in two.browser("ann", "region_officer@JS").get(f"/{query}").text) is there


def test_a_claimed_task_is_left_to_whoever_claimed_it(two, task):
    ann, bob = two.browser("ann", "region_officer@JS"), two.browser("bob", "region_officer@JS")
    assert ann.post(f"/tasks/{task}/claim").status_code == 303
    assert bob.post(f"/tasks/{task}/claim").status_code == 409
    refused = complete(bob, task)
    assert refused.status_code == 409 and refused.json["code"] == "claimed-by-other"
    assert bob.post(f"/tasks/{task}/release").status_code == 409
    assert ann.post(f"/tasks/{task}/release").status_code == 303
    assert complete(bob, task).status_code == 200


def test_htmx_gets_the_row_alone(two, task):
    ann = two.browser("ann", "region_officer@JS")
    answer = ann.post(f"/tasks/{task}/claim", headers={"HX-Request": "true"})
    assert answer.status_code == 200 and answer.text.lstrip().startswith("<tr") and "/release" in answer.text


def test_completing_leads_to_the_next_task_and_the_flow_moves_on(two, task):
    ann = two.browser("ann", "region_officer@JS")
    answer = complete(ann, task)
    assert answer.status_code == 200 and answer.json["next"].startswith("/tasks/")
    assert ann.get(answer.json["next"]).status_code == 200
    done = complete(ann, answer.json["next"].split("/")[2].split("?")[0], {})
    assert done.json["next"].startswith("/?") and "没有待办" in ann.get("/").text
    assert "a" in ann.get("/done").text


def test_what_the_form_refuses_is_said_at_its_field_and_changes_nothing(two, task):
    ann = two.browser("ann", "region_officer@JS")
    answer = complete(ann, task, {"answer": "  "})
    assert answer.status_code == 422 and "answer" in answer.json["errors"]
    assert complete(ann, task, {"answer": "x", "region": "ZJ"}).status_code == 422
    from sqlalchemy import text
    with two.runtime.sessions.connect() as session:
        assert session.scalar(text("SELECT region FROM instances")) == "JS"


@pytest.mark.parametrize("body", [{}, {"answers": []}, {"answers": None}, [], "x", {"answers": "x"}])
def test_a_body_that_is_none_is_refused(two, task, body):
    assert two.browser("ann", "region_officer@JS").post(f"/tasks/{task}/complete", json=body).status_code == 400


def test_a_late_answer_is_refused_kept_and_told(two, task):
    ann = two.browser("ann", "region_officer@JS")
    two.runtime.clock.set(moment("2024-09-09 17:00:00"))
    answer = complete(ann, task, {"answer": "迟到"})
    assert answer.status_code == 409 and answer.json["code"] == "deadline-passed"
    assert "上海时间 2024-09-09 17:00" in answer.json["message"] and "主管部门" in answer.json["message"]
    assert [fact["data"]["answers"] for fact in two.facts("refused_late")] == [{"answer": "迟到"}]
    assert [fact["element"] for fact in two.facts("timer_fired")] == ["late"]
    assert complete(ann, task).status_code == 409
    page = ann.get(f"/tasks/{task}")
    assert page.status_code == 409 and "上海时间 2024-09-09 17:00" in page.text and 'href="/projects/' in page.text


def test_a_late_answer_is_told_in_english_too(two, task):
    ann = two.browser("ann", "region_officer@JS")
    ann.post("/language/en")
    two.runtime.clock.set(moment("2024-09-09 17:00:00"))
    message = complete(ann, task, {"answer": "late"}).json["message"]
    assert "2024-09-09 17:00, Shanghai time" in message and "office in charge" in message


def test_a_task_taken_away_before_its_deadline_is_not_called_late(two, task):
    ann, boss = two.browser("ann", "region_officer@JS"), two.browser("boss", "operator")
    with two.runtime.sessions.connect() as session:
        instance = stored.get(session, task)["instance_id"]
    boss.post(f"/operations/instances/{instance}/cancel", reason="重复发起")
    answer = complete(ann, task)
    assert answer.status_code == 409 and answer.json["code"] == "not-waiting"


def test_who_has_the_task_is_told_by_name(two, task):
    with two.runtime.sessions.begin() as session:
        people.add_person(session, "u-77", "方怀瑾", name_en="Fang Huaijin", password=password_hash())
        people.add_membership(session, "u-77", "region_officer", region="JS")
    fang, ann = Browser(two.app), two.browser("ann", "region_officer@JS")
    fang.sign_in("u-77")
    fang.post(f"/tasks/{task}/claim")
    assert "方怀瑾 已认领" in complete(ann, task).json["message"] and "方怀瑾" in ann.get("/").text
    ann.post("/language/en")
    assert "Fang Huaijin has claimed" in complete(ann, task).json["message"] and "Fang Huaijin" in ann.get("/").text


def test_what_is_overdue_is_a_choice_of_its_own(two, task):
    ann = two.browser("ann", "region_officer@JS")
    assert "show=late" not in ann.get("/").text
    two.runtime.clock.set(moment("2024-09-10 09:00:00"))
    assert "show=late" in ann.get("/").text and str(task) in ann.get("/?show=late").text


def test_a_finished_task_leads_to_its_project(two, task):
    ann = two.browser("ann", "region_officer@JS")
    complete(ann, task)
    page = ann.get(f"/tasks/{task}")
    assert page.status_code == 409 and 'href="/projects/' in page.text


def test_a_second_before_the_deadline_counts(two, task):
    two.runtime.clock.set(moment("2024-09-09 16:59:59"))
    assert complete(two.browser("ann", "region_officer@JS"), task).status_code == 200


def test_a_stale_page_is_told_and_nothing_happens_twice(two, task):
    ann, bob = two.browser("ann", "region_officer@JS"), two.browser("bob", "region_officer@JS")
    assert bob.get(f"/tasks/{task}").status_code == 200
    assert complete(ann, task).status_code == 200
    answer = complete(bob, task, {"answer": "anders"})
    assert answer.status_code in {404, 409}
    assert len([fact for fact in two.facts("completed") if fact["element"] == "a"]) == 1


def test_a_double_click_counts_once(two, task):
    ann = two.browser("ann", "region_officer@JS")
    answers = [complete(ann, task, **{"Idempotency-Key": "click-1"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [200, 200] and answers[0].json == answers[1].json
    assert len([fact for fact in two.facts("completed") if fact["element"] == "a"]) == 1
    assert complete(ann, uuid4(), **{"Idempotency-Key": "click-1"}).status_code == 409


def test_two_clicks_at_the_same_moment_count_once(two, task):
    ann = two.browser("ann", "region_officer@JS")
    token, cookie = ann.token(), ann.client.get_cookie("jiebang").value
    barrier, statuses = threading.Barrier(2), []

    def click() -> None:
        client = two.app.test_client()
        client.set_cookie("jiebang", cookie)
        barrier.wait()
        headers = {"X-CSRF-Token": token, "Idempotency-Key": "click-2"}
        statuses.append(client.post(f"/tasks/{task}/complete", json={"answers": {"answer": "x"}}, headers=headers).status_code)

    threads = [threading.Thread(target=click) for _ in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert statuses == [200, 200]
    assert len([fact for fact in two.facts("completed") if fact["element"] == "a"]) == 1


def test_a_draft_comes_back_and_is_gone_after_completion(two, task):
    ann = two.browser("ann", "region_officer@JS")
    assert ann.post(f"/tasks/{task}/draft", json={"answers": {"answer": "</script>半句"}}).json == {"saved": True}
    page = ann.get(f"/tasks/{task}").text
    assert "半句" in page and "</script>半句" not in page
    bob = two.browser("bob", "region_officer@JS")
    ann.post(f"/tasks/{task}/claim")
    assert bob.post(f"/tasks/{task}/draft", json={"answers": {}}).status_code == 409


def attach(browser: Browser, task, name: str, content: bytes):
    return browser.client.post(
        f"/tasks/{task}/attachments", data={"file": (io.BytesIO(content), name)}, headers={"X-CSRF-Token": browser.token()},
    )


def test_an_attachment_is_downloaded_never_shown_and_only_by_those_concerned(two, task):
    ann, zoe = two.browser("ann", "region_officer@JS"), two.browser("zoe", "region_officer@ZJ")
    sent = attach(ann, task, "../../申报<书>.pdf", b"%PDF-<script>alert(1)</script>")
    assert sent.status_code == 200 and sent.json["name"] == "申报书.pdf"
    answer = ann.get(sent.json["url"])
    assert answer.headers["Content-Disposition"].startswith("attachment") and "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [(fact["by"], fact["data"]["name"]) for fact in two.facts("downloaded")] == [("ann", "申报书.pdf")]
    assert zoe.get(sent.json["url"]).status_code == 404 and len(two.facts("downloaded")) == 1 and attach(zoe, task, "x.pdf", b"x").status_code == 404


@pytest.mark.parametrize(("name", "content"), [("x.html", b"x"), ("x.exe", b"x"), ("x.pdf", b""), ("x.svg", b"<svg/>"), ("x", b"x"), ("x.pdf.js", b"x")])
def test_files_that_do_not_belong_are_refused(two, task, name, content):
    assert attach(two.browser("ann", "region_officer@JS"), task, name, content).status_code == 422


def test_four_eyes_keep_whoever_did_the_first_from_the_second(site):
    from tests.web.conftest import two_tasks
    drawing = two_tasks()
    drawing.body = [line.replace('id="b"', 'id="b" jiebang:exclude="=first"') if "<userTask" in line else line for line in drawing.body]
    drawing.body = [
        line.replace("></userTask>", '><extensionElements><jiebang:output name="first" value="=actor"/></extensionElements></userTask>')
        if 'id="a"' in line else line for line in drawing.body
    ]
    site.deploy(drawing)
    instance = site.start(region="JS", id="P1")
    first = site.task(instance)
    ann, bob = site.browser("ann", "region_officer@JS"), site.browser("bob", "region_officer@JS")
    assert complete(ann, first, {}).status_code == 200
    second = site.task(instance)
    refused = complete(ann, second, {})
    assert refused.status_code == 403 and refused.json["code"] == "four-eyes"
    assert complete(bob, second, {}).status_code == 200


ATTACHES = """{"type":"default","components":[
  {"type":"textfield","key":"files","id":"f1","label":"附件","properties":{"jiebang:attachment":"true"}}]}""".encode()


def test_nobody_reads_a_file_by_naming_it_in_an_answer(site):
    site.deploy(two_tasks(), a=ATTACHES, b=ATTACHES)
    mine, theirs = site.start(region="JS", id="P1"), site.start(region="ZJ", id="P2")
    ann, zoe = site.browser("ann", "region_officer@JS"), site.browser("zoe", "region_officer@ZJ")
    secret = attach(zoe, site.task(theirs), "机密.pdf", b"%PDF").json["id"]
    task = site.task(mine)
    assert ann.post(f"/tasks/{task}/draft", json={"answers": {"files": [secret]}}).status_code == 200
    assert "机密" not in ann.get(f"/tasks/{task}").text
    answer = complete(ann, task, {"files": [secret]})
    assert answer.status_code == 422 and list(answer.json["errors"]) == ["files"]
    own = attach(ann, task, "自己的.pdf", b"%PDF").json["id"]
    assert complete(ann, task, {"files": [own]}).status_code == 200
    following = site.task(mine)
    assert "自己的" in ann.get(f"/tasks/{following}").text and complete(ann, following, {"files": [own]}).status_code == 200


def test_a_file_is_not_attached_to_what_somebody_else_has_claimed(two, task):
    ann, bob = two.browser("ann", "region_officer@JS"), two.browser("bob", "region_officer@JS")
    ann.post(f"/tasks/{task}/claim")
    assert attach(bob, task, "x.pdf", b"x").status_code == 409 and attach(ann, task, "x.pdf", b"x").status_code == 200


def test_a_form_is_given_what_it_names_and_no_more(site):
    names = """{"type":"default","components":[
      {"type":"text","id":"t1","text":"预算 {{budget}} 万元"}, {"type":"textfield","key":"answer","id":"f1","label":"答复"}]}""".encode()
    site.deploy(two_tasks(), a=names)
    instance = site.start(region="JS", id="P1", budget=300, opinions=["秘密意见"])
    ann, program = site.browser("ann", "region_officer@JS"), site.program("bob", "region_officer@JS")
    page = ann.get(f"/tasks/{site.task(instance)}").text
    assert '"budget": 300' in page and "秘密意见" not in page
    assert set(program.get(f"/user-tasks/{site.task(instance)}").json["values"]) == {"budget"}
