"""A score that was given in the national system of experts: recorded with its number and day, its points entered all the same."""

from __future__ import annotations

import pytest

from app.access import Actor, Scope
from app.commands import user_tasks
from app.commands.outside import Outside
from app.errors import Invalid
from app.queries import numbers
from tests.dsl import answers
from tests.dsl.basis import basis
from tests.scenarios.expert_review.test_deadline import _drawn

DONE = Outside("expert_register", "PF-2024-0031", "2024-11-11")


def record(s, given):
    task = s._task("score", None, 0)
    with s.runtime.sessions.begin() as session:
        user_tasks.complete(s.runtime, session, task["id"], given, by=s._doer(task, None), done_outside=DONE)
    return s._settle()


@basis("R7.2", "R15.2")
def test_a_score_given_in_the_national_system_counts_like_one_given_here(scenario):
    s, key = _drawn(scenario)
    who = s.person_of("sign_commitment")
    s.complete("sign_commitment", answers=answers.commitment())
    with pytest.raises(Invalid):
        record(s, {})                          # the ranking needs its points
    record(s, {name: value for name, value in answers.score().items() if name != "comment"})
    assert s.of("score", f"2024-1/{key}/{who}")["data"]["total"] == 86
    assert [each["data"]["key"] for each in s.facts("recorded_outside")] == ["PF-2024-0031"]
    with s.runtime.sessions.connect() as session:
        found = numbers.search(s.runtime, session, Actor("boss", "boss", frozenset(), frozenset({"operator"}), Scope("boss", everything=True)), "pf-2024", 10)
    assert [each["number"] for each in found] == ["PF-2024-0031"]


def test_scores_on_one_sheet_may_have_one_number(scenario):
    s, _ = _drawn(scenario)
    for _ in range(2):
        s.complete("sign_commitment", answers=answers.commitment())
        record(s, {name: value for name, value in answers.score().items() if name != "comment"})
    assert [each["data"]["key"] for each in s.facts("recorded_outside")] == ["PF-2024-0031"] * 2
