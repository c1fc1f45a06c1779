"""Numbers behave as decimals of 34 digits, dates as the calendar does."""

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal

from hypothesis import given
from hypothesis import strategies as st

from app import feel

WORLD = feel.Environment()
ORACLE = Context(prec=34, rounding=ROUND_HALF_EVEN)
numbers = st.decimals(min_value=-(10**20), max_value=10**20, places=8, allow_nan=False, allow_infinity=False)


def value_of(text, **variables):
    return feel.compile(text).evaluate(variables, WORLD)


@given(numbers, numbers)
def test_the_four_operations_are_those_of_decimal(a, b):
    assert value_of("a + b", a=a, b=b) == ORACLE.add(a, b)
    assert value_of("a - b", a=a, b=b) == ORACLE.subtract(a, b)
    assert value_of("a * b", a=a, b=b) == ORACLE.multiply(a, b)
    assert value_of("a / b", a=a, b=b) == (ORACLE.divide(a, b) if b else None)


@given(numbers)
def test_a_number_means_what_it_says(a):
    assert value_of(format(a, "f")) == ORACLE.plus(a)
    assert value_of(f"number({format(a, 'f')!r})".replace("'", '"')) == ORACLE.plus(a)


@given(numbers, numbers)
def test_comparisons_agree_with_each_other(a, b):
    assert value_of("a < b", a=a, b=b) is (a < b)
    assert value_of("a <= b", a=a, b=b) is not value_of("b < a", a=a, b=b)
    assert value_of("a = b", a=a, b=b) is (a == b)
    assert value_of("a in [b..a]", a=a, b=b) is (b <= a)


@given(numbers, numbers.filter(bool))
def test_modulo_has_the_sign_of_the_divisor(a, b):
    whole, part = Decimal(int(a)), Decimal(int(b)) or Decimal(1)
    remainder = value_of("modulo(a, b)", a=whole, b=part)
    assert remainder == int(whole) % int(part)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-5000, 5000))
def test_days_added_can_be_taken_away_again(day, n):
    length = timedelta(days=n)
    assert value_of("d + n", d=day, n=length) == day + length
    assert value_of("(d + n) - d", d=day, n=length) == length


@given(st.lists(numbers, max_size=20))
def test_lists_of_numbers(values):
    total = None
    for value in values:
        total = value if total is None else ORACLE.add(total, value)
    assert value_of("sum(xs)", xs=values) == total
    assert value_of("max(xs)", xs=values) == max(values, default=None)
    assert value_of("sort(xs, function(a, b) a < b)", xs=values) == sorted(values)
    assert value_of("count(xs[item > 0])", xs=values) == sum(value > 0 for value in values)
