"""How values of records are said in words."""

from __future__ import annotations

from decimal import Decimal

from app.record_fields import RecordField, worded
from tests.house.document_templates import _library


def test_texts_stay_apart_and_short_choices_stand_in_one_line():
    fields = {"comments": RecordField("texts", "意见", "Comments"), "fields": RecordField("list", "领域", "Fields")}
    said = worded(fields, {"comments": ["甲。", "乙。"], "fields": ["a", "b"]})
    assert said == {"comments": ["甲。", "乙。"], "fields": "a、b"}


def test_a_year_is_no_quantity():
    fields = {"year": RecordField("year", "年度", "Year"), "amount": RecordField("number", "数量", "Amount")}
    said = worded(fields, {"year": Decimal(2025), "amount": Decimal(2025)})
    assert said == {"year": "2025", "amount": Decimal(2025)}


def test_a_question_for_a_year_is_known_by_its_name():
    assert _library().fields_of("proposal")["leader"].fields["birth_year"].kind == "year"
