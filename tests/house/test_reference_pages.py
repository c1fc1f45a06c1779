"""Generated pages say what the code says."""

from __future__ import annotations

import pytest

from tests.house.reference_pages import PAGES, ROOT, renewed


@pytest.mark.parametrize("page", PAGES)
def test_a_generated_page_is_up_to_date(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    assert renewed(text) == text, "python -m tests.house.reference_pages"
