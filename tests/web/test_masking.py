"""Who asks is known to whom the matrix names and to nobody else: planted words are looked for in all that each role can read."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import event, select

from app.adapters.queues import InlineQueue
from app.clock import SystemClock, VirtualClock
from app.commands import accounts, issued
from app.factory import build_runtime
from app.queries import papers
from app.store import people, records, tables as t
from app.store.database import open_engine
from tests.conftest import _address, _admin
from tests.dsl.basis import basis
from tests.dsl.crawl import Site as Crawled, said_in
from tests.dsl.needs import DEMAND, SOLVERS, cast, evaluate, intend, need_form, offer, publish, round_of, sign
from tests.dsl.play import moment
from tests.dsl.scenario import Scenario
from tests.dsl.steps import accept_invitations, confirm_draw
from tests.web.conftest import Program, Site

UNIT, SHORT, CODE = "上海示例芯核有限公司", "芯核", "91310000MA1FL5XX11"
CONTACT, PHONE, EMAIL, CITY, PERSON = "鲸落联系", "13977776666", "whale@chip.example", "鲸落市", "鲸某甲"
SEALED = (SHORT, CODE, CONTACT, PHONE, EMAIL, CITY, PERSON, DEMAND)
NUMBER = "XQ-2024-SH"                  # says the region
# who reads of the demand side as section 14 says it, before there is a proposal
KNOWING = {
    "demand owner": ("demand_owner@U-XQ",), "lead of the same unit": ("lead_unit@U-XQ",), "own officer": ("region_officer@SH",),
    "other officer": ("region_officer@JS",), "recommender": ("local_recommender@ZJ",), "finance officer": ("finance_officer@JS",),
    "promotion group": ("promotion_group",), "task force": ("task_force",), "agency": ("agency",), "supervisor": ("supervisor",),
    "operator": ("operator",), "auditor": ("auditor",),
}
BLIND = {
    "masked solver": (f"solver@{SOLVERS[1]}",), "idle solver": (f"solver@{SOLVERS[2]}",), "other lead": ("lead_unit@U-9",),
    "participant": ("participant@U-9",), "other demand owner": ("demand_owner@U-9",), "other unit's admin": ("unit_admin@U-9",),
    "E-0": ("expert",), "designer": ("designer",), "system admin": ("system_admin",), "security admin": ("security_admin",),
}
CONSENTED = "consented solver"


@pytest.fixture(scope="module")
def world(server, deployed_template, programme):
    """Two needs of one unit: one opened to a solver and settled with another to whom it is not, and one in evaluation."""
    name = f"t_{uuid4().hex[:12]}"
    _admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{deployed_template}"')
    engine = open_engine(_address(server, name))
    try:
        yield _story(Site(build_runtime(engine, InlineQueue(), clock=VirtualClock(moment("2024-03-04 09:00")), programme=programme)))
    finally:
        engine.dispose()
        _admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _story(site):
    s = cast(Scenario(site.runtime, "need", at="2024-03-04 09:00"))
    with site.runtime.sessions.begin() as session:
        people.add_unit(session, DEMAND, UNIT, region="SH")
        for unit in (*SOLVERS, "U-9"):
            people.add_unit(session, unit, f"研究院{unit}", region="AH")
        people.add_person(session, "p-1", PERSON, email=EMAIL, unit=DEMAND)
        people.add_membership(session, "p-1", "demand_owner", unit=DEMAND)
    for name, members in {**KNOWING, **BLIND, CONSENTED: (f"solver@{SOLVERS[0]}",)}.items():
        site.person(name, *members)
    first, second = (_raised(s, title) for title in ("车规级算力芯片", "边缘推理芯片"))
    publish(evaluate(s, first), first)
    s.start("need_evaluation", batch_id="PG-2", need_ids=[second], title="第二批")
    accept_invitations(confirm_draw(s))
    solutions = [offer(s, first, "1", unit=unit) for unit in SOLVERS[:2]]
    s.wait_until("2024-03-18 09:01")
    round_of(s, *(
        {"solution_id": key, "decision": "invite", "reason": "指标符合", "disclose": opened}
        for key, opened in zip(solutions, (True, False), strict=True)
    ))
    for key in solutions:
        s.complete("attend_roadshow", of=key, answers={"attends": "yes", "nda": True})
    s.wait_until("2024-04-01 09:01")
    sign(round_of(s, intend(solutions[1], "1")), solutions[1])
    return site, s, first, solutions


def _raised(s, title):
    s.start("need", by="p-1", demand_unit=DEMAND, title=title, field="ai", supersedes="")
    form = need_form(2, title=title, contact=CONTACT, phone=PHONE, email=EMAIL, city=CITY)
    s.complete("fill_need", by="p-1", answers=form).complete("screen_need", decision="pass")
    return s.keys("need")[-1]


def _reading(site, name):
    """All that somebody is answered, with the planted words that stand in it."""
    browser = site.browser()
    assert name is None or browser.sign_in(name).status_code == 303
    return _planted(_crawled(site).read_by(browser, _program(site, name) if name else None))


def _crawled(site):
    with site.runtime.sessions.connect() as session:
        processes = site.runtime.library(session).process_ids()
    return Crawled(
        site.app, site.runtime, name=[*site.runtime.programme.reports, "needs", "results", "notices", "statistics"],
        system=list(site.runtime.programme.systems), process_id=list(processes), year=["2025"],
    )


def _planted(answers):
    found = {}
    for address, words in answers:
        for word in (*SEALED, NUMBER):
            if word in words:
                found.setdefault(address, set()).add(word)
    return found


def _program(site, name):
    with site.runtime.sessions.begin() as session:
        return Program(site.app, accounts.create_token(site.runtime, session, name, uuid4().hex, SystemClock().now()))


@basis("R10.3", "Q12", "S28")
@pytest.mark.parametrize("name", [None, *BLIND])
def test_nobody_else_reads_anything_of_the_demand_side(world, name):
    assert _reading(world[0], name) == {}


@pytest.fixture(scope="module")
def written(world, server, programme):
    """A copy of it that may be written to."""
    site, s, need, solutions = world
    site.runtime.sessions.dispose()
    name, engine = f"t_{uuid4().hex[:12]}", site.runtime.sessions
    _admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{engine.url.database}"')
    copy = open_engine(_address(server, name))
    try:
        runtime = build_runtime(copy, InlineQueue(), clock=VirtualClock(site.runtime.clock.now()), programme=programme)
        yield Site(runtime, {"JIEBANG_SIGN_IN_FAILURES": "100000"}), need, solutions      # guesses are tried at the sign-in page too
    finally:
        copy.dispose()
        _admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


FILE = {"kind": "xlsx", "first": "2024-01-01", "last": "2025-12-31", "group": "", "figure": ""}


@basis("R10.3", "S28")
def test_files_that_are_taken_out_name_the_demand_side_to_whoever_may_know_it(written):
    browser = written[0].browser()
    assert browser.sign_in("operator").status_code == 303
    found = _planted(_crawled(written[0]).written_by(browser, None, FILE))
    assert {"/operations/instances.csv", "/exchange/cloud/file"} <= found.keys(), found


@basis("R10.3", "Q12", "S28")
@pytest.mark.parametrize("name", [None, *BLIND])
def test_nobody_else_is_told_anything_of_the_demand_side_when_he_writes_or_takes_a_file(written, name):
    site, need, solutions = written
    with site.runtime.sessions.connect() as session:
        number = records.get(session, "need", need)["data"]["publication_id"]
    browser = site.browser()
    assert name is None or browser.sign_in(name).status_code == 303
    meant = {each: need for each in ("need_id", "key", "subject_key", "record_key", "search", "supersedes")}
    guess = {**meant, "publication_id": number, "solution_id": solutions[0], "kind": "need", "reason": "某", "note": "某", "system": "cloud", "number": "1"}
    answers = _crawled(site).written_by(browser, _program(site, name) if name else None, {}, guess, FILE)
    assert _planted(answers) == {}


@basis("R10.3", "Q12", "S28")
@pytest.mark.parametrize("name", KNOWING)
def test_whoever_may_know_the_demand_side_finds_it_in_the_need_and_in_the_lists(world, name):
    site, s, need, _ = world
    browser, program = site.browser(), _program(site, name)
    assert browser.sign_in(name).status_code == 303
    for page in (f"/records/need/{need}", f"/records/need/{need}?print"):
        assert CONTACT in browser.get(page).text, page
    elsewhere = any("@" in each and not each.endswith(("SH", "U-XQ")) for each in KNOWING[name])
    assert (CONTACT in browser.get(f"/projects/{s.instance_of('need', need)}").text) is not elsewhere
    for address in (f"/records/need/{need}", f"/records/need/versions/{need}"):
        assert CONTACT in said_in(program.get(address)), address
    assert _program(site, name).get("/records/need", search="XQ-2024-SH").json["total"] == 2


@basis("Q12", "S28")
def test_the_solver_to_whom_it_is_opened_reads_the_name_and_no_more_where_it_was_opened(world):
    site, _, _, (key, _) = world
    found = _reading(site, CONSENTED)
    assert set().union(*found.values()) == {SHORT, NUMBER}
    assert {f"/records/solution/{key}", f"/api/v1/records/solution/{key}"} <= found.keys()
    assert all("solution" in address or address.startswith(("/notices", "/mails", "/projects/", "/tasks/")) for address in found), found


@basis("R10.3", "S28")
@pytest.mark.parametrize("name", [*BLIND, CONSENTED])
def test_a_search_for_the_demand_side_counts_nothing(world, name):
    site = world[0]
    program = _program(site, name)
    for kind in ("need", "external_task", "publication", "brief", "solution", "unit", "notice", "cycle"):
        for word in (SHORT, DEMAND, "XQ-2024-SH"):
            assert program.get(f"/records/{kind}", search=word).json["total"] == 0, (kind, word)
    assert all(program.get(path, search=word).json["total"] == 0 for path in ("/instances",) for word in (SHORT, DEMAND))


@basis("R10.3", "S28")
def test_mails_about_the_demand_side_go_to_its_own_people_the_staff_and_the_solver_it_is_opened_to(world):
    site = world[0]
    with site.runtime.sessions.connect() as session:
        sent = [dict(each) for each in people.mails(session, 1000)]
        told = [each for name in (*BLIND, CONSENTED) for each in people.notices_of(session, name)]
    may = {*KNOWING, CONSENTED, "p-1"}
    wrong = [each for each in sent if each["person"] not in may and any(word in str(each) for word in SEALED)]
    assert sent and wrong == []
    assert {each["person"] for each in told if any(word in str(dict(each)) for word in SEALED)} == {CONSENTED}


@basis("R10.3", "S28")
@pytest.mark.parametrize("name", [*KNOWING, *BLIND, CONSENTED])
def test_the_demo_shows_its_mails_to_whom_they_were_sent_and_to_whoever_reads_everything(world, name):
    site = Site(replace(world[0].runtime, demo=True))
    browser = site.browser()
    assert browser.sign_in(name).status_code == 303
    told = "".join(said_in(browser.get(f"/mails?page={page}")) for page in range(1, 6))
    everything = site.actor(name).scope.everything
    assert (EMAIL in told) is everything and not (name in BLIND and any(word in told for word in SEALED))


@basis("R10.3", "S28")
def test_lists_are_read_as_tables_too(world):
    browser = world[0].browser()
    assert browser.sign_in("masked solver").status_code == 303
    asked = {address for address, _ in _crawled(world[0]).read_by(browser)}
    assert {f"/records/{kind}?format=csv" for kind in ("need", "solution", "publication", "external_task", "unit", "brief")} <= asked


@basis("S28")
@pytest.mark.parametrize("name", [*KNOWING, *BLIND, CONSENTED])
def test_the_list_of_documents_counts_what_somebody_may_open_and_asks_once(world, name):
    site, who = world[0], world[0].actor(name)
    with site.runtime.sessions.connect() as session:
        every = session.execute(select(t.documents)).mappings().all()
        may = {row["number"] for row in every if issued.may_read(site.runtime, session, row, who)}
        asked = []
        event.listen(session, "before_cursor_execute", lambda *told: asked.append(told[2]))
        rows, total = papers.listing(site.runtime, session, who, size=1000)
        pages = [papers.listing(site.runtime, session, who, size=2, page=number + 1) for number in range(2)]
    assert {row["number"] for row in rows} == may and total == len(may) == pages[0][1]
    assert [row["number"] for part, _ in pages for row in part] == [row["number"] for row in rows][:4]
    browser = site.browser()
    assert browser.sign_in(name).status_code == 303
    assert {browser.get(f"/papers/{row['id']}.pdf").status_code for row in every if row["number"] not in may} <= {404}
    assert len(asked) == 3 * 3, asked        # how many, which, and which files the last check found altered
