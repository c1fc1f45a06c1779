"""Dates beyond the years 1 to 9999 are dates like others."""

import pytest

from app import feel


def value(text):
    return feel.compile(text).evaluate({}, feel.Environment())


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ('string(date("-2017-12-31"))', "-2017-12-31"),
        ("string(date(999999999, 12, 31))", "999999999-12-31"),
        ('string(@"-2021-01-01T10:10:10+11:00" + @"P1M")', "-2021-02-01T10:10:10+11:00"),
        ('string(@"-2021-01-01T10:10:10@Australia/Melbourne" - @"P1Y")', "-2022-01-01T10:10:10@Australia/Melbourne"),
        ('string(@"9999-12-31" + @"P1D")', "10000-01-01"),
        ('string(@"10000-01-01" - @"P1D")', "9999-12-31"),
        ('string(@"9999-12-31T23:00:00" + @"PT2H")', "10000-01-01T01:00:00"),
        ('string(@"2024-02-29" + @"P40000Y")', "42024-02-29"),
        ('string(date(@"12024-02-29T10:00:00"))', "12024-02-29"),
        ('string(time(@"12024-02-29T10:00:00"))', "10:00:00"),
        ('string(date and time(@"12024-02-29", @"10:00:00"))', "12024-02-29T10:00:00"),
        ('@"10001-01-01" - @"10000-01-01" = @"P366D"', True),
        ('@"10000-01-01" - @"9999-12-31" = @"P1D"', True),
        ('@"9999-12-31" < @"10000-01-01"', True),
        ('@"-0001-12-31" < @"0001-01-01"', True),
        ('@"-0002-01-01" > @"-0001-01-01"', False),
        ('@"12024-01-01" = @"12024-01-01" and @"12024-01-01" != @"12023-01-01"', True),
        ('max(@"12024-01-01", @"2024-01-01") = @"12024-01-01"', True),
        ('@"12024-02-29" in [@"2024-01-01"..@"20000-01-01"]', True),
        ('@"12024-02-29" instance of date', True),
        ('@"12024-02-29T10:00:00Z" instance of date and time', True),
        ('@"12024-02-29T10:00:00Z" = @"12024-02-29T18:00:00+08:00"', True),
        ('@"-2017-12-31".year = -2017 and @"-2017-12-31".month = 12', True),
        ('day of week(@"12024-02-29") = day of week(@"2024-02-29")', True),
        ('string(years and months duration(@"9999-01-01", @"10001-03-01"))', "P2Y2M"),
        ('date("1000000000-01-01")', None),
        ("date(-1000000000, 1, 1)", None),
        ('date("0000-01-01")', None),
        ('date("02024-01-01")', None),
        ('date("10001-02-29")', None),
        ('@"999999999-12-31" + @"P1D"', None),
        ('is working day(@"12024-02-29")', None),
        ('next working day(@"-2024-02-29")', None),
    ],
)
def test_far_dates(text, answer):
    assert value(text) == answer


@pytest.mark.parametrize("text", ['@"12024-02-29"', '@"-2024-02-29T10:00:00@Asia/Shanghai"'])
def test_far_dates_are_kept(text):
    kept = value(text)
    assert feel.decode(feel.encode(kept)) == kept and feel.to_json(kept) == value(f"string({text})")
