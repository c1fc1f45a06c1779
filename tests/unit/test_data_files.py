"""Data files of a programme: what is refused, how they are written, who names their entries."""

from __future__ import annotations

import json

import pytest

from app import data_files, data_uses
from app.checking import check_change
from app.cli.files import library_of_checkout
from app.factory import load_programme
from processes import policy
from tests.conftest import ROOT
from tests.dsl.basis import basis

PARAMETERS, REGIONS, RULE_SETS = policy.FILES[:3]
GOOD = {
    "id": "PP07", "group": "formal_review", "value": "10", "unit": "working_days", "zh": "期限", "en": "Time", "basis": "默认值", "year": 2024, "default": True,
}


def codes(entry: dict, file=PARAMETERS, **options) -> list[str]:
    return [each.code for each in data_files.findings(file, data_files.written({"key": entry}), **options)]


def test_a_good_entry_is_silent():
    assert codes(GOOD) == [] and codes(GOOD | {"regions": {"ZJ": "6"}}, regions=frozenset({"ZJ"})) == []


@pytest.mark.parametrize("change,code", [
    ({"value": "-1"}, "data-value"), ({"value": "NaN"}, "data-value"), ({"value": "Infinity"}, "data-value"), ({"value": "1e99"}, "data-value"),
    ({"value": 10}, "data-value"), ({"value": ""}, "data-field-missing"), ({"basis": ""}, "data-field-missing"), ({"basis": None}, "data-field-missing"),
    ({"year": None}, "data-field-missing"), ({"year": 24}, "data-value"), ({"year": "2024"}, "data-value"), ({"unit": "fathoms"}, "data-value"),
    ({"default": "yes"}, "data-value"), ({"other": 1}, "data-field-unknown"), ({"regions": {"XX": "1"}}, "data-value"), ({"regions": {"ZJ": "-1"}}, "data-value"),
    ({"zh": ["期限"]}, "data-value"), ({"regions": "ZJ"}, "data-value"),
])
def test_a_value_of_the_wrong_kind_is_found(change, code):
    assert code in codes(GOOD | change, regions=frozenset({"ZJ"}))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a": 1}', b'{"a": {}, "a": {}}', b'{"a": {"value": NaN}}', b"\xff", b"[" * 100_000])
def test_whatever_a_file_holds_the_answer_is_a_finding(content):
    assert [each.code for each in data_files.findings(PARAMETERS, content)] == ["data-unreadable"]


def test_days_and_successors_are_checked():
    rules = {"zh": "办法", "en": "Rules", "valid_from": "2023-04-06", "valid_to": "2025-04-05", "successor": None}
    assert codes(rules, RULE_SETS) == []
    assert codes(rules | {"valid_to": "2025-02-30"}, RULE_SETS) == ["data-value"] and codes(rules | {"successor": "none"}, RULE_SETS) == ["data-value"]


@pytest.mark.parametrize("file", policy.FILES, ids=lambda file: file.name)
def test_files_are_written_as_the_page_writes_them(file):
    content = (ROOT / file.path).read_bytes()
    assert data_files.written(data_files.entries(content)) == content and data_files.findings(file, content, frozenset({"SH", "JS", "ZJ", "AH"})) == []


@basis(*(f"PP{number:02d}" for number in range(1, 23)))
def test_every_parameter_of_the_requirements_is_there():
    ids = {each["id"] for each in data_files.entries((ROOT / PARAMETERS.path).read_bytes()).values()}
    rules = data_files.entries((ROOT / RULE_SETS.path).read_bytes())["YRD-2023-04-06"]
    assert {f"PP{number:02d}" for number in range(1, 23)} <= ids
    assert (rules["valid_from"], rules["valid_to"]) == ("2023-04-06", "2025-04-05")


def test_an_entry_that_something_names_cannot_be_taken_away_or_misspelt():
    library, programme = library_of_checkout(), load_programme()
    document = json.loads(library.resources[PARAMETERS.path].content)
    for key, place in (("resubmission_window", "resubmission.bpmn"), ("fiscal_ratio_max", "funding_ratio.dmn"), ("slot_window", "processes.award_batch.handlers")):
        less = {name: entry for name, entry in document.items() if name != key}
        found = [each for each in check_change(programme, library, {PARAMETERS.path: data_files.written(less)}) if each.code == "data-entry-missing"]
        assert [each.element for each in found] == [key] and place in found[0].text("zh") and place in found[0].text("en")
    for path in ("bpmn/resubmission/resubmission.bpmn", "bpmn/shared/regions.dmn"):
        wrong = library.resources[path].content.replace(b"resubmission_window", b"nothing").replace(b"regions_min", b"nothing")
        assert "data-key-missing" in [each.code for each in check_change(programme, library, {path: wrong}) if each.blocks]
    assert [each.code for each in check_change(programme, library, {PARAMETERS.path: b""})] == ["data-file-removed"]


def test_another_number_that_makes_rules_overlap_is_found_in_the_table():
    library, programme = library_of_checkout(), load_programme()
    table = library.resources["bpmn/shared/regions.dmn"].content.replace(b'&lt; policy("regions_min")', b"&lt; 2")
    mixed = library.replaced({"bpmn/shared/regions.dmn": table})
    document = json.loads(library.resources[PARAMETERS.path].content)
    document["regions_min"]["value"] = "1"
    found = check_change(programme, mixed, {PARAMETERS.path: data_files.written(document)})
    assert [(each.code, each.file) for each in found] == [("table-overlap", "bpmn/shared/regions.dmn")]


def test_uses_are_found_in_drawings_tables_and_handlers():
    found = data_uses.uses(library_of_checkout(), PARAMETERS)
    assert {each.kind for each in found["fiscal_ratio_max"]} == {"table", "handler"} and {each.kind for each in found["check_window"]} == {"process"}


@pytest.mark.parametrize("form,template", [
    ("contract/fill_contract", "contract"), ("annual_report/fill_report", "annual_report"), ("proposal/fill_proposal", "proposal_form"),
])
def test_a_form_that_loses_fields_is_held_back_by_the_templates_that_name_them(form, template):
    library, programme = library_of_checkout(), load_programme()
    path = f"forms/{form}.form"
    document = json.loads(library.resources[path].content)
    assert [each for each in check_change(programme, library, {path: json.dumps(document).encode()}) if each.blocks] == []
    document["components"] = [{"type": "textfield", "id": "x", "key": "x", "label": "x"}]
    found = check_change(programme, library, {path: json.dumps(document).encode()})
    assert ("template-name-unknown", f"forms/documents/{template}.docx") in {(each.code, each.file) for each in found if each.blocks}
