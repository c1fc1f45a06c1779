"""Conditions in forms are worked out twice, here and in the browser: both come to the same, or forms are warned of it.

feel_vectors.json holds expressions on which both agree, feel_differs.json those on which the browser leaves the standard.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import feel
from app.forms.differences import MISSING, OTHERWISE, differences

VECTORS, DIFFERS = (
    json.loads((Path(__file__).parent / f"feel_{name}.json").read_text(encoding="utf-8")) for name in ("vectors", "differs")
)
ENVIRONMENT = feel.Environment(now=datetime(2024, 9, 14, tzinfo=UTC), calendar=None)



@pytest.mark.parametrize("vector", VECTORS + DIFFERS, ids=lambda vector: vector["expression"])
def test_on_the_server(vector):
    value = feel.compile(vector["expression"]).evaluate(feel.from_json(vector["variables"]), ENVIRONMENT)
    assert feel.to_json(value) == vector["value"]


def in_the_browser(page, vectors):
    page.goto("/form")
    expect(page.locator("#form")).to_have_attribute("data-ready", "")
    return page.evaluate(
        """vectors => {
          const language = document.querySelector('#form').form.get('expressionLanguage');
          return vectors.map(({ expression, variables }) => {
            const value = language.evaluate('=' + expression, variables);
            return JSON.parse(JSON.stringify(value === undefined ? null : value));
          });
        }""", vectors,
    )


def test_in_the_browser(page):
    values = in_the_browser(page, VECTORS)
    differ = [(vector["expression"], value, vector["value"]) for vector, value in zip(VECTORS, values, strict=True) if value != vector["value"]]
    assert differ == [] and len(VECTORS) >= 300


def test_where_the_browser_leaves_the_standard_it_still_does_and_forms_are_warned(page):
    agree = [vector["expression"] for vector, value in zip(DIFFERS, in_the_browser(page, DIFFERS), strict=True) if value == vector["value"]]
    assert agree == []
    assert [vector["expression"] for vector in DIFFERS if not differences(vector["expression"])] == []


@pytest.mark.parametrize("name", feel.BUILTINS)
def test_every_function_is_shown_to_agree_or_forms_are_warned_of_it(name):
    call = re.compile(rf"(?<![\w ]){re.escape(name)}\(")
    assert name in MISSING | OTHERWISE or any(call.search(vector["expression"]) for vector in VECTORS)
