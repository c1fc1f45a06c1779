"""Numbers that carry a check digit are checked by it."""

from datetime import UTC, date, datetime

import pytest

from app import feel
from app.calendar import official_calendar
from app.forms.validators import is_email, is_phone, is_resident_id, is_uscc, is_working_day


@pytest.mark.parametrize(("code", "good"), [
    ("91350100M000100Y43", True), ("91350100M000100Y44", False), ("91350100m000100y43", False),
    ("91350100M000100Y4", False), ("9135010OM000100Y43", False), (None, False),
])
def test_uscc(code, good):
    assert is_uscc(code) is good


@pytest.mark.parametrize(("code", "good"), [
    ("11010519491231002X", True), ("440524188001010014", True), ("11010519491231002x", False),
    ("110105194912310021", False), ("11010519490231002X", False), ("", False),
])
def test_resident_id(code, good):
    assert is_resident_id(code) is good


@pytest.mark.parametrize(("number", "good"), [
    ("13800138000", True), ("+86 13800138000", True), ("025-83363239", True), ("0571-87054139-801", True), ("83363239", True),
    ("400-810-8888", True), ("12800138000", False), ("1380013800", False), ("１３８００１３８０００", False),
])
def test_phone(number, good):
    assert is_phone(number) is good


@pytest.mark.parametrize(("address", "good"), [
    ("chen@kjt.example.cn", True), ("a.b+c@x-y.example.com", True), ("chen@", False), ("@x.cn", False), ("a b@x.cn", False),
    ("a@b..cn", False), ("a@x.cn\n", False), ("a" * 65 + "@x.cn", False),
])
def test_email(address, good):
    assert is_email(address) is good


def test_a_make_up_saturday_is_a_working_day_and_the_holiday_is_not():
    environment = feel.Environment(now=datetime(2024, 9, 1, tzinfo=UTC), calendar=official_calendar)
    assert is_working_day(date(2024, 9, 29), environment)
    assert not is_working_day(date(2024, 10, 1), environment)
    with pytest.raises(ValueError, match="calendar"):
        is_working_day(date(2024, 9, 29))
