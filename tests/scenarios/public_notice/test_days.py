"""A notice lasts five working days, the first one included, and is the same for whatever is published."""

from __future__ import annotations

import pytest

from tests.dsl import answers
from tests.dsl.basis import basis
from tests.dsl.steps import close_case, object_to

SUBJECTS = [{"key": key, "title": key, "unit": "U-1"} for key in ("XM-1", "XM-2")]


def _published(scenario, at="2024-09-02 09:00"):
    s = scenario("public_notice", at=at)
    for subject in SUBJECTS:
        s.record("project", subject["key"], region="JS", unit="U-1")
    return s.start(notice_id="YS-2024", notice_title="验收结论公示", subjects=SUBJECTS)


def _outcome(s):
    notice = s.of("notice", "YS-2024")
    return notice["state"], notice["data"]["cleared"], notice["data"]["blocked"]


@basis("PP11", "C12")
@pytest.mark.parametrize(
    "at,first,until",
    [
        ("2024-12-16 09:00", "2024-12-16", "2024-12-20 17:00"),
        ("2024-12-21 09:00", "2024-12-23", "2024-12-27 17:00"),     # published on a Saturday
        ("2024-09-12 09:00", "2024-09-12", "2024-09-19 17:00"),     # a working Saturday, and the Mid-Autumn Festival
        ("2024-09-28 09:00", "2024-09-29", "2024-10-10 17:00"),     # a working Sunday before National Day
    ],
)
def test_five_working_days_with_the_first_one(scenario, at, first, until):
    s = _published(scenario, at)
    notice = s.of("notice", "YS-2024")["data"]
    assert (str(notice["notice_from"]), f"{notice['notice_until']:%Y-%m-%d %H:%M}") == (first, until)
    s.wait_until(until).wait_until("2025-01-31 09:00")
    assert _outcome(s) == ("ended", ["XM-1", "XM-2"], [])


@basis("S27")
def test_what_is_under_an_open_case_is_blocked_and_the_rest_is_cleared(scenario):
    s = _published(scenario)
    s.wait_until("2024-09-05 15:00")
    object_to(s, "XM-2", notice="YS-2024")
    s.wait_until("2024-09-06 17:01")
    assert _outcome(s) == ("ended", ["XM-1"], ["XM-2"])
    given = s.variables(s.instance_of("public_notice"))
    assert (given["cleared"], given["blocked"]) == (["XM-1"], ["XM-2"])


@basis("PP11")
def test_what_an_objection_was_upheld_against_is_neither(scenario):
    s = _published(scenario)
    object_to(s, "XM-2", notice="YS-2024")
    close_case(s, "upheld").wait_until("2024-09-06 17:01")
    assert _outcome(s) == ("ended", ["XM-1"], [])


@basis("F12")
def test_anonymous_evidence_that_can_be_verified_is_taken(scenario):
    s = _published(scenario)
    object_to(s, "XM-1", notice="YS-2024", **answers.anonymous(verifiable="yes"))
    s.wait_until("2024-09-06 17:01")
    assert _outcome(s)[2] == ["XM-1"]


@basis("PP11")
def test_an_objection_in_the_last_second_counts_though_the_notice_ends_in_the_same(scenario):
    s = _published(scenario)
    s.wait_until("2024-09-06 16:59").at_once("2024-09-06 17:00")
    object_to(s, "XM-1", notice="YS-2024")
    s.wait_until("2024-09-06 17:01")
    assert _outcome(s) == ("ended", ["XM-2"], ["XM-1"])
