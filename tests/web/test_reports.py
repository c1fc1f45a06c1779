"""Reports: figures within one's scope, the rows behind each, files, and the worklist with its history."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import text

from app.store import records
from tests.dsl.basis import basis
from tests.web.conftest import Site


def unit(role, kind, region, code):
    return {"role": role, "kind": kind, "region": region, "uscc": code, "name": code}


@pytest.fixture
def place(programme_runtime) -> Site:
    site, now = Site(programme_runtime), programme_runtime.clock.now()
    rows = [
        ("project", "XM-1", "JS", "active", {"field": "ic", "start_date": date(2024, 1, 1), "end_date": date(2024, 9, 30), "payments_held_since": date(2024, 8, 1),
         "units": [unit("lead", "enterprise", "JS", "A"), unit("participant", "university", "SH", "B"), unit("sub_topic", "enterprise", "SH", "C")]}),
        ("project", "XM-2", "ZJ", "active", {"field": "ai", "start_date": date(2023, 1, 1), "end_date": date(2026, 1, 1),
         "units": [unit("lead", "university", "ZJ", "D"), unit("participant", "institute", "AH", "E")]}),
        ("unit", "U-C", "SH", "active", {"uscc": "C", "sme": True}),
        ("report", "XM-1-2024", "JS", "late", {"project_id": "XM-1"}),
        ("contract", "XM-1", "JS", "filed", {"sources": [
            {"source": "central_guidance", "year": Decimal(2024), "amount": Decimal("100000.10")}, {"source": "central_guidance", "year": Decimal(2024), "amount": Decimal("0.20")},
            {"source": "lead_self", "year": Decimal(2025), "amount": Decimal("300000.00")}]}),
        ("contract", "XM-2", "ZJ", "draft", {"sources": [{"source": "lead_self", "year": Decimal(2024), "amount": Decimal(1)}]}),
        ("acceptance", "XM-1", "JS", "concluded", {"innovation": "国际先进", "transfer": "已产业化", "contribution_score": Decimal(88)}),
    ]
    with programme_runtime.sessions.begin() as session:
        for type, key, region, state, data in rows:
            records.create(session, type, key, title=f"项目{key}", region=region, unit=None, state=state, data=data, at=now, by=None)
    return site


@pytest.fixture
def group(place):
    return place.browser("gus", "promotion_group")


def rows_of(page):
    return page.split("data-rows")[1].split("<tbody>")[1].split("</tbody>")[0].count("<tr>")


@basis("R19.2", "F21")
def test_the_worklist_hints_and_keeps_what_the_group_writes_with_its_history(place, group):
    page = group.get("/reports/worklist").text
    assert rows_of(page) == 2 and "年报逾期 1 份；暂停拨付；执行期将于 2024-09-30 届满" in page
    assert group.post("/reports/worklist/entries/XM-1", rating="fair", risk="high", action="约谈", owner="李四", due="2024-10-15").status_code == 303
    assert group.post("/reports/worklist/entries/XM-1", rating="poor", risk="high", action="约谈", owner="李四", due="2024-10-20").status_code == 303
    entry = group.get("/reports/worklist/entries/XM-1").text
    assert "一般" in entry and "2024-10-15" in entry and "较差" in group.get("/reports/worklist").text
    assert group.post("/reports/worklist/entries/XM-1", rating="great", due="soon").status_code == 422
    assert group.post("/reports/worklist/entries/XM-0", rating="fair").status_code == 404
    ann = place.browser("ann", "region_officer@JS")
    assert ann.post("/reports/worklist/entries/XM-1", rating="good").status_code == 403 and rows_of(ann.get("/reports/worklist").text) == 1


@basis("R2.2")
def test_money_is_exact_by_source_and_year_and_only_of_signed_contracts(group):
    page = group.get("/reports/money").text
    assert "100,000.30" in page and "300,000.00" in page and "400,000.30" in page
    behind = group.get("/reports/money?figure=amount&group=central_guidance&group=2024").text
    assert rows_of(behind) == 2 and "100,000.10" in behind
    assert group.get("/reports/money?figure=nothing").status_code == 404


@basis("R2.2")
def test_cooperation_counts_pairs_of_regions_universities_enterprises_and_smes(group):
    page = group.get("/reports/cooperation").text
    assert "江苏省" in page and "上海市" in page and rows_of(group.get("/reports/cooperation?figure=projects&group=JS&group=SH").text) == 1
    for figure, number in (("units", 5), ("enterprises_lead", 1), ("universities", 2), ("smes", 1)):
        assert rows_of(group.get(f"/reports/partners?figure={figure}").text) == number, figure
    assert rows_of(group.get("/reports/partners?figure=units&field=ai").text) == 2


@basis("R19.3")
def test_the_three_blocks_come_from_acceptance(group):
    page = group.get("/reports/performance?figure=contribution_scored").text
    assert rows_of(page) == 1 and "国际先进" in page and "88" in page


@basis("R19.2")
def test_on_time_rates_count_what_was_done_and_what_should_be(place, group):
    with place.runtime.sessions.begin() as session:
        session.execute(text("""
            INSERT INTO instances (id, process_id, definition_version, deployment_id, business_key, region, status, state, started_at)
            SELECT gen_random_uuid(), 'formal_review', 1, 1, 'SB-1', 'JS', 'active', '', now()"""))
        for name, state, due, ended in (
            ("a", "completed", "2024-08-01", "2024-07-30"), ("b", "completed", "2024-08-01", "2024-08-02"), ("c", "open", "2024-08-01", None),
            ("d", "open", "2025-08-01", None), ("e", "cancelled", "2024-08-01", "2024-07-01"), ("f", "cancelled", "2024-08-01", "2024-08-01"),
        ):
            session.execute(text("""
                INSERT INTO user_tasks (id, instance_id, process_id, element, name, form, state, candidates, excluded, due, opened_at, ended_at)
                SELECT gen_random_uuid(), id, 'formal_review', 'check_items', :name, '', :state, '{}', '{}', cast(:due as timestamptz), now(), cast(:ended as timestamptz)
                FROM instances"""), {"name": name, "state": state, "due": due, "ended": ended})
    page = group.get("/reports/on_time").text
    assert "形式审查" in page and "25.00%" in page
    assert [rows_of(group.get(f"/reports/on_time?figure={each}").text) for each in ("all", "on_time", "late")] == [4, 1, 3]


def test_files_carry_numbers_and_are_kept_as_a_fact(place, group):
    from openpyxl import load_workbook

    for name in place.runtime.programme.reports:
        for kind in ("xlsx", "csv"):
            assert group.post(f"/reports/{name}/file", kind=kind).status_code == 200
    sheet = load_workbook(io.BytesIO(group.post("/reports/money/file", kind="xlsx").data)).active
    assert [cell.value for cell in sheet[2]] == ["中央引导地方资金", "2024", 2, 100000.3] or sheet.max_row == 3
    rows = group.post("/reports/money/file", kind="csv", figure="amount", group=["central_guidance", "2024"]).text
    assert rows.count("\n") == 3 and "100000.10" in rows and place.facts("exported")


def test_others_find_no_reports(place):
    eve = place.browser("eve", "expert")
    assert eve.get("/reports/money").status_code == 404 and "/reports/money" not in eve.get("/reports/").text
    assert eve.post("/reports/money/file", kind="csv").status_code == 404
