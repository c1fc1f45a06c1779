"""A fifth region comes by data and two drawings (article 21); a region that nobody knows stops where it stands."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.errors import Invalid
from tests.dsl import answers
from tests.dsl.answers import PASS
from tests.dsl.basis import basis
from tests.dsl.drawing import Drawing
from tests.dsl.policy import content, deploy, publish
from tests.house.geometry import ROOT

PROFILE = "bpmn/shared/local_profile.dmn"
CALLS = """<extensionElements>
  <jiebang:input name="project_id" value="=project_id"/><jiebang:input name="proposal_id" value="=project_id"/>
  <jiebang:input name="title" value="=project_id"/><jiebang:input name="region" value="=region"/>
  <jiebang:input name="lead_unit" value="=lead_unit"/><jiebang:input name="profile" value="=profile"/>
  <jiebang:input name="support" value="=3"/><jiebang:input name="total" value="=10"/><jiebang:input name="end_date" value="=end_date"/>
  <jiebang:input name="contract_due" value='=at(today() + duration("P" + string(profile.window_days) + "D"), "17:00")'/>
  <jiebang:input name="apply_by" value='=at(add months(end_date, profile.apply_after_months), "17:00")'/>
  <jiebang:output name="{0}" value="=result"/>
</extensionElements>"""


def _small() -> bytes:
    """Reads the profile of the region, and calls its contract and its acceptance by their names."""
    drawing = Drawing("small", jiebang__region="=region", jiebang__businessKey="=project_id").start().end()
    drawing.add("businessRuleTask", "read", jiebang__decision="local_profile", jiebang__result="profile")
    for kind in ("contract", "acceptance"):
        drawing.add("callActivity", kind, CALLS.format(f"{kind}_result"), jiebang__called=f'="{kind}_" + lower case(region)')
    return drawing.flow("start > read > contract > acceptance > end").xml()


def _of_gd(s, kind: str) -> bytes:
    """The drawing of Shanghai under another name; what is different is drawn."""
    return content(s, f"bpmn/{kind}_sh/{kind}_sh.bpmn").replace(f"{kind}_sh", f"{kind}_gd").encode()


def _row(table: str) -> str:
    """The table with a row for Guangdong after that of Anhui."""
    last = re.findall(r"      <rule id=.*?</rule>\n", table, re.DOTALL)[-1]
    row = last.replace("local_profile_rule_4", "local_profile_rule_5").replace('"AH"', '"GD"').replace('"项目任务书"', '"粤港澳合作任务书"')
    return table.replace(last, last + row).replace('"SH","JS","ZJ","AH"', '"SH","JS","ZJ","AH","GD"')


@pytest.fixture
def five(scenario):
    """The programme with Guangdong beside the four."""
    s = deploy(scenario("small", at="2025-03-03 09:00"), {"bpmn/small/small.bpmn": _small()})
    publish(
        s, "regions", "GD", zh="粤港澳", en="Guangdong-Hong Kong-Macao", authority_zh="广东省科学技术厅",
        authority_en="Department of Science and Technology of Guangdong Province", counts=False,
    )
    publish(s, "parameters", "acceptance_window", regions={"ZJ": "6", "AH": "6", "GD": "4"})
    files = {f"bpmn/{kind}_gd/{kind}_gd.bpmn": _of_gd(s, kind) for kind in ("contract", "acceptance")}
    return deploy(s, {PROFILE: _row(content(s, PROFILE)).encode(), **files})


@basis("R21.1", "D10")
def test_a_fifth_region_signs_with_its_own_authority_by_its_own_drawing(five):
    s = five.start(project_id="XM-1", region="GD", lead_unit="U-1", end_date=date(2027, 5, 31))
    assert s.of("contract", "XM-1")["data"]["party_a"] == "广东省科学技术厅"
    assert s.of("contract", "XM-1")["data"]["contract_name"] == "粤港澳合作任务书"
    s.expect_open("fill_contract", due="2025-04-12 17:00")
    s.complete("fill_contract", answers=answers.contract(fiscal=3, own=7, start="2025-06-01", end="2027-05-31"))
    s.complete("review_in_unit", answers=PASS).complete("review_contract", answers=PASS)
    s.complete("sign_contract", answers=answers.signature()).complete("countersign", answers=answers.countersignature())
    s.expect_open("apply_acceptance", due="2027-09-30 17:00")
    assert s.incidents() == []


@basis("R21.1", "R13.5", "Q09", "S11")
@pytest.mark.parametrize("regions,found", [(["SH", "GD"], "fail"), (["SH", "ZJ"], "pass"), (["SH", "ZJ", "GD"], "pass"), (["GD", "GD"], "fail")])
def test_a_region_of_cooperation_does_not_count_for_the_rule_of_two(five, regions, found):
    with five.runtime.sessions.connect() as session:
        library = five.runtime.library(session)
    world = five.runtime.surroundings(library.deployment).environment()
    assert library.decision("regions").decision("regions").evaluate({"regions": regions}, world).value == found


@basis("D10")
def test_a_region_that_nobody_knows_is_an_incident(five):
    s = five.start(project_id="XM-2", region="XX", lead_unit="U-1", end_date=date(2027, 5, 31))
    assert s.open() == [] and len(s.incidents()) == 1


@basis("R21.1")
def test_what_began_before_the_region_came_does_not_know_it(scenario):
    s = deploy(scenario("small", at="2025-03-03 09:00"), {"bpmn/small/small.bpmn": _small()})
    s.start(project_id="XM-3", region="GD", lead_unit="U-1", end_date=date(2027, 5, 31))
    assert len(s.incidents()) == 1


FORMS = (
    "proposal/fill_proposal", "resubmission/supplement", "change_request/start", "change_request/name_replacement", "solution/submit_solution",
    "expert_record/fill_record", "records/batch", "records/change", "records/project",
)


@basis("R21.1")
@pytest.mark.parametrize("name", FORMS)
def test_every_form_that_asks_for_a_region_offers_the_fifth_in_both_languages(five, name):
    with five.runtime.sessions.connect() as session:
        library = five.runtime.library(session)
    for language, called in (("zh", "粤港澳"), ("en", "Guangdong-Hong Kong-Macao")):
        schema = library.form(name).for_browser(language, library.translations("en")["forms"].get(name, {}))
        offered = [{each["value"]: each["label"] for each in values} for values in _choices(schema)]
        assert offered and all(list(each)[:5] == ["SH", "JS", "ZJ", "AH", "GD"] and each["GD"] == called for each in offered)


@basis("R21.1")
def test_an_answer_may_name_the_fifth_region_and_no_other(five):
    with five.runtime.sessions.connect() as session:
        library = five.runtime.library(session)
    form = library.form("expert_record/fill_record")
    world = five.runtime.surroundings(library.deployment).environment()
    assert form.load({"region": "GD"}, world, only=["region"]).get("region") == "GD"
    with pytest.raises(Invalid):
        form.load({"region": "XX"}, world, only=["region"])
    assert library.fields_of("change")["new_lead_region"].word("GD", "en") == "Guangdong-Hong Kong-Macao"


def test_no_form_lists_the_regions_itself() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "forms").rglob("*.form"))}
    assert [str(path) for path, text in texts.items() if re.search(r'"value": "(SH|JS|ZJ|AH)"', text)] == []


def _choices(component: dict) -> list[list[dict]]:
    """The choices of every question that offers Shanghai."""
    found = [component["values"]] if any(each["value"] == "SH" for each in component.get("values", [])) else []
    return found + [values for child in component.get("components", []) for values in _choices(child)]
