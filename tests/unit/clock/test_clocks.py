"""Clocks are asked for the time, and answer in UTC."""

from datetime import UTC, datetime, timedelta

from app.clock import SHANGHAI, ShiftedClock, SystemClock, VirtualClock

NOON = datetime(2024, 9, 14, 12, tzinfo=SHANGHAI)


def test_the_system_clock_is_aware_and_in_utc():
    assert SystemClock().now().tzinfo is UTC


def test_a_virtual_clock_stands_still_until_moved():
    clock = VirtualClock(NOON)
    assert clock.now() == clock.now() == NOON
    assert clock.now().tzinfo is UTC
    clock.advance(timedelta(days=3 * 365))
    assert clock.now() == NOON + timedelta(days=3 * 365)
    clock.set(NOON)
    assert clock.now() == NOON


def test_a_moment_without_a_zone_is_shanghai_time():
    assert VirtualClock(datetime(2024, 9, 14, 12)).now() == NOON


def test_a_shifted_clock_keeps_its_distance():
    base = VirtualClock(NOON)
    ahead = ShiftedClock(base, timedelta(days=30))
    base.advance(timedelta(hours=1))
    assert ahead.now() - base.now() == timedelta(days=30)
