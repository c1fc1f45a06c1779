"""The checker of a simulation counts the days that were counted."""

from __future__ import annotations

from datetime import date, timedelta

from app.store import simulated
from processes.simulated.evidence import Evidence
from tests.dsl.basis import basis


@basis("Q03")
def test_a_holiday_of_a_year_without_a_notice_is_no_working_day(programme_runtime):
    evidence = Evidence(simulated.everything(programme_runtime.sessions))
    calendar = programme_runtime.calendar()
    for day in (date(2027, 5, 3), date(2027, 10, 1), date(2027, 10, 8), date(2031, 1, 1), date(2024, 9, 14), date(2024, 10, 7)):
        assert evidence.works(day) == calendar.is_working_day(day), day


@basis("Q03")
def test_the_checker_counts_every_day_of_twelve_years_as_the_deadlines_do(programme_runtime):
    evidence = Evidence(simulated.everything(programme_runtime.sessions))
    calendar = programme_runtime.calendar()
    days = [date(2023, 1, 1) + timedelta(days=number) for number in range(366 * 12)]
    assert [day for day in days if evidence.works(day) != calendar.is_working_day(day)] == []
    assert [day for day in days if evidence.working_day_after(day, 10) != calendar.add_working_days(day, 10)] == []
