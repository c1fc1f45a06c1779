"""English is complete, and says the same as the Chinese."""

from __future__ import annotations

import re

from babel.messages.catalog import Message

from tests.house.english import PO, catalogue, compiled, missing

PLACES = re.compile(r"%\(\w+\)[sd]")
COUNTED = re.compile(r"%\((?:n|num)\)s (?!(?:ms|was|is|has)\b)[a-z]*s\b")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_every_text_has_english():
    assert missing() == [], "add them: python -m tests.house.english"


def _forms(message: Message) -> list[tuple[str, str]]:
    if isinstance(message.id, (list, tuple)):
        return [(message.id[0], each) for each in message.string]
    return [(message.id, message.string)]


def test_english_has_the_same_places_and_no_chinese():
    for message in catalogue():
        for chinese, english in _forms(message) if message.id else []:
            if english:
                assert sorted(PLACES.findall(chinese)) == sorted(PLACES.findall(english)), chinese
                assert not CHINESE.search(english), english


def test_nothing_is_counted_without_a_form_for_one():
    counted = [each.string for each in catalogue() if isinstance(each.string, str) and COUNTED.search(each.string)]
    assert counted == [], "use ngettext"


def test_what_is_compiled_is_what_is_written():
    assert PO.with_suffix(".mo").read_bytes() == compiled(catalogue())


def test_a_page_in_english_has_no_chinese_but_names(web):
    client = web.test_client()
    with client.session_transaction() as cookie:
        cookie["language"] = "en"
    page = client.get("/sign-in").text.replace("中文", "")
    assert not CHINESE.search(page), CHINESE.findall(page)
