"""A designer's version counts once the authorities have signed it; a local one is signed by its own region alone (article 1)."""

from __future__ import annotations

import pytest

from app.access import Actor, Scope
from app.commands import deployments
from app.commands.programme_time import drain_inline
from app.store import definitions
from tests.conftest import ROOT
from tests.dsl.basis import basis
from tests.dsl.policy import publish

TABLE = "bpmn/shared/need_precedence.dmn"
LOCAL = "bpmn/contract_zj/contract_zj.bpmn"
DESIGNER = Actor("designer-9", "设计员", frozenset({"designer@all"}), frozenset({"designer"}), Scope("designer-9"))
AGREES = {"decision": "agree"}


def propose(s, path=TABLE, old="先提交者保留", new="先提交者优先", source="studio"):
    """A designer publishes one changed file, in the studio or through the API."""
    content = (ROOT / path).read_bytes().replace(old.encode(), new.encode())
    with s.runtime.sessions.begin() as session:
        if source == "studio":
            done = deployments.publish(s.runtime, session, path, content, note="改用语", by=DESIGNER)
        else:
            done = deployments.deploy(s.runtime, session, {path: content}, by=DESIGNER, note="改用语")
    drain_inline(s.runtime)
    return done, content


def current(s, path=TABLE):
    with s.runtime.sessions.connect() as session:
        return definitions.resource(session, path)


@pytest.fixture
def story(scenario):
    s = scenario("drawing_release", at="2024-09-02 09:00")
    return s.person("designer-9", ("designer", None, None))


@basis("R1.2", "R5.2")
@pytest.mark.parametrize("source", ["studio", "api"])
def test_a_shared_table_counts_once_all_four_have_signed(story, source):
    s = story
    done, content = propose(s, source=source)
    assert done.deployment is None and done.release == "BB-2024-0001" and current(s).version == 1
    assert [task["candidates"] for task in s.open_of("sign_release")] == [[f"region_officer@region:{code}"] for code in ("SH", "JS", "ZJ", "AH")]
    s.expect_open("sign_release", due="2024-09-14 17:00")
    assert any("先提交者优先" in each["change"] for each in s.variables(element="sign_release")["changes"])
    for place in range(4):
        assert current(s).version == 1, place
        s.complete("sign_release", by=f"officer-{place}", answers=AGREES | {"comment": "无异议"})
    assert current(s).content == content and current(s).version == 2
    kept = s.of("release", "BB-2024-0001")
    assert kept["state"] == "in_force" and [each["by"] for each in kept["data"]["signatures"]] == [f"officer-{place}" for place in range(4)]
    assert s.facts("deployed")[-1]["data"]["release"] == "BB-2024-0001" and s.facts("deployed")[-1]["by"] == "designer-9"
    s.expect_path("open_release", "sign_release", "make_current", "released")


@basis("R1.2", "R5.2")
def test_a_refusal_with_its_reason_sends_it_back_and_the_draft_is_still_there(story):
    s = story
    _, content = propose(s)
    assert set(s.messages_of("sign_release", decision="refuse")) == {"comment"}
    s.complete("sign_release", answers=AGREES).complete("sign_release", decision="refuse", comment="与本地规定不符")
    s.expect_not_open("sign_release").expect_path("sign_release", "send_back", "sent_back")
    kept = s.of("release", "BB-2024-0001")
    assert kept["state"] == "refused" and kept["data"]["obstacle"] == "JS：与本地规定不符" and current(s).version == 1
    with s.runtime.sessions.connect() as session:
        assert bytes(definitions.draft(session, TABLE)["content"]) == content
    again, _ = propose(s, new="先提交的保留", source="api")
    assert again.release == "BB-2024-0002"


@basis("R1.2")
def test_a_local_drawing_needs_the_signature_of_its_own_region_alone(story):
    s = story
    propose(s, LOCAL, "开始签约", "签约开始")
    assert [task["candidates"] for task in s.open_of("sign_release")] == [["region_officer@region:ZJ"]]
    s.complete("sign_release", answers=AGREES)
    assert current(s, LOCAL).version == 2


@basis("R1.2")
def test_who_proposed_does_not_sign_and_nothing_is_proposed_twice_at_a_time(story):
    s = story
    propose(s)
    s.expect_refused("sign_release", "four-eyes", by="designer-9", **AGREES)
    s.expect_no("release-open", propose, s, new="先提交的保留", source="api")


@basis("R1.2")
def test_what_was_deployed_by_the_operator_meanwhile_stands_against_it(story):
    s = story
    propose(s)
    other = (ROOT / TABLE).read_bytes().replace("先提交者保留".encode(), "先交者保留".encode())
    with s.runtime.sessions.begin() as session:
        deployments.deploy(s.runtime, session, {TABLE: other}, by=None, source="files")
    assert current(s).version == 2 and s.facts("deployed")[-1]["by"] is None
    for _ in range(4):
        s.complete("sign_release", answers=AGREES)
    assert current(s).content == other and s.of("release", "BB-2024-0001")["state"] == "outdated"
    s.expect_path("make_current", "outdated")


@basis("R1.2")
def test_where_the_rule_is_off_a_version_counts_at_once(story):
    s = publish(story, "parameters", "joint_release", value="0")
    done, content = propose(s)
    assert done.release is None and current(s).content == content and s.open_of("sign_release") == []
