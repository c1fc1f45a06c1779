"""Everything that handlers write into records is described, and every document of the rules has a template and is issued."""

from __future__ import annotations

import ast
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import papers
from app.record_fields import RecordField
from processes.documents import DOCUMENTS
from processes.kit.fields import KINDS
from processes.programme import RECORD_TYPES, RECORD_VIEWS
from processes.records import FIELDS
from tests.house.document_templates import _library

ROOT = Path(__file__).parents[2]
LIBRARY = _library()
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _calls(port: str) -> Iterator[tuple[Path, ast.Call]]:
    """Calls of ports.<port>.<something> in the code of the handlers."""
    for path in sorted((ROOT / "processes").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Attribute) and called.value.attr == port:
                yield path, node


def _written() -> Iterator[tuple[str, str]]:
    """(record type, key) for each key that stands in a call."""
    for _, call in _calls("records"):
        if call.func.attr in {"create", "update"} and call.args and isinstance(call.args[0], ast.Constant):
            for keyword in call.keywords:
                if keyword.arg == "data":
                    for each in ast.walk(keyword.value) if isinstance(keyword.value, ast.BinOp) else [keyword.value]:
                        if isinstance(each, ast.Dict):
                            yield from ((call.args[0].value, key.value) for key in each.keys if isinstance(key, ast.Constant))


def test_every_key_that_a_handler_writes_is_a_field_of_its_record():
    missing = {f"{kind}.{name}" for kind, name in _written() if name not in LIBRARY.fields_of(kind)}
    assert not missing


@pytest.mark.parametrize("kind", [*RECORD_TYPES, *RECORD_VIEWS])
def test_every_type_of_record_has_fields_with_words_in_both_languages(kind):
    fields = LIBRARY.fields_of(kind)
    assert fields
    for name, field in fields.items():
        assert field.kind in {*KINDS, "any"} and not CHINESE.search(field.en), f"{kind}.{name}: {field.en}"
        assert field.kind != "reference" or field.to in RECORD_TYPES, name


def test_no_field_is_described_for_a_type_that_does_not_exist():
    assert set(FIELDS) <= {*RECORD_TYPES, *RECORD_VIEWS} and not RECORD_TYPES.keys() & RECORD_VIEWS.keys()


def test_the_documents_of_the_rules_are_complete_and_their_series_differ():
    assert [each.no for each in DOCUMENTS.values()] == [f"T{number:02d}" for number in range(1, 40)]
    assert len({each.prefix for each in DOCUMENTS.values()}) == len(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_is_issued_by_the_operation_that_its_entry_names(name):
    package, _, operation = DOCUMENTS[name].operation.partition(".")
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "processes" / package).glob("*.py")]
    assert any(f'"{name}"' in text for text in texts), "nobody issues it"
    assert any(f"def {operation}(" in text for text in texts), "no such operation"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_template_says_only_what_its_record_keeps(name):
    document = DOCUMENTS[name]
    fields = LIBRARY.fields_of(document.record)
    said = _said(name)
    assert said <= set(fields)
    assert not document.public or not any(_sealed(fields[each]) for each in said)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_template_has_no_findings(name):
    path = f"forms/documents/{name}.docx"
    found = papers.findings(path, (ROOT / path).read_bytes(), papers.known(DOCUMENTS[name], LIBRARY.fields_of))
    assert [each.zh for each in found] == []


def test_what_an_operation_gives_to_a_document_is_described_there():
    missing = []
    for path, call in _calls("documents"):
        values = next((keyword.value for keyword in call.keywords if keyword.arg == "values"), None)
        keys = {key.value for key in values.keys} if isinstance(values, ast.Dict) else set()
        for name in [call.args[0].value] if isinstance(call.args[0], ast.Constant) else []:
            missing += [f"{path.parent.name}: {name}.{key}" for key in keys - set(DOCUMENTS[name].values)]
    assert not missing


def _said(name: str) -> set[str]:
    with zipfile.ZipFile(io.BytesIO((ROOT / f"forms/documents/{name}.docx").read_bytes())) as packed:
        return set(re.findall(r"\bsaid\.(\w+)", re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode())))


def _sealed(field: RecordField) -> bool:
    return field.sealed or any(_sealed(each) for each in field.fields.values())
