"""Whatever is written, evaluation ends soon, in little memory, and without a traceback."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import feel

LISTS = "{" + ", ".join([f"a{n + 1}: [a{n}, a{n}, a{n}, a{n}, a{n}, a{n}, a{n}, a{n}, a{n}, a{n}]" for n in range(1, 8)])
LISTS = LISTS.replace("{", "{a1: [1, 2], ", 1) + ", r: %s}.r"

TOO_MUCH_WORK = {
    "a long loop": "for i in 1..10000000000 return i",
    "loops in loops": "every a in 1..1000, b in 1..1000, c in 1..1000 satisfies true",
    "a growing text": "for i in 1..100 return if i = 1 then \"aaaaaaaaaa\" else partial[-1] + partial[-1]",
    "a doubling function": '{f: function(s, n) if n = 0 then s else f(s + s, n - 1), r: f("aaaaaaaa", 70)}.r',
    "endless recursion": "{f: function(x) f(x), r: f(1)}.r",
    "a function of itself": "(function(x) x(x))(function(x) x(x))",
    "growing lists": "for i in 1..1000 return concatenate(partial, partial)",
    "shared lists flattened": LISTS % "flatten(a8)",
    "shared lists compared": LISTS % "a8 = a8",
    "shared lists as text": LISTS % "string(a8)",
    "shared lists by type": LISTS % "a8 instance of list<list<list<list<list<list<list<list<number>>>>>>>>",
    "nesting compared": "{f: for i in 1..3000 return if i = 1 then [] else [partial[-1]], r: f[-1] = f[-1]}.r",
    "all pairs": "count(distinct values(for i in 1..20000 return {a: i}))",
    "hard numbers": "for i in 1..20000 return 1.2345678901234567890123456789 ** 1234.567890123456789",
    "working days for ever": "for i in 1..1000 return add working days(@\"2024-01-01\", 5000)",
    "a pattern with a repeated repeat": 'matches("' + "a" * 30 + '!", "(a+)+$")',
    "a pattern with alternatives": 'matches("' + "a" * 300 + '!", "(a|aa)+$")',
    "a pattern with alternatives that overlap": 'matches("' + "a" * 40 + '!", "^(aa|[a-c])+$")',
    "a pattern with many stars": 'matches("' + "a" * 5000 + '!", "a*a*a*a*a*b")',
    "a pattern with many options": 'matches("' + "x" * 60 + '", "' + "x?" * 26 + 'y")',
    "a replacement that grows": '{s: string join(for i in 1..2000 return "aaaaaaaaaa", ""), r: replace(s, "a", s)}.r',
}
TOO_DEEP = {
    "parentheses": "(" * 5000 + "1" + ")" * 5000,
    "lists": "[" * 500 + "]" * 500,
    "signs": "-" * 5000 + "1",
    "loops": "for i in 1..2 return " * 500 + "i",
    "functions": "function(a) " * 1000 + "1",
    "paths": "a" + ".b" * 4000,
    "very many elements": "[" + "1," * 20_000 + "1]",
    "types": "1 instance of " + "list<" * 3000,
    "a very long text": "1" + " + 1" * 100_000,
}


def spent(call):
    """Seconds and megabytes."""
    start = time.perf_counter()
    call()
    seconds = time.perf_counter() - start
    tracemalloc.start()
    call()
    megabytes = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    return seconds, megabytes


@pytest.mark.parametrize("text", TOO_MUCH_WORK.values(), ids=TOO_MUCH_WORK)
def test_too_much_work_is_stopped_soon(text):
    def call():
        with pytest.raises(feel.FeelBudgetExceeded):
            feel.compile(text).evaluate({}, feel.Environment())

    seconds, megabytes = spent(call)
    assert seconds < 1.5 and megabytes < 64


@pytest.mark.parametrize("text", TOO_DEEP.values(), ids=TOO_DEEP)
def test_nesting_is_a_syntax_error(text):
    with pytest.raises(feel.FeelSyntaxError):
        feel.compile(text)


@pytest.mark.parametrize("text", ["10 ** 10 ** 10 ** 10 ** 10", "1e6000 * 1e6000", "exp(1e10)", "-1e6000 ** 3"])
def test_numbers_out_of_bounds_are_null(text):
    assert feel.compile(text).evaluate({}, feel.Environment()) is None


def test_long_chains_are_not_deep():
    chains = {"1" + " + 1" * 2000: 2001, "true" + " and true" * 2000: True, "if false then 1 else " * 1000 + "2": 2}
    for text, value in chains.items():
        assert feel.compile(text).evaluate({}, feel.Environment()) == value


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$", "zhang.san@example.edu.cn", True),
        (r"^[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$", "91320594MA1MYE3X0Q", True),
        (r"^[a-z]+(-[a-z]+)*$", "yangtze-river-delta", True),
        (r"^(\\+86[ -]?)?1\\d{10}$", "+86 13800138000", True),
        (r"^(上海|江苏|浙江|安徽)", "江苏省", True),
        (r"\\d+", "x" * 5000, False),
    ],
)
def test_ordinary_patterns_are_allowed(pattern, text, found):
    assert feel.compile(f'matches(t, "{pattern}")').evaluate({"t": text}, feel.Environment()) is found


PIECES = st.sampled_from(
    "1 2.5 a b ( ) [ ] { } , : . .. + - * / ** = != < > <= >= and or not( in between if then else for return some every "
    "satisfies function( instance of null true \"x\" \"\\\\u\" @\"2024-01-01\" ? sum( count( substring( list<number> "
    "item partial matches( date( string( 金额 // /* ]".split(" ")
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join) | st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    for read in (feel.compile, feel.compile_unary):
        try:
            compiled = read(text)
        except feel.FeelSyntaxError as error:
            assert 0 <= error.position <= len(text)
            continue
        try:
            if isinstance(compiled, feel.Expression):
                compiled.evaluate({}, feel.Environment(budget=1000))
            else:
                compiled.matches(None, {}, feel.Environment(budget=1000))
        except feel.FeelBudgetExceeded:
            pass
