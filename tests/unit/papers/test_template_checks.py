"""What is said of a Word template before it counts: broken tags, unknown names, what would be lost, what must be there."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

import docx
import pytest

from app import papers
from app.adapters.docx import fill
from app.record_fields import RecordField
from app.runtime import Programme

UNITS = RecordField("rows", "单位", "Units", fields={"name": RecordField("text", "名称", "Name"), "share": RecordField("money", "份额", "Share")})
FIELDS = {
    "title": RecordField("text", "名称", "Title"), "amount": RecordField("money", "金额", "Amount"), "units": UNITS,
    "leader": RecordField("group", "负责人", "Leader", fields={"name": RecordField("text", "姓名", "Name")}),
}


@dataclass(frozen=True)
class Kind:
    record: str = "payment"
    values: dict = field(default_factory=lambda: {"title": "payment", "due": RecordField("date", "期限", "Due")})
    flat: bool = False
    beside: dict = field(default_factory=lambda: {"project": ("project", "project_id")})


KNOWN = papers.known(Kind(), lambda kind: FIELDS if kind == "payment" else {"total": RecordField("money", "总投入", "Total")})
GOOD = ("编号：{{ number }}", "{{ issued_on }} {{ said.title }} {{ project.total }} {{ due }}")


def word(*paragraphs, rows=(), footer="") -> bytes:
    page, kept = docx.Document(), io.BytesIO()
    for each in paragraphs:
        paragraph = page.add_paragraph()
        for run in each if isinstance(each, tuple) else (each,):
            paragraph.add_run(run).bold = run.endswith(" ")
    if rows:
        table = page.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    page.sections[0].footer.paragraphs[0].text = footer
    page.save(kept)
    return kept.getvalue()


def said(content: bytes, fields=KNOWN) -> list[tuple[str, str, str]]:
    return [(each.code, each.zh, each.en) for each in papers.findings("forms/documents/x.docx", content, fields)]


def test_a_good_template_has_no_findings():
    rows = (("单位", "份额"), ("{%tr for each in said.units %}", ""), ("{{ each.name }}", "{{ each.share }}"), ("{%tr endfor %}", ""))
    assert said(word(*GOOD, "{% if said.amount %}金额 {{ said.amount }} 元{% endif %}", rows=rows, footer="{{ number }}")) == []


def test_a_tag_that_word_has_split_into_runs_is_one_tag():
    content = word(*GOOD, ("{", "{ sa", "id.ti", "tle }", "}"))
    assert said(content) == []
    assert "光刻" in docx.Document(io.BytesIO(fill(content, {"said": {"title": "光刻"}}))).paragraphs[-1].text


CASES = {
    "template-name-unknown": ("合计 {{ said.amonut }} 元", "said.amonut", "said.amount"),
    "template-tag-open": ("金额 {{ said.amount 元", "没有结束", "does not end"),
    "template-tag-closed": ("金额 said.amount }} 元", "没有开始", "does not begin"),
    "template-braces-wide": ("金额 ｛｛ said.amount ｝｝ 元", "全角", "full-width"),
    "template-brace-single": ("金额 { amount } 元", "{{ amount }}", "{{ amount }}"),
    "template-syntax": ("{{ said.amount + }}", "写法不对", "not understood"),
    "template-rows": ("单位 {{ said.units }}", "said.units", "said.units"),
    "template-not-rows": ("{% for each in said.title %}{{ each }}{% endfor %}", "said.title", "said.title"),
    "template-not-allowed": ("{{ said.title.upper() }}", "不能使用", "cannot be used"),
    "template-row-outside": ("{%tr for each in said.units %}", "表格", "table"),
    "template-text-lost": ("前言 {%p if said.amount %}", "丢失", "lost"),
}


@pytest.mark.parametrize("code", CASES)
def test_what_is_wrong_is_named_with_its_paragraph_in_both_languages(code):
    text, zh, en = CASES[code]
    found = [each for each in said(word("一", "二", text, *GOOD)) if each[0] == code]
    assert found, said(word("一", "二", text, *GOOD))
    assert "第 3 段" in found[0][1] and zh in found[0][1]
    assert "aragraph 3" in found[0][2] and en in found[0][2]


def test_a_tag_over_two_paragraphs_is_refused_where_it_begins():
    assert [each[0] for each in said(word(*GOOD, "{{ said.", "title }}"))] == ["template-tag-open", "template-tag-closed"]


def test_a_row_of_a_loop_must_not_hold_what_would_be_lost():
    rows = (("{%tr for each in said.units %}", "注意"), ("{{ each.name }}", ""), ("{%tr endfor %}", ""))
    assert [each[0] for each in said(word(*GOOD, rows=rows))] == ["template-text-lost"]


def test_a_loop_that_does_not_end_is_found():
    rows = (("{%tr for each in said.units %}", ""), ("{{ each.name }}", ""))
    assert [each[0] for each in said(word(*GOOD, rows=rows))] == ["template-syntax"]


def test_a_name_of_a_row_is_known_inside_its_loop_only():
    rows = (("{%tr for each in said.units %}", ""), ("{{ each.nam }}", ""), ("{%tr endfor %}", ""))
    assert [each[0] for each in said(word(*GOOD, "{{ each.name }}", rows=rows))] == ["template-name-unknown"] * 2


@pytest.mark.parametrize("rows", [
    (("{% if said.amount %}有", "{% endif %}无"),),
    (("{% for each in said.units %}", ""), ("{{ each.name }}", ""), ("{% endfor %}", "")),
    (("{%tr if said.amount %}", ""), ("有", "{% endif %}")),
])
def test_what_begins_and_ends_in_different_cells_is_refused_as_the_cells_between_would_be_torn(rows):
    assert {each[0] for each in said(word(*GOOD, rows=rows))} == {"template-block-spans"}


def test_what_only_fails_when_it_is_filled_is_found_by_filling_it_with_sample_data():
    assert [each[0] for each in said(word(*GOOD, "{{ said.title|round }}"))] == ["template-not-filled"]


def test_conditions_over_paragraphs_take_whole_paragraphs():
    assert said(word(*GOOD, "{%p if said.amount %}", "金额 {{ said.amount }} 元", "{%p else %}", "无", "{%p endif %}")) == []


@pytest.mark.parametrize(("paragraphs", "code"), [(("{{ issued_on }}",), "template-number-missing"), (("{{ number }}",), "template-date-missing")])
def test_number_and_date_must_be_there(paragraphs, code):
    assert [each[0] for each in said(word(*paragraphs))] == [code]


def test_of_a_template_that_nobody_issues_only_the_form_is_looked_at():
    assert said(word("{{ whatever.it.is }}"), None) == []
    assert [each[0] for each in said(word("{{ whatever"), None)] == ["template-tag-open"]


def test_what_would_be_fetched_from_elsewhere_is_refused():
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word(*GOOD))) as source, zipfile.ZipFile(kept, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "word/_rels/document.xml.rels":
                linked = b'<Relationship Id="rIdX" Type="http://x/image" Target="http://10.0.0.1/a.png" TargetMode="External"/></Relationships>'
                content = content.replace(b"</Relationships>", linked)
            target.writestr(entry, content)
    assert [each[0] for each in said(kept.getvalue())] == ["template-fetches"]


@pytest.mark.parametrize("content", [b"", b"PK nothing", b"<xml/>"])
def test_what_is_no_word_file_is_said_to_be_none(content):
    assert [each[0] for each in said(content)] == ["not-docx"]


def test_a_group_that_a_record_does_not_have_yet_leaves_its_places_empty():
    assert fill(word("{{ said.leader.name }}。"), {"said": {}})


def test_a_programme_without_documents_looks_at_the_form_only():
    assert Programme(("", ""), {}).papers == {}
