"""From the first line of a proposal to the certificate of acceptance."""

from __future__ import annotations

from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.steps import award, make_contract, report_every_year, seat_panel


@basis("R13.2", "R14.2", "R15.1", "R16.1", "R16.2", "R18.3", "R18.4", "R19.1", "S01")
def test_s01_a_proposal_becomes_a_project_that_is_accepted_after_two_years(scenario):
    s = scenario("proposal", at="2024-10-14 09:00")
    key = award(s, "JS")
    notice = s.of("notice", "LX-2024-1")["data"]
    assert (str(notice["notice_from"]), f"{notice['notice_until']:%Y-%m-%d %H:%M}") == ("2024-12-16", "2024-12-20 17:00")
    assert s.of("proposal", key)["data"]["mean"] == 86
    s.wait_until("2024-12-20 17:01").complete("conclude_notice")
    project = s.keys("project")[0]
    assert project == "XM-2024-JS-001"
    s.expect_open("fill_contract", role="lead_unit", due="2025-02-05 17:00")  # 40 days end in the Spring Festival
    make_contract(s, "JS", fiscal=2_400_000, own=7_600_000, start="2025-01-01", end="2026-12-31")
    assert s.of("project", project)["state"] == "active" and s.of("proposal", key)["state"] == "approved"
    assert dict(s.timers())["preparation_reached"] == "2026-09-30 00:00"
    report_every_year(s, 2025)
    s.wait_until("2026-10-01 09:00").complete("prepare_acceptance", answers=answers.preparation())
    s.expect_open("apply_acceptance", due="2027-03-31 17:00")
    report_every_year(s, 2026)
    s.wait_until("2027-01-11 09:00").complete("apply_acceptance", answers=answers.acceptance())
    seat_panel(s.complete("check_materials", answers=PASS))
    assert s.of("project", project)["state"] == "acceptance_applied"
    s.complete("hold_meeting", answers=answers.meeting()).complete(
        "confirm_conclusion", confirmed=True
    )
    s.wait_until("2027-01-18 09:00")
    assert s.of("project", project)["state"] == "accepted"
    assert s.of("acceptance", project)["data"]["certificate_no"] == "YS-2027-JS-001"
    assert s.open() == [] and s.incidents() == []
    s.expect_path(
        "fill_proposal",
        "check_items",
        "second_check",
        "score",
        "hold_panel",
        "confirm_ranking",
        "propose_list",
        "vote",
        "approve_list",
        "conclude_notice",
        "fill_contract",
        "sign_contract",
        "fill_report",
        "prepare_acceptance",
        "apply_acceptance",
        "hold_meeting",
    )
