"""Documents are filled from Word templates that are taken apart once."""

from __future__ import annotations

import io
import zipfile

import docx
from docxtpl import DocxTemplate
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from pytest import fixture, raises

from app.adapters.filling import fill

VALUES = {"title": "甲 & 乙 <丙>", "number": "TZ-2024-0001", "rows": [{"name": "一"}, {"name": "二"}]}


@fixture
def template():
    """A template with a place split over runs, a table that grows, and a footer."""
    made = docx.Document()
    paragraph = made.add_paragraph("关于“{")
    paragraph.add_run("{ title }").bold = True
    paragraph.add_run("}”的通知")
    table = made.add_table(rows=3, cols=1)
    for row, words in zip(table.rows, ("{%tr for each in rows %}", "{{ each.name }}", "{%tr endfor %}"), strict=True):
        row.cells[0].text = words
    made.sections[0].footer.paragraphs[0].text = "{{ number }}"
    return _saved(made)


def _saved(made):
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def _says(content):
    read = docx.Document(io.BytesIO(content))
    return (
        [each.text for each in read.paragraphs], [cell.text for row in read.tables[0].rows for cell in row.cells],
        [each.text for each in read.sections[0].footer.paragraphs],
    )


def test_a_document_says_what_its_template_and_its_values_say(template):
    assert _says(fill(template, VALUES)) == (["关于“甲 & 乙 <丙>”的通知"], ["一", "二"], ["TZ-2024-0001"])


def test_it_says_the_same_as_the_library_by_which_templates_are_written(template):
    slow = DocxTemplate(io.BytesIO(template))
    slow.render(VALUES, ImmutableSandboxedEnvironment(autoescape=True), autoescape=True)
    assert _says(fill(template, VALUES)) == _says(_saved(slow))


def test_the_same_values_make_the_same_bytes_and_others_leave_nothing_behind(template):
    first = fill(template, VALUES)
    assert "丁" in _says(fill(template, VALUES | {"title": "丁"}))[0][0]
    assert fill(template, VALUES) == first
    with zipfile.ZipFile(io.BytesIO(first)) as package:
        assert package.namelist()[0] == "[Content_Types].xml" and len(set(package.namelist())) == len(package.namelist())
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_a_template_does_not_reach_out_of_its_sandbox():
    made = docx.Document()
    made.add_paragraph("{{ ''.__class__.__mro__ }}")
    with raises(SecurityError):
        fill(_saved(made), {})
