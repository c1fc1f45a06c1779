"""Stored values come back as they were, and what cannot be kept is refused."""

import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import feel
from app.clock import SHANGHAI

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)
zones = st.sampled_from([None, UTC, timezone(timedelta(hours=8)), SHANGHAI])
whole_numbers = st.integers(-(2**60), 2**60).map(Decimal)
scalars = st.one_of(
    st.none(), st.booleans(), texts, whole_numbers, st.decimals(allow_nan=False, allow_infinity=False, places=6),
    st.dates(), st.times(timezones=zones), st.datetimes(timezones=zones),
    st.timedeltas(timedelta(days=-10_000), timedelta(days=10_000)), st.integers(-10_000, 10_000).map(feel.Months),
)
keys = st.one_of(texts, st.sampled_from(["@number", "@date", "@context", "@", "@x"]))
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(keys, inner, max_size=3)), max_leaves=15
)


@given(values)
def test_a_stored_value_comes_back(value):
    stored = json.loads(json.dumps(feel.encode(value), allow_nan=False))
    back = feel.decode(stored)
    assert back == value
    assert feel.encode(back) == stored, "and is stored as before"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (Decimal(3), 3),
        (Decimal("1.25"), {"@number": "1.25"}),
        (Decimal(2**53), {"@number": str(2**53)}),
        (Decimal("1.0"), {"@number": "1.0"}),
        (date(2024, 1, 2), {"@date": "2024-01-02"}),
        (time(17, 0), {"@time": "17:00:00"}),
        (datetime(2024, 9, 30, 17, tzinfo=timezone(timedelta(hours=8))), {"@datetime": "2024-09-30T17:00:00+08:00"}),
        (timedelta(days=3, hours=2), {"@duration": "P3DT2H"}),
        (feel.Months(14), {"@months": 14}),
        ({"@date": "no date"}, {"@context": {"@date": "no date"}}),
        ({"a": [None, True]}, {"a": [None, True]}),
    ],
)
def test_the_stored_form_is_stable(value, stored):
    assert feel.encode(value) == stored
    assert feel.decode(stored) == value


def nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        Decimal("NaN"), Decimal("Infinity"), float("nan"), "\ud800", "a\x00b", {"\x00": 1}, {1: 2}, nested(200),
        "x" * 5_000_000, ["x" * 1000] * 5_000, feel.Function((), lambda run, arguments: None), object(), {1, 2},
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_kept_is_refused(value):
    with pytest.raises(feel.FeelValueError) as refusal:
        feel.encode(value)
    assert refusal.value.text("zh") != refusal.value.text("en")


@pytest.mark.parametrize(
    "data", [{"@date": "2024-02-30"}, {"@number": "x"}, {"@unknown": 1}, 1.5, object(), {"@months": [1]} and {"@time": 3}]
)
def test_what_was_never_stored_is_not_read(data):
    with pytest.raises(feel.FeelValueError):
        feel.decode(data)


def test_plain_json_in_and_out():
    assert feel.from_json({"a": [1, 1.1, "x", None, True]}) == {"a": [Decimal(1), Decimal("1.1"), "x", None, True]}
    assert feel.to_json([Decimal("3.00"), Decimal("0.1"), Decimal("0.12345678901234567890123"), date(2024, 1, 2)]) == [
        3, 0.1, "0.12345678901234567890123", "2024-01-02",
    ]
    for no_json in (object(), date(2024, 1, 1), float("inf")):
        with pytest.raises(feel.FeelValueError):
            feel.from_json(no_json)


def test_functions_of_process_code_may_return_python_values():
    world = feel.Environment(functions={"parts": lambda: {"n": 3, "share": 0.1, "on": date(2024, 1, 1), "all": (1, 2)}})
    result = feel.compile("parts()", functions=frozenset({"parts"})).evaluate({}, world)
    assert result == {"n": Decimal(3), "share": Decimal("0.1"), "on": date(2024, 1, 1), "all": [Decimal(1), Decimal(2)]}
