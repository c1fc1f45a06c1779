"""Every article of the regulation is carried out and shown, and the page says where."""

from __future__ import annotations

import re

import pytest

from tests.house.regulation_page import LAW, PAGE, SCENARIOS, found, page, untested

BY = found()


@pytest.mark.parametrize("article", LAW["articles"], ids=lambda article: str(article["article"]))
def test_an_article_is_shown_by_a_test(article):
    assert any(BY[each["id"]]["test"] for each in article["requirements"])


def test_every_requirement_is_shown_by_a_test():
    assert untested(BY) == []


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_is_told(scenario):
    assert BY[scenario]["test"]


def test_references_are_known():
    known = {each["id"] for article in LAW["articles"] for each in article["requirements"]}
    assert [each for each in BY if re.fullmatch(r"R\d+\.\d+", each) and each not in known] == []


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.house.regulation_page"
