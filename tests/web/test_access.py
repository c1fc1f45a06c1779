"""Every route and every role: what is not in this table is closed, and what is foreign looks like what is missing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from werkzeug.routing import Rule

from app.access import AUDITOR, DESIGNER, OPERATOR, PLATFORM_ROLES
from tests.web.conftest import Site, words

PUBLIC, SIGNED_IN, TOKEN = "public", "signed in", "token"
WATCH = {OPERATOR, AUDITOR}

# endpoint, or room.*, → who may use it; a line that is missing makes the test fail
TABLE: dict[str, object] = {
    "auth.sign_in": PUBLIC, "auth.check": PUBLIC, "language.choose": PUBLIC, "api_docs.*": PUBLIC, "public.*": PUBLIC,
    "auth.*": SIGNED_IN, "inbox.*": SIGNED_IN, "projects.*": SIGNED_IN, "programme.*": SIGNED_IN, "demo.*": SIGNED_IN,
    "operations.index": WATCH, "operations.instances": WATCH, "operations.instance": WATCH, "operations.export": WATCH,
    "operations.timers": WATCH, "operations.jobs": WATCH, "operations.incidents": WATCH, "operations.messages": WATCH,
    "operations.audit": WATCH, "operations.calendar": WATCH,
    "operations.moves": WATCH, "operations.moves_of": WATCH, "operations.plan_moves": WATCH, "operations.batch": WATCH, "operations.*": {OPERATOR},
    "exchange.index": WATCH, "exchange.numbers": SIGNED_IN, "exchange.record": SIGNED_IN, "exchange.put_number": SIGNED_IN, "exchange.*": {OPERATOR},
    "records.paper": PUBLIC, "records.*": SIGNED_IN, "papers.*": SIGNED_IN,
    "webhooks.receive": PUBLIC, "reports.*": SIGNED_IN,
    "studio.*": {DESIGNER},
}
# the same for programs; an empty set means: any bearer, the command decides about the object
PROGRAMS: dict[str, set[str]] = {
    "api_me.bearer": set(), "api_user_tasks.*": set(), "api_records.*": set(), "api_exchange.numbers": set(), "api_exchange.systems": WATCH, "api_exchange.outbox": WATCH, "api_exchange.*": {OPERATOR}, "api_programme.*": set(), "api_attachments.*": set(), "api_documents.*": set(), "api_clock.*": set(),
    "api_instances.cancel": {OPERATOR}, "api_instances.*": set(),
    "api_messages.publish": {OPERATOR}, "api_signals.throw": {OPERATOR}, "api_items.*": {OPERATOR}, "api_changing.*": {OPERATOR},
    "api_migrations.verdicts": WATCH | {DESIGNER}, "api_migrations.one": WATCH, "api_migrations.*": {OPERATOR},
    "api_timers.waiting": WATCH, "api_start_timers.begins": WATCH,
    "api_calendar.one": set(), "api_calendar.*": {OPERATOR}, "api_incidents.listing": WATCH, "api_incidents.retry": {OPERATOR},
    "api_deployments.deploy": {DESIGNER}, "api_deployments.*": WATCH | {DESIGNER}, "api_processes.*": WATCH | {DESIGNER},
}
ROLES = [*PLATFORM_ROLES, "region_officer@JS", "lead_unit@U-1", "expert"]
SAMPLES = {
    "task_id": uuid4(), "instance_id": uuid4(), "attachment_id": uuid4(), "document_id": uuid4(), "file_id": uuid4(), "token_id": uuid4(),
    "incident_id": uuid4(), "beside": uuid4(), "inside": uuid4(), "timer": uuid4(), "batch_id": uuid4(), "identity": uuid4(), "message_id": uuid4(), "deployment": 1, "number": 1, "year": 2027, "line_id": 1,
}


def entry(table: dict, endpoint: str) -> object:
    found = table.get(endpoint, table.get(f"{endpoint.partition('.')[0]}.*"))
    assert found is not None, f"{endpoint} is in no line of the table: say who may use it"
    return found


def address(site: Site, rule: Rule) -> str:
    values = {name: SAMPLES.get(name, "x") for name in rule.arguments if name not in (rule.defaults or {})}
    with site.app.test_request_context():
        from flask import url_for
        return url_for(rule.endpoint, **values)


def routes(site: Site, programs: bool) -> list[tuple[Rule, str]]:
    return [
        (rule, method) for rule in site.app.url_map.iter_rules() for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
        if rule.rule.startswith("/api/v1") is programs
    ]


@pytest.fixture
def place(two: Site) -> Site:
    from app.store import people
    with two.runtime.sessions.begin() as session:
        people.add_unit(session, "U-1", "甲单位", region="JS")
    return two


def test_pages_are_open_to_whom_the_table_says_and_to_nobody_else(place):
    people = {role: place.browser(role.replace("@", "_"), role) for role in ROLES}
    nobody = place.browser()
    wrong = []
    for rule, method in routes(place, programs=False):
        allowed = entry(TABLE, rule.endpoint)
        if rule.endpoint in {"auth.sign_out", "auth.check"}:
            continue                                  # they would end the session that the test needs
        for role, browser in [("", nobody), *people.items()]:
            headers = {"X-CSRF-Token": browser.token()} if method != "GET" else {}
            answer = browser.client.open(address(place, rule), method=method, headers=headers)
            away = answer.status_code == 302 and answer.location.startswith("/sign-in")
            closed = away if not role else answer.status_code == 403
            expected = allowed == PUBLIC or (bool(role) and (allowed == SIGNED_IN or role in allowed))
            if closed is expected or answer.status_code >= 500:
                wrong.append((method, rule.rule, role or "nobody", answer.status_code))
    assert wrong == []


def test_programs_reach_what_the_table_says_and_nothing_else(place):
    programs = {role: place.program(role.replace("@", "_"), role) for role in ROLES}
    wrong = []
    for rule, method in routes(place, programs=True):
        allowed = entry(PROGRAMS, rule.endpoint)
        path = address(place, rule)
        bare = place.app.test_client().open(path, method=method)
        if bare.status_code != 401:
            wrong.append((method, rule.rule, "nobody", bare.status_code))
        for role, program in programs.items():
            answer = program.client.open(path, method=method, headers=program.headers, json={} if method != "GET" else None)
            expected = not allowed or role in allowed
            if (answer.status_code == 403) is expected or answer.status_code >= 500 or answer.status_code == 401:
                wrong.append((method, rule.rule, role, answer.status_code))
    assert wrong == []


def test_every_view_says_itself_what_the_table_says(place):
    for rule, _ in routes(place, programs=False):
        said = getattr(place.app.view_functions[rule.endpoint], "allowed", None)
        expected = {PUBLIC: "public", SIGNED_IN: "signed_in"}.get(entry(TABLE, rule.endpoint)) \
            if isinstance(entry(TABLE, rule.endpoint), str) else frozenset(entry(TABLE, rule.endpoint))
        assert said == expected, rule.endpoint
    for rule, _ in routes(place, programs=True):
        view = place.app.view_functions[rule.endpoint]
        assert view.allowed == TOKEN and view.roles == frozenset(entry(PROGRAMS, rule.endpoint)), rule.endpoint


def test_a_route_that_says_nothing_is_closed(place):
    place.app.add_url_rule("/forgotten", "forgotten", lambda: "open")
    boss = place.browser("boss", *ROLES[:1], "operator")
    assert boss.get("/forgotten").status_code == 403 and place.browser().get("/forgotten").status_code == 302


@pytest.mark.parametrize("path", ["/tasks/{}", "/projects/{}", "/attachments/{}", "/documents/{}", "/operations/instances/{}"])
def test_what_is_foreign_looks_like_what_is_missing(place, path):
    import io

    from app.store import documents
    instance = place.start(region="JS", id="P1", title="一号项目")
    task, ann = place.task(instance), place.browser("ann", "region_officer@JS")
    sent = ann.client.post(f"/tasks/{task}/attachments", data={"file": (io.BytesIO(b"x"), "x.pdf")}, headers={"X-CSRF-Token": ann.token()})
    document = uuid4()
    with place.runtime.sessions.begin() as session:
        documents.add(session, id=document, number="1", template="t", values={}, sha256="", content=b"x", at=place.runtime.clock.now(), unit="U-1")
    foreign = {"/tasks/{}": task, "/attachments/{}": sent.json["id"], "/documents/{}": document}.get(path, instance)
    zoe = place.browser("zoe", "region_officer@ZJ")
    missing = str(uuid4())
    answers = [zoe.get(path.format(each)) for each in (foreign, missing)]
    assert answers[0].status_code == answers[1].status_code == (403 if "operations" in path else 404)
    assert words(answers[0].text, foreign) == words(answers[1].text, missing)
    assert "一号项目" not in answers[0].text


@pytest.mark.parametrize("role", ["system_admin", "security_admin"])
def test_administrators_of_the_system_see_no_business(place, role):
    instance = place.start(region="JS", id="P1", title="一号项目")
    admin, program = place.browser(role, role), place.program(f"{role}_program", role)
    assert admin.get(f"/projects/{instance}").status_code == 404 and "一号项目" not in admin.get("/projects").text
    assert program.get(f"/instances/{instance}").status_code == 404 and program.get("/instances").json["total"] == 0


@pytest.mark.parametrize("path", [
    "/?search=%00", "/projects?process=%00", "/projects?page=99999999999999999999", "/drawings/99999999999999999999/p.bpmn",
    "/drawings/0/p.bpmn", "/drawings/7/p.bpmn", "/drawings/1/q.bpmn", "/start/nothing", "/projects/not-a-uuid", "/%00",
    "/demo/time?after=-1", "/operations/audit?kind=%00", "/operations/timers?page=99999999999999999999",
    "/operations/instances?page=0", "/api/v1/deployments/99999999999999999999",
])
def test_odd_addresses_are_answered_without_trouble(place, path):
    boss = place.browser("boss", "operator", "designer", "region_officer@JS")
    program = place.program("robot", "operator", "designer")
    answer = program.client.get(path, headers=program.headers) if path.startswith("/api") else boss.get(path)
    assert answer.status_code < 500 and "Traceback" not in answer.text
