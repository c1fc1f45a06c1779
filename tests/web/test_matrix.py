"""The visibility matrix, cell by cell: every kind of data, every kind of reader, every way out."""

from __future__ import annotations

import pytest

from app.store import people, records
from processes.programme import RECORD_TYPES
from processes.visibility import MATRIX
from tests.dsl.basis import basis
from tests.web.conftest import Site

# section 14 of the requirements; what is his own, what is another's: shown (+), not (-), only once it is opened (o)
EXPECTED = {
    "demand_identity": {"public": "--", "solver": "--", "demand_side": "+-", "lead": "+-", "own_officer": "++", "other_officers": "++", "agency": "++", "expert": "--"},
    "solution_text": {"public": "--", "solver": "+-", "demand_side": "o-", "lead": "--", "own_officer": "o-", "other_officers": "--", "agency": "++", "expert": "--"},
    "proposal_body": {"public": "--", "solver": "--", "demand_side": "+-", "lead": "+-", "own_officer": "+o", "other_officers": "oo", "agency": "++", "expert": "--"},
    "expert_names": {"public": "--", "solver": "--", "demand_side": "--", "lead": "--", "own_officer": "++", "other_officers": "++", "agency": "++", "expert": "+-"},
    "single_scores": {"public": "--", "solver": "--", "demand_side": "--", "lead": "--", "own_officer": "--", "other_officers": "--", "agency": "++", "expert": "+-"},
    "comments": {"public": "--", "solver": "--", "demand_side": "--", "lead": "o-", "own_officer": "++", "other_officers": "++", "agency": "++", "expert": "--"},
    "credit": {"public": "--", "solver": "+-", "demand_side": "+-", "lead": "+-", "own_officer": "++", "other_officers": "++", "agency": "++", "expert": "--"},
    "payments": {"public": "--", "solver": "+-", "demand_side": "+-", "lead": "+-", "own_officer": "+-", "other_officers": "--", "agency": "++", "expert": "--"},
    "statistics": {"public": "--", "solver": "--", "demand_side": "--", "lead": "--", "own_officer": "--", "other_officers": "--", "agency": "--", "expert": "--"},
}
# the record by which a kind of data is tried, and the states before and after it is opened
SAMPLES = {
    "demand_identity": ("need", "submitted", "published"), "solution_text": ("solution", "received", "confirmed"),
    "proposal_body": ("proposal", "submitted", "ranked"), "expert_names": ("expert", "active", "active"),
    "single_scores": ("score", "valid", "valid"), "comments": ("proposal", "ranked", "approved"),
    "credit": ("credit", "active", "active"), "payments": ("report", "submitted", "approved"),
}
MEMBERS = {
    "public": "designer", "solver": "solver@U-1", "demand_side": "demand_owner@U-1", "lead": "lead_unit@U-1",
    "own_officer": "region_officer@SH", "other_officers": "region_officer@JS", "agency": "agency", "expert": "expert",
}
SECRET = "不得外泄之内容"


@pytest.fixture
def site(programme_runtime):
    found = Site(programme_runtime)
    with found.runtime.sessions.begin() as session:
        for unit in ("U-1", "U-2"):
            people.add_unit(session, unit, f"单位{unit}", region="SH")
    return found


def test_every_cell_of_the_matrix_is_tried():
    assert MATRIX.matters.keys() == EXPECTED.keys()
    assert all(cells.keys() == MATRIX.viewers.keys() for cells in EXPECTED.values())
    assert all(matter.cells.keys() == MATRIX.viewers.keys() for matter in MATRIX.matters.values())
    assert {reader.tied_to for reader in MATRIX.readers.values()} == {"all", "region", "unit", "person"}


@basis("S28")
@pytest.mark.parametrize("viewer", MATRIX.viewers)
@pytest.mark.parametrize("matter", SAMPLES)
def test_a_reader_finds_by_every_way_out_what_the_cell_says(site, matter, viewer):
    robot = site.program("reader", MEMBERS[viewer])
    for own, expected in zip((True, False), EXPECTED[matter][viewer], strict=True):
        for opened in (False, True):
            key = f"{'own' if own else 'other'}-{'after' if opened else 'before'}"
            kind = _put(site, matter, key, own=own, opened=opened)
            shown = expected == "+" or (expected == "o" and opened)
            assert _ways_out(robot, kind, key, whole=not MATRIX.matters[matter].records[kind]) == {shown}, (key, expected)


@basis("R11.1", "S28")
@pytest.mark.parametrize(("member", "states"), [
    ("solver@U-1", RECORD_TYPES["solution"].states),
    ("demand_owner@U-2", MATRIX.matters["solution_text"].limits["demand_side"]["solution"]),
    ("region_officer@ZJ", MATRIX.matters["solution_text"].limits["own_officer"]["solution"]),
    ("agency", MATRIX.matters["solution_text"].limits["agency"]["solution"]),
])
def test_a_solution_is_read_in_the_states_of_its_limit_and_in_no_other(site, member, states):
    assert "draft" not in MATRIX.matters["solution_text"].limits["agency"]["solution"]
    assert MATRIX.matters["solution_text"].limits["demand_side"]["solution"].isdisjoint({"draft", "received", "withdrawn", "expired"})
    robot, now = site.program("reader", member), site.runtime.clock.now()
    with site.runtime.sessions.begin() as session:
        records.create(session, "need", "N-1", title="需求", region="ZJ", unit="U-2", state="published", data={}, at=now, by=None)
        for state in RECORD_TYPES["solution"].states:
            records.create(
                session, "solution", state, title=state, region=None, unit="U-1", state=state,
                data={"secret": SECRET, "need_id": "N-1"}, at=now, by=None,
            )
    for state in RECORD_TYPES["solution"].states:
        assert _ways_out(robot, "solution", state, whole=True) == {state in states}, state


def _put(site: Site, matter: str, key: str, *, own: bool, opened: bool) -> str:
    kind, before, after = SAMPLES[matter]
    region, unit = ("SH", "U-1") if own else ("ZJ", "U-2")
    data = {"secret": SECRET, "expert": "reader" if own else "somebody"}
    fields = MATRIX.matters[matter].records[kind]
    data |= dict.fromkeys(fields, SECRET)
    now = site.runtime.clock.now()
    with site.runtime.sessions.begin() as session:
        if kind == "solution":
            records.create(session, "need", f"N-{key}", title=key, region=region, unit=unit, state="published", data={}, at=now, by=None)
            data["need_id"], region = f"N-{key}", None
        records.create(
            session, kind, key, title=key, region=region, unit=unit, state=after if opened else before, data=data, at=now, by=None,
        )
    return kind


def _ways_out(robot, kind: str, key: str, *, whole: bool) -> set[bool]:
    """Whether the data come out: of the record itself, of the list, and of the count of a search."""
    one = robot.get(f"/records/{kind}/{key}")
    if not whole:
        return {one.status_code == 200 and any(name != "secret" and value == SECRET for name, value in one.json["data"].items())}
    found = robot.get(f"/records/{kind}", search=key).json
    return {one.status_code == 200 and SECRET in one.json["data"].values(), found["total"] == 1, [each["key"] for each in found["items"]] == [key]}
