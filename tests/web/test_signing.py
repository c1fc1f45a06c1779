"""Signing a version by the pages and by the API: a designer proposes, officers see what is different and sign (article 1)."""

from __future__ import annotations

import pytest

from app.commands.programme_time import drain_inline
from app.store import definitions
from tests.conftest import ROOT
from tests.dsl.basis import basis
from tests.dsl.scenario import Scenario
from tests.web.conftest import Site

NOTICE = "forms/notices/proposal_redirected.zh.txt"
REGIONS = ("SH", "JS", "ZJ", "AH")


@pytest.fixture
def house(programme_runtime):
    return Site(programme_runtime)


@pytest.fixture
def wording():
    """A notice with one word changed."""
    return (ROOT / NOTICE).read_text(encoding="utf-8").replace("继续办理", "继续受理")


def version(house):
    with house.runtime.sessions.connect() as session:
        return definitions.resource(session, NOTICE).version


def task_of(house, region):
    story = Scenario(house.runtime, "drawing_release")
    return next((str(each["id"]) for each in story.open_of("sign_release") if each["candidates"] == [f"region_officer@region:{region}"]), None)


@basis("R1.2")
def test_what_is_published_in_the_studio_is_read_and_signed_by_four_officers(house, wording):
    designer = house.browser("d1", "designer")
    answer = designer.post(f"/studio/text/{NOTICE}", content=wording, note="统一用语", action="publish", version="0", base="1")
    assert answer.status_code == 303 and version(house) == 1
    assert "已提交会签（BB-" in designer.get(answer.location).text
    drain_inline(house.runtime)
    for region in REGIONS:
        task = task_of(house, region)
        officer = house.browser(f"officer-{region}", f"region_officer@{region}")
        page = officer.get(f"/tasks/{task}").text
        assert "统一用语" in page and "继续受理" in page and NOTICE in page
        assert version(house) == 1
        signs = house.program(f"signer-{region}", f"region_officer@{region}")
        assert signs.post(f"/user-tasks/{task}/complete", {"answers": {"decision": "agree"}}).status_code == 200
        drain_inline(house.runtime)
    assert version(house) == 2
    assert designer.get(f"/studio/text/{NOTICE}").text.count("继续受理") >= 1


@basis("R1.2")
def test_the_api_obeys_the_same_rule_and_an_officer_of_another_region_does_not_sign_for_it(house, wording):
    designer = house.program("d1", "designer")
    done = designer.post("/deployments", {"texts": {NOTICE: wording}, "note": "统一用语"})
    assert done.status_code == 201 and done.json["deployment"] is None and done.json["release"].startswith("BB-")
    drain_inline(house.runtime)
    again = designer.post("/deployments", {"texts": {NOTICE: wording + "。"}, "note": "再改"})
    assert again.status_code == 409 and again.json["code"] == "release-open"
    stranger = house.program("other", "region_officer@JS")
    assert stranger.post(f"/user-tasks/{task_of(house, 'SH')}/complete", {"answers": {"decision": "agree"}}).status_code == 404
    refuses = house.program("officer", "region_officer@SH")
    assert refuses.post(f"/user-tasks/{task_of(house, 'SH')}/complete", {"answers": {"decision": "refuse", "comment": "用语不妥"}}).status_code == 200
    drain_inline(house.runtime)
    assert version(house) == 1 and task_of(house, "JS") is None
