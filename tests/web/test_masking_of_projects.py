"""From a proposal to its acceptance: planted words of each kind of data are looked for in all that each kind of reader can read."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.adapters.queues import InlineQueue
from app.clock import SystemClock, VirtualClock
from app.commands import accounts
from app.factory import build_runtime
from app.store import people
from app.store.database import open_engine
from processes.visibility import MATRIX
from tests.conftest import _address, _admin
from tests.dsl import answers
from tests.dsl.answers import AGREE, PASS
from tests.dsl.basis import basis
from tests.dsl.crawl import Site as Crawled
from tests.dsl.play import moment
from tests.dsl.scenario import Scenario
from tests.dsl.steps import agree_on_list, draw_experts, experts, file_proposal, make_contract, pass_formal_check, report_every_year, seat_panel
from tests.web.conftest import Program, Site

# a word for each kind of data that there is of a project, by the name of its row in the matrix
BODY, NAMED, SCORED, CLEANED, PAID, BLAMED = "正文机密词", "专家机密名", "单评机密词", "整理意见词", "拨付机密词", "失信机密词"
WORDS = {
    "proposal_body": BODY, "expert_names": NAMED, "single_scores": SCORED, "comments": CLEANED, "payments": PAID, "credit": BLAMED,
}
# how a reader stands to the project, and what the matrix calls him there
READERS = {
    "lead": ("lead_unit@U-1", "lead", True), "unit admin": ("unit_admin@U-1", "lead", True), "partner": ("participant@U-2", "lead", True),
    "own officer": ("region_officer@JS", "own_officer", True), "own finance officer": ("finance_officer@JS", "own_officer", True),
    "other officer": ("region_officer@ZJ", "other_officers", False), "other finance officer": ("finance_officer@SH", "other_officers", False),
    "agency": ("agency", "agency", True), "promotion group": ("promotion_group", "agency", True), "supervisor": ("supervisor", "agency", True),
    "other lead": ("lead_unit@U-9", "lead", False), "solver": ("solver@U-9", "solver", False), "demand side": ("demand_owner@U-9", "demand_side", False),
    "other expert": ("expert", "expert", False), "designer": ("designer", "public", False), "public": ("", "public", False),
}
OPEN = {"read": {True, False}, "own": {True}, "own_opened": {True}, "opened": {True, False}}      # to whom a rule opens what is decided on


@pytest.fixture(scope="module")
def world(server, deployed_template, programme):
    name = f"t_{uuid4().hex[:12]}"
    _admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{deployed_template}"')
    engine = open_engine(_address(server, name))
    try:
        yield _story(Site(build_runtime(engine, InlineQueue(), clock=VirtualClock(moment("2024-10-14 09:00")), programme=programme)))
    finally:
        engine.dispose()
        _admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _story(site):
    s = Scenario(site.runtime, "proposal", at="2024-10-14 09:00")
    with site.runtime.sessions.begin() as session:
        for number, region in ((1, "JS"), (2, "AH"), (9, "ZJ")):
            people.add_unit(session, f"U-{number}", f"单位{number}", region=region, uscc=answers.uscc(number))
    for name, (member, _, _) in READERS.items():
        if member:
            site.person(name, member)
    key = pass_formal_check(s, file_proposal(s, "JS", research=BODY))
    for number in range(8):
        experts(s, 1, first=number, title=f"{NAMED}{number}", name=f"{NAMED}{number}", unit_name=f"研究所{number}")
    _review(draw_experts(s, key), key)
    agree_on_list(s).wait_until("2024-12-20 17:01").complete("conclude_notice")
    make_contract(
        s, "JS", fiscal=2_400_000, own=7_600_000, start="2025-01-01", end="2026-12-31",
        tranches=[{"number": 1, "amount": 1_200_000, "condition": PAID}],
    )
    report_every_year(s, 2025)
    s.wait_until("2026-10-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    report_every_year(s, 2026)
    s.wait_until("2027-01-11 09:00").complete("apply_acceptance", answers=answers.acceptance() | {"surplus": 20_000, "surplus_note": PAID})
    seat_panel(s.complete("check_materials", answers=PASS))
    s.complete("hold_meeting", answers=answers.meeting()).complete("confirm_conclusion", confirmed=True)
    s.record("credit", "XY-1", title="信用", region="JS", unit="U-1", state="active", subject_kind=BLAMED)
    return site


def _review(s, key):
    while s.open_of("sign_commitment"):
        s.complete("sign_commitment", answers=answers.commitment())
    while s.open_of("score"):
        s.complete("score", answers=answers.score() | {"comment": SCORED, "confidential_comment": SCORED})
    told = [{"proposal_id": key, "comment": CLEANED}]
    s.wait_until("2024-12-10 09:00").complete("hold_panel", answers=answers.panel("2024-12-10") | {"feedback": told})
    for _ in range(4):
        s.complete("confirm_ranking", answers=AGREE)


def _program(site, name):
    with site.runtime.sessions.begin() as session:
        return Program(site.app, accounts.create_token(site.runtime, session, name, uuid4().hex, SystemClock().now()))


def test_a_word_of_every_kind_of_data_of_a_project_is_planted():
    elsewhere = {"demand_identity", "solution_text", "statistics"}        # see test_masking, test_matrix and test_reports
    assert {*WORDS, *elsewhere} == MATRIX.matters.keys() and {viewer for _, viewer, _ in READERS.values()} == MATRIX.viewers.keys()


@basis("R14.1", "R17.4", "Q28", "S28")
@pytest.mark.parametrize("name", READERS)
def test_a_reader_finds_of_a_project_what_the_matrix_opens_to_him_and_nothing_else(world, name):
    member, viewer, own = READERS[name]
    browser = world.browser()
    assert not member or browser.sign_in(name).status_code == 303
    crawled = Crawled(world.app, world.runtime, name=[*world.runtime.programme.reports, "needs", "results", "notices", "statistics"])
    found = {}
    for address, words in crawled.read_by(browser, _program(world, name) if member else None):
        for matter, word in WORDS.items():
            if word in words:
                found.setdefault(matter, set()).add(address)
    may = {matter for matter in WORDS if own in OPEN.get(MATRIX.matters[matter].cells[viewer], set())}
    may -= {"credit"} if name == "partner" else set()         # the lead unit's own, and no part of the project
    assert {matter: sorted(found[matter])[:8] for matter in found.keys() - may} == {}
    assert may - found.keys() == set()
