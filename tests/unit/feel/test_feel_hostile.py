"""Whatever is written, evaluation ends soon, in little memory, and without a traceback."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import feel
from tests.unit.feel.hostile import TOO_DEEP, TOO_MUCH_WORK
BAD_COMPARATORS = {
    "always": "sort(for i in 1..3000 return i, function(x, y) true)",
    "never": "sort(for i in 1..3000 return modulo(i * 7919, 3001), function(x, y) null)",
    "no boolean": 'sort(for i in 1..3000 return i, function(x, y) "yes")',
    "wrong number of parameters": "sort(for i in 1..3000 return i, function(x) true)",
}


@pytest.mark.parametrize("text", TOO_MUCH_WORK.values(), ids=TOO_MUCH_WORK)
def test_too_much_work_is_stopped(text):
    with pytest.raises(feel.FeelBudgetExceeded):
        feel.compile(text).evaluate({}, feel.Environment())


@pytest.mark.parametrize("text", BAD_COMPARATORS.values(), ids=BAD_COMPARATORS)
def test_a_comparator_that_makes_no_sense_still_ends(text):
    assert len(feel.compile(text).evaluate({}, feel.Environment())) == 3000


@pytest.mark.parametrize("text", TOO_DEEP.values(), ids=TOO_DEEP)
def test_nesting_is_a_syntax_error(text):
    with pytest.raises(feel.FeelSyntaxError):
        feel.compile(text)


@pytest.mark.parametrize("text", ["10 ** 10 ** 10 ** 10 ** 10", "9**9**9**9**9", "duration(\"P999999999999D\") * 999999999999", "1e6000 * 1e6000", "exp(1e10)", "-1e6000 ** 3"])
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
