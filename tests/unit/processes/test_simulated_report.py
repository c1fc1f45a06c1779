"""The report of a simulation says everything in Chinese and in English, and draws what there is to compare."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lxml import html

from processes.programme import RECORD_TYPES
from processes.simulated import checker, figures, report
from processes.simulated.rule_words import ARTICLES_EN, RULES_ZH
from processes.words import STATES

BEGINS, UNTIL = datetime(2023, 4, 10, tzinfo=UTC), datetime(2024, 4, 10, tzinfo=UTC)
TASK = {
    "process_id": "need", "element": "fill_need", "name": "填写需求", "candidates": ["demand_owner@unit:U-1"], "state": "completed",
    "opened_at": datetime(2023, 5, 1, tzinfo=UTC), "ended_at": datetime(2023, 5, 9, tzinfo=UTC), "due": None,
}


def _found(**more):
    empty = ("versions", "documents", "instances", "timers", "jobs", "subscriptions", "incidents", "units")
    read = {name: [] for name in empty} | {"calendar": {}, "facts": {}, "user_tasks": [TASK]}
    read["records"] = [{"type": "need", "key": "XQ-1", "state": "matching", "version": 2, "data": {}}]
    statistics = dict.fromkeys(("commands", "timers", "starts", "not_started", "completions", "late", "gone", "left_open", "reminders"), 1)
    return {
        "about": {"years": 1, "needs": 1, "seed": 1, "begins": BEGINS, "until": UNTIL}, "took": {"seconds": 2.0, "cpu_seconds": 1.0},
        "statistics": statistics | {"failures": [], "refusals": {}}, "violations": [], "rules": [],
        "figures": figures.of(read, BEGINS, UNTIL, {"need": {"fill_need": "Fill in the need"}}),
    } | more


def _said(found, language):
    page = html.fromstring(report.html(found))
    for style in page.iter("style"):
        style.text = ""
    for other in page.xpath(f"//*[@lang='{'en' if language == 'zh' else 'zh'}' and name() != 'html']"):
        other.text = ""
    return " ".join(page.itertext())


def test_states_tasks_and_roles_are_said_in_words_of_one_language_at_a_time():
    english, chinese = _said(_found(), "en"), _said(_found(), "zh")
    for zh, en in (("对接中", "Matching"), ("填写需求", "Fill in the need"), ("需求方", "Demand side")):
        assert zh in chinese and zh not in english and en in english and en not in chinese
    assert not re.search(r"[\u4e00-\u9fff]", english.partition("English")[2])


def test_every_state_of_every_type_has_words_and_every_rule_too():
    assert {state for each in RECORD_TYPES.values() for state in each.states} <= set(STATES)
    assert set(checker.RULES) == set(RULES_ZH) and {article for article, _ in checker.RULES.values()} == set(ARTICLES_EN)


def test_what_is_wrong_stands_at_the_top():
    broken = {"rule": "enough_scores", "article": "第十五条", "key": "2024-1/SB-1", "what": "priority by 2 marks"}
    found = _found(violations=[broken], rules=[{"rule": "enough_scores", "article": "第十五条", "says": "marks"}])
    said = _said(found, "en")
    assert said.index("1 violations") < said.index("From need to acceptance") and "2024-1/SB-1" in said
    assert "Nothing is stuck" in _said(_found(), "en")
