"""Which official documents a record's page, an instance and the list name, and who opens them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.store import documents, people, records
from tests.dsl.basis import basis
from tests.web.conftest import Site

READERS = {
    "need": {"agency", "region_officer@SH", "demand_owner@U-1", "lead_unit@U-1"},
    "draw": {"agency", "region_officer@SH"},
    "score": {"agency"},
}


@basis("R10.4", "S28")
@pytest.mark.parametrize("member", ["agency", "designer", "region_officer@SH", "demand_owner@U-1", "lead_unit@U-1", "solver@U-2", "lead_unit@U-2"])
@pytest.mark.parametrize("kind", READERS)
def test_documents_of_demand_sides_and_experts_are_opened_and_listed_by_their_readers_alone(programme_runtime, kind, member):
    site, identity = Site(programme_runtime), uuid4()
    now = site.runtime.clock.now()
    with site.runtime.sessions.begin() as session:
        for unit in ("U-1", "U-2"):
            people.add_unit(session, unit, unit, region="SH")
        place = {"region": "SH", "unit": "U-1"} if kind == "need" else {"region": None, "unit": None}
        records.create(session, kind, "K-1", title="某", state="open", data={"secret": "甲"}, at=now, by=None, **place)
        documents.add(
            session, id=identity, template="any", number="W-2024-0001", record_type=kind, record_key="K-1", content=b"x", sha256="0", at=now,
            unit=None, source="1", values={}, signers=[],
        )
    browser = site.browser("reader", member)
    expected = member in READERS[kind]
    assert (browser.get(f"/documents/{identity}").status_code == 200) is expected
    assert ("W-2024-0001" in browser.get("/papers").text) <= expected
    assert ("W-2024-0001" in browser.get(f"/records/{kind}/K-1").text) is expected
