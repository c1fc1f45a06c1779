"""Somebody without an account objects to what a notice lists, on a phone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.store import records
from tests.browser.conftest import visits_to
from tests.dsl.basis import basis
from tests.dsl.play import moment


@pytest.fixture
def phone(chromium, live, request):
    visits = visits_to(chromium, live, request)
    page = visits.open()
    page.set_viewport_size({"width": 390, "height": 844})
    yield page
    visits.close()


def put(live, kind, key, state, title, **data):
    with live.runtime.sessions.begin() as session:
        records.create(
            session, kind, key, title=title, region="JS" if kind != "notice" else None, unit=None, state=state, data=data,
            at=live.runtime.clock.now(), by=None,
        )


def picture(page, name):
    folder = os.environ.get("JIEBANG_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@basis("S27", "F12")
@pytest.mark.answers_with_errors
def test_an_objection_is_filed_on_a_phone_without_an_account(live, phone):
    put(live, "proposal", "SB-1", "public_notice", "车规级芯片联合攻关")
    put(live, "project", "XM-1", "active", "存算一体芯片研发", field="ai", support=3_000_000)
    put(live, "notice", "GS-1", "published", "2024 年第一批拟立项公示", notice_id="GS-1", notice_until=moment("2030-01-01 17:00"),
        subjects=[{"key": "SB-1", "title": "车规级芯片联合攻关"}])
    for path in ("", "/needs", "/results", "/statistics", "/data"):
        phone.goto(f"/public{path}")
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        picture(phone, f"public{path.replace('/', '-')}")
    phone.goto("/public")
    expect(phone.get_by_role("link", name="登录")).to_be_visible()
    phone.get_by_role("link", name="2024 年第一批拟立项公示").click()
    phone.get_by_label("事实与理由").fill("成果并非其所有")
    phone.get_by_role("button", name="提交异议").press("Enter")
    expect(phone.get_by_role("alert")).to_contain_text("未署名")
    picture(phone, "public-notice")
    phone.get_by_label("姓名或单位").fill("丙某")
    phone.get_by_label("联系方式").fill("13900000000")
    phone.get_by_role("button", name="提交异议").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("异议已提交")
    if os.environ.get("JIEBANG_SCREENSHOTS"):
        phone.set_viewport_size({"width": 1280, "height": 800})
        for path in ("", "/statistics", "/results", "/notices/GS-1"):
            phone.goto(f"/public{path}")
            picture(phone, f"wide{path.replace('/', '-')}")
