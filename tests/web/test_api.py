"""Programs: bearer tokens, strict bodies, one effect per key, errors as JSON, nobody's data but one's own."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from app.clock import SystemClock
from app.commands.accounts import digest
from app.engine.checks import RULES
from app.store import documents, people
from tests.dsl.drawing import Drawing, message
from tests.dsl.play import moment
from tests.web.conftest import Program, stands_still, two_tasks


def test_without_a_token_nothing_is_answered_and_a_cookie_is_no_token(two):
    signed_in = two.browser("boss", "operator")
    for path in ("/api/v1/me", "/api/v1/instances", "/api/v1/incidents"):
        answer = signed_in.get(path)
        assert answer.status_code == 401 and answer.json["code"] == "no-token"
    answer = signed_in.post("/api/v1/instances", json={"process_id": "p"})
    assert answer.status_code == 401


@pytest.mark.parametrize("given", ["jb_wrong", "", "x" * 5000])
def test_an_unknown_token_is_refused(two, given):
    assert Program(two.app, given).get("/me").status_code == 401


def test_an_expired_token_and_one_of_somebody_who_left_are_refused(two):
    program = two.program("ann", "operator")
    assert program.get("/me").status_code == 200
    with two.runtime.sessions.begin() as session:
        long_ago = SystemClock().now() - timedelta(days=400)
        people.add_token(session, "ann", "old", digest("jb_old"), long_ago, long_ago + timedelta(days=365))
    assert Program(two.app, "jb_old").get("/me").status_code == 401
    from sqlalchemy import text
    with two.runtime.sessions.begin() as session:
        session.execute(text("UPDATE people SET active = false WHERE id = 'ann'"))
    assert program.get("/me").status_code == 401


def test_me_says_who_i_am(two):
    body = two.program("ann", "region_officer@JS").get("/me").json
    assert body["id"] == "ann" and "region_officer@region:JS" in body["grants"]


def test_a_task_from_start_to_end(two):
    boss, ann = two.program("boss", "operator"), two.program("ann", "region_officer@JS")
    started = boss.post("/instances", {"process_id": "p", "variables": {"region": "JS", "id": "P1", "money": 1.25}})
    assert started.status_code == 201
    instance = started.json["id"]
    offered = ann.get("/user-tasks").json
    assert [task["element"] for task in offered["items"]] == ["a"] and offered["counts"]["free"] == 1
    task = offered["items"][0]["id"]
    assert ann.get(f"/user-tasks/{task}").json["schema"]["components"][0]["key"] == "answer"
    assert ann.post(f"/user-tasks/{task}/claim").status_code == 204
    refused = ann.post(f"/user-tasks/{task}/complete", {"answers": {}})
    assert refused.status_code == 422 and "answer" in refused.json["errors"]
    assert ann.post(f"/user-tasks/{task}/complete", {"answers": {"answer": "好"}}).status_code == 200
    detail = boss.get(f"/instances/{instance}").json
    assert detail["status"] == "active" and [each["element"] for each in detail["waiting"]["user_tasks"]] == ["b"]
    assert detail["variables"]["money"] == 1.25 and detail["variables"]["answer"] == "好"
    assert "variables" not in ann.get(f"/instances/{instance}").json


def test_one_key_starts_once_and_completes_once(two):
    boss, ann = two.program("boss", "operator"), two.program("ann", "region_officer@JS")
    body = {"process_id": "p", "variables": {"region": "JS", "id": "P1"}}
    answers = [boss.post("/instances", body, Idempotency_Key="k1") for _ in range(2)]
    assert answers[0].json == answers[1].json and boss.get("/instances").json["total"] == 1
    task = ann.get("/user-tasks").json["items"][0]["id"]
    done = [ann.post(f"/user-tasks/{task}/complete", {"answers": {"answer": "x"}}, Idempotency_Key="k2") for _ in range(2)]
    assert [each.status_code for each in done] == [200, 200] and len(two.facts("started")) == 1
    assert ann.post(f"/user-tasks/{task}/complete", {"answers": {"answer": "x"}}).status_code == 409
    other = boss.post("/instances", {**body, "process_id": "q"}, Idempotency_Key="k1")
    assert other.status_code == 409 and other.json["code"] == "key-reused"


def test_a_late_answer_is_refused_and_kept(two):
    ann = two.program("ann", "region_officer@JS")
    task = two.task(two.start(region="JS", id="P1"))
    two.runtime.clock.set(moment("2024-09-09 17:00"))
    answer = ann.post(f"/user-tasks/{task}/complete", {"answers": {"answer": "late"}})
    assert answer.status_code == 409 and answer.json["code"] == "deadline-passed"
    assert [fact["data"]["answers"] for fact in two.facts("refused_late")] == [{"answer": "late"}]


def test_a_file_is_attached_once_under_one_key(two):
    import io
    ann = two.program("ann", "region_officer@JS")
    task = two.task(two.start(region="JS", id="P1"))

    def attach(name: str, content: bytes, key: str):
        headers = {**ann.headers, "Idempotency-Key": key}
        return ann.client.post(f"/api/v1/user-tasks/{task}/attachments", data={"file": (io.BytesIO(content), name)}, headers=headers)

    sent = [attach("申报书.pdf", b"%PDF", "f1") for _ in range(2)]
    assert [each.status_code for each in sent] == [201, 201] and sent[0].json == sent[1].json
    assert attach("x.html", b"<p>", "f2").status_code == 422 and len(two.facts("attached")) == 1
    assert ann.client.post(f"/api/v1/user-tasks/{task}/attachments", headers=ann.headers).status_code == 422


def test_a_file_is_fetched_by_whoever_may_see_its_instance_and_that_is_kept(two):
    import io
    instance = two.start(region="JS", id="P1")
    ann, zoe = two.program("ann", "region_officer@JS"), two.program("zoe", "region_officer@ZJ")
    ann.client.post(
        f"/api/v1/user-tasks/{two.task(instance)}/attachments", data={"file": (io.BytesIO(b"%PDF"), "申报书.pdf")}, headers=ann.headers,
    )
    listed = ann.get(f"/instances/{instance}").json["attachments"]
    assert [(each["name"], each["size"]) for each in listed] == [("申报书.pdf", 4)]
    answer = ann.get(f"/attachments/{listed[0]['id']}")
    assert answer.status_code == 200 and answer.data == b"%PDF" and answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment") and "sandbox" in answer.headers["Content-Security-Policy"]
    foreign, missing = zoe.get(f"/attachments/{listed[0]['id']}"), zoe.get(f"/attachments/{uuid4()}")
    assert (foreign.status_code, foreign.json) == (missing.status_code, missing.json) and foreign.status_code == 404
    assert [(fact["by"], fact["data"]["name"]) for fact in two.facts("downloaded")] == [("ann", "申报书.pdf")]


def test_a_document_is_fetched_by_its_unit_and_that_is_kept(two):
    identity = uuid4()
    with two.runtime.sessions.begin() as session:
        for unit in ("U-1", "U-2"):
            people.add_unit(session, unit, unit, region="JS")
        documents.add(
            session, id=identity, number="补正〔2024〕1号", template="t", values={}, sha256="", content=b"PK", at=two.runtime.clock.now(), unit="U-1",
        )
    ann, bob = two.program("ann", "lead_unit@U-1"), two.program("bob", "lead_unit@U-2")
    answer = ann.get(f"/documents/{identity}")
    assert answer.status_code == 200 and answer.data == b"PK" and "wordprocessingml" in answer.mimetype
    assert bob.get(f"/documents/{identity}").status_code == 404 and bob.get(f"/documents/{uuid4()}").status_code == 404
    assert [(fact["by"], fact["data"]["name"]) for fact in two.facts("downloaded")] == [("ann", "补正〔2024〕1号.docx")]


def test_fetching_files_is_in_the_description(two):
    paths = two.browser().get("/api/openapi.json").json["paths"]
    for path in ("/api/v1/attachments/{attachment_id}", "/api/v1/documents/{document_id}"):
        answers = paths[path]["get"]["responses"]
        assert answers["200"]["content"]["application/octet-stream"]["schema"]["format"] == "binary" and "404" in answers


def test_what_is_foreign_looks_like_what_is_missing(two):
    instance = two.start(region="JS", id="P1")
    task, stranger = two.task(instance), two.program("zoe", "region_officer@ZJ")
    for path in ("/instances/{}", "/user-tasks/{}"):
        foreign = stranger.get(path.format(instance if "inst" in path else task))
        missing = stranger.get(path.format(uuid4()))
        assert (foreign.status_code, foreign.json) == (missing.status_code, missing.json) == (404, missing.json)
    assert stranger.post(f"/user-tasks/{task}/complete", {"answers": {"answer": "x"}}).status_code == 404
    assert stranger.get("/instances").json == {"items": [], "total": 0}


def test_variables_at_the_start_are_for_operators(two):
    answer = two.program("ann", "region_officer@JS").post("/instances", {"process_id": "p", "variables": {"region": "ZJ"}})
    assert answer.status_code == 403
    assert two.program("bob", "region_officer@JS").post("/instances", {"process_id": "p"}).status_code == 403


@pytest.mark.parametrize(("path", "body", "field"), [
    ("/instances", {"process_id": "p", "more": 1}, "more"),
    ("/instances", {}, "process_id"),
    ("/instances", {"process_id": 5}, "process_id"),
    ("/messages", {"name": "m", "key": ["a"]}, "key"),
    ("/messages", {"name": "m", "key": "k", "instance_id": "no"}, "instance_id"),
    ("/deployments", {"note": "nothing"}, "files"),
    ("/deployments", {"files": {"bpmn/p/p.bpmn": "not base64!"}}, "files"),
    ("/deployments", {"surprise": True}, "surprise"),
])
def test_a_body_that_does_not_fit_is_refused_at_its_field(two, path, body, field):
    answer = two.program("boss", "operator", "designer").post(path, body)
    assert answer.status_code == 422 and field in answer.json["errors"], answer.json


def test_an_unknown_word_in_the_address_is_refused(two):
    answer = two.program("boss", "operator").get("/instances", sattus="active")
    assert answer.status_code == 422 and "sattus" in answer.json["errors"]


@pytest.mark.parametrize("raw", [b'{"process_id": "p", "variables": {"x": NaN}}', b"{", b"[]", b'"x"', b'{"process_id":"p","variables":{"x":"\\u0000"}}'])
def test_what_cannot_be_stored_is_refused_without_internals(two, raw):
    program = two.program("boss", "operator")
    answer = program.client.post("/api/v1/instances", data=raw, headers={**program.headers, "Content-Type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text
    assert set(answer.json) <= {"code", "message", "errors"} and "Traceback" not in answer.text


def test_a_deployment_with_findings_is_refused_with_all_of_them(two):
    designer = two.program("deb", "designer")
    broken = Drawing("q").start().user("a").end().flow("start > a > end", when="(((").xml().decode()
    answer = designer.post("/deployments", {"texts": {"bpmn/q/q.bpmn": broken}})
    assert answer.status_code == 422 and answer.json["code"] == "drawing-refused"
    assert {"file", "element", "code", "severity", "message", "why"} == set(answer.json["findings"][0])
    syntax = next(rule for rule in RULES if rule.code == "feel-syntax")
    assert syntax.why_zh in [each["why"] for each in answer.json["findings"] if each["code"] == "feel-syntax"]
    assert designer.get("/processes/q/versions").status_code == 404


def test_a_deployment_makes_versions_and_can_be_read_back(two):
    designer = two.program("deb", "designer")
    files = {"bpmn/q/q.bpmn": two_tasks("q").xml().decode()}
    files |= {f"forms/q/{name}.form": '{"type":"default","components":[]}' for name in "ab"}
    done = designer.post("/deployments", {"texts": files, "note": "首版"})
    assert done.status_code == 201 and done.json["processes"] == [{"process_id": "q", "version": 1}], done.json
    one = designer.get(f"/deployments/{done.json['deployment']}").json
    assert one["note"] == "首版" and {each["path"] for each in one["files"]} == set(files)
    assert designer.get("/processes/q/versions").json["items"][0]["version"] == 1
    assert designer.get("/deployments").json["total"] == 2
    again = designer.post("/deployments", {"texts": files})
    assert again.json["deployment"] is None
    assert two.program("boss", "operator").post("/deployments", {"texts": files}).status_code == 403


def test_drawings_come_as_multipart_too(two):
    import io
    program = two.program("deb", "designer")
    parts = {"forms/p/c.form": (io.BytesIO(b'{"type":"default","components":[]}'), "c.form"), "note": "x"}
    answer = program.client.post("/api/v1/deployments", data=parts, headers=program.headers)
    assert answer.status_code == 201 and answer.json["files"] == ["forms/p/c.form"]


def waits_for_dates() -> Drawing:
    return (
        Drawing("receiver", jiebang__region="=region").message("dates").start(jiebang__role="operator")
        .add("intermediateCatchEvent", "wait", message("dates"), jiebang__correlationKey="=id").end().flow("start > wait > end")
    )


def test_a_message_reaches_its_instance_and_a_wrong_addressee_is_kept(site):
    from app.commands.programme_time import drain_inline
    site.deploy(waits_for_dates())
    one, two = site.start("receiver", id="P1", region="JS"), site.start("receiver", id="P2", region="JS")
    boss = site.program("boss", "operator")
    wrong = boss.post("/messages", {"name": "dates", "key": "P2", "instance_id": str(one)})
    assert wrong.status_code == 409 and wrong.json["code"] == "wrong-addressee"
    assert [fact["instance_id"] for fact in site.facts("message_refused")] == [one]
    body = {"name": "dates", "key": "P2", "payload": {"day": "2024-09-03"}, "dedupe_key": "d1"}
    sent = [boss.post("/messages", body) for _ in range(2)]
    assert [each.status_code for each in sent] == [202, 202] and sent[0].json == sent[1].json
    drain_inline(site.runtime)
    assert [boss.get(f"/instances/{each}").json["status"] for each in (one, two)] == ["active", "completed"]


def test_an_operator_cancels_with_a_reason(two):
    instance, boss = two.start(region="JS", id="P1"), two.program("boss", "operator")
    assert boss.post(f"/instances/{instance}/cancel", {}).status_code == 422
    assert two.program("ann", "region_officer@JS").post(f"/instances/{instance}/cancel", {"reason": "x"}).status_code == 403
    assert boss.post(f"/instances/{instance}/cancel", {"reason": "重复发起"}).status_code == 204
    assert boss.get(f"/instances/{instance}").json["status"] == "cancelled"
    assert boss.get("/timers").json["total"] == 0


def test_timers_and_incidents_are_listed_and_an_incident_is_retried(site):
    site.deploy(stands_still())
    site.start(amount=1, region="JS", id="P1")
    boss = site.program("boss", "operator")
    listed = boss.get("/incidents").json
    assert listed["total"] == 1 and listed["items"][0]["code"] == "no-flow"
    incident = listed["items"][0]["id"]
    assert boss.post(f"/incidents/{incident}/retry").status_code == 204
    assert boss.get("/incidents").json["total"] == 1 and len(site.facts("retried")) == 1
    assert boss.post(f"/incidents/{uuid4()}/retry").status_code == 404
    assert site.program("ann", "region_officer@JS").get("/incidents").status_code == 403


def test_records_are_read_within_ones_scope(site):
    from app.store import records
    with site.runtime.sessions.begin() as session:
        for key, region in (("SB-1", "JS"), ("SB-2", "ZJ")):
            records.create(session, "proposal", key, title=key, region=region, unit=None, state="draft",
                           data={"title": key}, at=site.runtime.clock.now(), by=None)
    ann = site.program("ann", "region_officer@JS")
    assert [each["key"] for each in ann.get("/records/proposal").json["items"]] == ["SB-1"]
    assert ann.get("/records/proposal/SB-1").json["data"] == {"title": "SB-1"}
    assert ann.get("/records/proposal/SB-2").json == ann.get("/records/proposal/SB-9").json
    assert ann.get("/records/nothing").status_code == 404


def test_errors_speak_the_language_that_is_asked_for(two):
    program = two.program("ann", "region_officer@JS")
    texts = {
        language: program.client.get("/api/v1/incidents", headers={**program.headers, "Accept-Language": language}).json["message"]
        for language in ("zh-CN", "en-GB")
    }
    assert texts["zh-CN"] == "您的角色不允许此操作。" and texts["en-GB"] == "Your role does not allow this."


def test_the_description_names_every_operation_and_the_page_loads_nothing_from_elsewhere(two):
    browser = two.browser()
    spec = browser.get("/api/openapi.json").json
    assert spec["openapi"] == "3.1.0" and "/api/v1/user-tasks/{task_id}/complete" in spec["paths"]
    routes = {rule.rule for rule in two.app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    assert len(spec["paths"]) == len(routes)
    page = browser.get("/api/docs").text
    assert all(path in page for path in spec["paths"]) and "https://" not in page.replace("http://www.w3.org", "")


def test_time_is_moved_in_the_demo_only(two, demo):
    assert two.program("ann", "operator").post("/demo/clock/advance", {"to": "next"}).status_code == 404


def test_a_program_moves_the_demos_time_to_the_next_due_moment(demo):
    demo.start(region="JS", id="P1")
    ann = demo.program("ann", "region_officer@JS")
    assert ann.get("/demo/clock").json["next"].startswith("2024-09-09T09:00")
    moved = ann.post("/demo/clock/advance", {"to": "next"}).json
    assert moved["timers"] == 1 and moved["finished"] and moved["now"].startswith("2024-09-09T09:00")
    assert ann.get("/user-tasks").json["items"][0]["element"] == "b"
    assert ann.post("/demo/clock/advance", {"to": "2024-09-01"}).json["code"] == "backwards-in-time"
    assert ann.post("/demo/clock/advance", {"to": "next"}).json["code"] == "nothing-due"
    assert ann.post("/demo/clock/advance", {"to": "soon"}).status_code == 422


def test_half_a_surrogate_pair_is_no_text(two):
    instance = two.start(region="JS", id="P1")
    boss = two.program("boss", "operator", "designer")
    answers = [
        boss.client.post(f"/api/v1{path}", data=body, headers=boss.headers, content_type="application/json") for path, body in (
            (f"/instances/{instance}/cancel", r'{"reason": "\ud800"}'), ("/messages", r'{"name": "\ud800", "key": "k"}'),
            ("/deployments", r'{"texts": {"bpmn/p/p.bpmn": "\ud800"}}'), ("/deployments", r'{"texts": {"bpmn/\ud800.bpmn": "x"}}'),
        )
    ]
    assert {each.status_code for each in answers} <= {400, 422}
