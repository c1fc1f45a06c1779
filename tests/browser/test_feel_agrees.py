"""Conditions in forms are worked out twice, here and in the browser: both must come to the same."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import feel

VECTORS = json.loads((Path(__file__).parent / "feel_vectors.json").read_text(encoding="utf-8"))
ENVIRONMENT = feel.Environment(now=datetime(2024, 9, 14, tzinfo=UTC), calendar=None)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["expression"])
def test_on_the_server(vector):
    value = feel.compile(vector["expression"]).evaluate(feel.from_json(vector["variables"]), ENVIRONMENT)
    assert feel.to_json(value) == vector["value"]


def test_in_the_browser(page):
    page.goto("/form")
    expect(page.locator("#form")).to_have_attribute("data-ready", "")
    values = page.evaluate(
        """vectors => {
          const language = document.querySelector('#form').form.get('expressionLanguage');
          return vectors.map(({ expression, variables }) => language.evaluate('=' + expression, variables));
        }""", VECTORS,
    )
    differ = [(vector["expression"], value, vector["value"]) for vector, value in zip(VECTORS, values, strict=True) if value != vector["value"]]
    assert differ == []
