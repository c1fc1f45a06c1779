"""What a unit that takes part in a project of another one reads of it: what the matrix says of lead and partners."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.store import documents, people, records
from processes.visibility import PARTNERS
from tests.dsl.answers import uscc
from tests.dsl.basis import basis
from tests.web.conftest import Site

UNITS = [{"role": "lead", "uscc": uscc(1)}, {"role": "sub_topic", "uscc": uscc(2)}]
KINDS = ("proposal", "project", "contract", "report", "acceptance", "milestone", "change", "funding_plan", "technical_contract")


@pytest.fixture
def site(programme_runtime):
    """A project of U-1 in which U-2 takes part and U-3 does not; U-4 has no code."""
    found = Site(programme_runtime)
    with found.runtime.sessions.begin() as session:
        for number in (1, 2, 3):
            people.add_unit(session, f"U-{number}", f"单位{number}", region="AH", uscc=uscc(number))
        people.add_unit(session, "U-4", "单位4", region="AH")
        for kind in KINDS:
            _put(session, found.runtime.clock.now(), kind)
    return found


def _put(session, now, kind):
    data = {"units": UNITS} if kind in PARTNERS.units else {"project_id": "K-project"}
    records.create(
        session, kind, f"K-{kind}", title="某", region="JS", unit="U-1", state="submitted", at=now, by=None,
        data={**data, "funds": [{"amount": 1}], "tranches": [{"amount": 1}], "comments": "评语"},
    )
    documents.add(
        session, id=uuid4(), template="any", number=f"W-{kind}", record_type=kind, record_key=f"K-{kind}", content=b"x", sha256=kind, at=now,
        unit=None, source=kind, values={}, signers=[],
    )


def test_every_type_by_which_partners_are_found_is_tried():
    assert {*PARTNERS.units, *PARTNERS.via} == set(KINDS)


@basis("R13.3", "S28")
@pytest.mark.parametrize(("member", "reads"), [
    ("lead_unit@U-1", True), ("participant@U-2", True), ("lead_unit@U-2", True), ("unit_admin@U-2", True),
    ("participant@U-3", False), ("participant@U-4", False), ("solver@U-2", False),
])
def test_units_that_take_part_read_the_records_and_documents_of_their_project(site, member, reads):
    robot, browser = site.program("reader", member), site.browser()
    assert browser.sign_in("reader").status_code == 303
    for kind in KINDS:
        found = robot.get(f"/records/{kind}").json
        one = robot.get(f"/records/{kind}/K-{kind}")
        assert (one.status_code == 200, found["total"], len(found["items"])) == (reads, int(reads), int(reads)), kind
        assert (browser.get(f"/records/{kind}/K-{kind}").status_code == 200) is reads, kind
        # of a proposal that is not decided on the comments stay closed, and so does a document that tells of all of it
        listed = f"W-{kind}" in {each["number"] for each in robot.get("/documents").json["items"]}
        assert listed is (reads and kind != "proposal") is (f"W-{kind}" in browser.get("/papers").text), kind
    if reads:
        assert robot.get("/records/report/K-report").json["data"]["funds"] and "comments" not in robot.get("/records/proposal/K-proposal").json["data"]
