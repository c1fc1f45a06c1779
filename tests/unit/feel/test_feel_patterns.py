"""Patterns are XPath's: its sets, categories and flags, and nothing that only Python knows."""

import pytest

from app import feel


def matches(text, pattern, flags=None):
    return feel.compile("matches(t, p, f)").evaluate({"t": text, "p": pattern, "f": flags}, feel.Environment())


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "found"),
    [
        ("b", "^[a-z-[aeiou]]$", None, True),
        ("a", "^[a-z-[aeiou]]$", None, False),
        ("X", "[A-Z-[OI]]", "i", True),
        ("o", "[A-Z-[OI]]", "i", False),
        ("é", r"^\p{Ll}$", None, True),
        ("A1", r"^\p{Lu}\p{Nd}$", None, True),
        ("m", r"\p{Lu}", "i", False),
        ("é1_", r"^[\p{L}\d_]+$", None, True),
        ("中文", r"^\p{IsCJKUnifiedIdeographs}+$", None, True),
        ("é", r"^\P{IsBasicLatin}$", None, True),
        ("a-b.c", r"^\i\c*$", None, True),
        ("a b", r"\I", None, True),
        ("abcabc", r"(abc)\1", None, True),
        ("aa1", r"^(a)\11$", None, True),
        ("a\n", "a$", None, False),
        ("a\nb", "^a$", "m", True),
        ("helloworld", "hello world", "x", True),
        ("a#b", "a # b", "x", True),
        ("hello world", "hello[ ]world", "x", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("K", "[a-z]", "i", True),
        ("a&&b", "^[a-b&&]+$", None, True),
        ("]", r"[\]]", None, True),
        ("a-b", "^[a-b-]+$", None, True),
        ("aab", "^a+?b", None, True),
    ],
)
def test_what_xpath_means(text, pattern, flags, found):
    assert matches(text, pattern, flags) is found


@pytest.mark.parametrize(
    "pattern",
    ["(?=a)", "(?i)a", r"\bword", r"\Aa", r"\x41", "a*+", "a++", "a{", "a{,2}", "a}", "]", "[a", "[]", "[a[b]", r"(a)[\1]", r"\1(a)", r"(a\1)", r"\0",
     r"\p{Xx}", r"\p{IsNowhere}", r"\pL", "a**", "(a", "a)", "\\"],
)
def test_what_xpath_does_not_know_is_null(pattern):
    assert matches("a", pattern) is None
