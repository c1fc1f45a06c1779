"""Working days follow the official notices, and say when a notice is still to come."""

from datetime import date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import WorkingCalendar, add_months, official_calendar
from app.clock import SHANGHAI

from tests.dsl.basis import basis

CALENDAR = official_calendar()
FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
published_days = st.dates(FIRST, LAST)
WORKED = [
    chinese_calendar.is_workday(FIRST + timedelta(days=k)) for k in range((LAST - FIRST).days + 1)
]


def worked(day: date) -> bool:
    return WORKED[(day - FIRST).days]


def counted_by_hand(day: date, n: int) -> date:
    """Day by day, as a clerk would do it with the notice on the table."""
    step = timedelta(days=1 if n > 0 else -1)
    found = 0
    while found < abs(n):
        day += step
        if worked(day):
            found += 1
    return day


@basis("Q03")
def test_every_published_day_agrees_with_the_notices():
    days = [FIRST + timedelta(days=k) for k in range(len(WORKED))]
    assert [CALENDAR.is_working_day(day) for day in days] == WORKED


@basis("Q03", "PP07")
@pytest.mark.parametrize(
    ("served", "due"),
    [
        ("2024-09-14", "2024-09-30"),  # a Saturday worked in exchange for the Mid-Autumn Festival
        ("2024-09-18", "2024-10-08"),  # over the National Day week, Sunday 29 September is worked
        ("2025-01-20", "2025-02-08"),  # over the Spring Festival, ends on a Saturday that is worked
    ],
)
def test_ten_working_days_after_service(served, due):
    assert CALENDAR.add_working_days(date.fromisoformat(served), 10) == date.fromisoformat(due)


@given(st.dates(date(2005, 1, 1), date(2025, 12, 31)), st.integers(-150, 150).filter(bool))
def test_adding_working_days_is_counting_day_by_day(day, n):
    assert CALENDAR.add_working_days(day, n) == counted_by_hand(day, n)


@given(st.dates(date(2005, 1, 1), date(2025, 12, 31)))
def test_adding_nothing_rolls_forward(day):
    assert CALENDAR.add_working_days(day, 0) == CALENDAR.next_working_day(day)


@given(published_days, published_days)
def test_working_days_between_is_counting_day_by_day(a, b):
    low, high = sorted((a, b))
    counted = sum(WORKED[(low - FIRST).days + 1 : (high - FIRST).days + 1])
    assert CALENDAR.working_days_between(a, b) == (counted if a <= b else -counted)


@given(st.dates(date(2005, 1, 1), date(2025, 12, 31)))
def test_rolling_stops_at_the_nearest_working_day(day):
    forward, back = CALENDAR.next_working_day(day), CALENDAR.previous_working_day(day)
    assert worked(forward) and worked(back) and back <= day <= forward
    assert not any(worked(back + timedelta(days=k)) for k in range(1, (forward - back).days))


@basis("Q03")
def test_a_deadline_is_at_five_in_the_afternoon_in_shanghai():
    due = CALENDAR.deadline(date(2024, 9, 14), 10)
    assert due == datetime(2024, 9, 30, 17, tzinfo=SHANGHAI)
    assert due.utcoffset() == timedelta(hours=8)
    assert CALENDAR.deadline(date(2024, 9, 14), 10, at=time(9)).hour == 9


@basis("R18.4", "PP06")
def test_acceptance_is_prepared_three_months_before_the_end_rolled_back():
    lead = add_months(date(2027, 5, 31), -3)
    assert lead == date(2027, 2, 28)
    assert CALENDAR.previous_working_day(lead) == date(2027, 2, 26)


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(-600, 600))
def test_adding_months_keeps_the_day_or_clamps_it(day, n):
    moved = CALENDAR.add_months(day, n)
    assert (moved.year - day.year) * 12 + moved.month - day.month == n
    assert moved.day == day.day or (moved.day < day.day and (moved + timedelta(days=1)).day == 1)


def test_years_without_a_notice_are_provisional_not_an_error():
    assert not CALENDAR.is_provisional(date(2026, 12, 31))
    assert CALENDAR.is_provisional(date(2027, 1, 1))
    assert not CALENDAR.is_working_day(date(2027, 1, 1)), "New Year is a holiday in every year"
    assert not CALENDAR.is_working_day(date(2028, 10, 2)), "and so is National Day"
    assert CALENDAR.is_working_day(date(2028, 11, 15))
    assert CALENDAR.is_provisional(date(2003, 12, 31))


def test_a_region_lays_its_own_days_over():
    ours = CALENDAR.with_days({date(2024, 11, 13): False, date(2027, 1, 1): True})
    assert CALENDAR.is_working_day(date(2024, 11, 13)) and not ours.is_working_day(date(2024, 11, 13))
    assert ours.is_working_day(date(2027, 1, 1))
    assert not ours.is_working_day(date(2024, 10, 1)), "what is under it stays"


def test_out_of_the_years_is_an_overflow_not_a_hang():
    plain = WorkingCalendar({}, range(2024, 2025))
    with pytest.raises(OverflowError):
        plain.add_working_days(date(9999, 12, 30), 10)
    with pytest.raises(OverflowError):
        add_months(date(9999, 12, 30), 1)
