"""Makes the templates of documents that have none yet: `python -m tests.house.document_templates`; then they are edited in Word."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from docx import Document as Word
from docx.document import Document as Page
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

from app.factory import load_programme
from app.library import Library, Resource
from app.record_fields import RecordField
from processes.documents import DOCUMENTS, Document
from processes.programme import NAME_ZH

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "forms/documents"
COLUMNS = 6          # more do not fit on a page


def main(again: bool) -> None:
    """Writes what is missing, with `again` all that were made from entries with fields."""
    library = _library()
    for name, document in DOCUMENTS.items():
        path = FOLDER / f"{name}.docx"
        if document.fields and (again or not path.exists()):
            made(document, library.fields_of(document.record), name).save(path)


def made(document: Document, fields: Mapping[str, RecordField], name: str) -> Page:
    """Heading, number, what the record says, and the signatures."""
    page = Word()
    _house_style(page)
    _centred(page, NAME_ZH, 12)
    _centred(page, document.zh, 20, bold=True)
    _centred(page, "编号：{{ number }}", 10.5)
    _about(page, document)
    if document.opening:
        page.add_paragraph(document.opening)
    shown = [(each, fields[each]) for each in document.fields if each in fields and not (document.public and fields[each].sealed)]
    _values(page, [(f"said.{each}", field) for each, field in shown if field.kind not in {"rows", "group"}])
    for each, field in shown:
        if field.kind in {"rows", "group"}:
            _part(page, each, field)
    if name == "list_proposal":
        page.add_heading("建议清单", 2)
        _rows(page, "listed", {"title": RecordField("text", "攻关名称", ""), "mean": RecordField("number", "平均分", "")})
    _signatures(page, document)
    return page


def _library() -> Library:
    paths = [*sorted((ROOT / "bpmn").rglob("*.bpmn")), *sorted((ROOT / "forms").rglob("*.form")), ROOT / "forms/translations/en.json"]
    resources = [Resource(n, str(path.relative_to(ROOT)), 1, path.read_bytes()) for n, path in enumerate(paths, start=1)]
    return Library(1, resources, supplied=load_programme().supplied)


def _house_style(page: Page) -> None:
    section = page.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.6)
    section.top_margin = section.bottom_margin = Cm(2.5)
    style = page.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(11)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    for name in ("Heading 1", "Heading 2"):
        page.styles[name].element.rPr.rFonts.set(qn("w:eastAsia"), "黑体")
        page.styles[name].font.size = Pt(12)
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("{{ number }}　第 ")
    _field(footer.add_run(), "PAGE")
    footer.add_run(" 页 共 ")
    _field(footer.add_run(), "NUMPAGES")
    footer.add_run(" 页")


def _field(run: object, name: str) -> None:
    for kind in ("begin", None, "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = name
        run._r.append(element)          # noqa: SLF001  python-docx has no fields


def _centred(page: Page, text: str, size: float, *, bold: bool = False) -> None:
    paragraph = page.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)


def _about(page: Page, document: Document) -> None:
    rows = [("名称", "{{ record_title }}"), ("编号", "{{ record_key }}"), ("签发日期", "{{ issued_on }}")]
    if not document.public:
        rows.insert(2, ("单位", "{{ unit_name }}"))
    _pairs(page, rows)


def _values(page: Page, shown: list[tuple[str, RecordField]]) -> None:
    if shown:
        _pairs(page, [(field.zh, f"{{{{ {path} }}}}") for path, field in shown])


def _part(page: Page, name: str, field: RecordField) -> None:
    page.add_heading(field.zh, 2)
    if field.kind == "group":
        _values(page, [(f"said.{name}.{each}", inner) for each, inner in field.fields.items() if inner.kind not in {"rows", "group"}])
    elif field.fields:
        _rows(page, f"said.{name}", field.fields)
    else:
        page.add_paragraph(f"{{{{ said.{name} }}}}")


def _rows(page: Page, name: str, fields: Mapping[str, RecordField]) -> None:
    """One row for each; where rows hold rows, one for each of those, beside what the outer one says."""
    inner = next(((each, field) for each, field in fields.items() if field.kind == "rows" and field.fields), None)
    columns = [(f"each.{each}", field) for each, field in fields.items() if field.kind not in {"rows", "group", "file"}]
    loops = [f"for each in {name}"]
    if inner:
        columns += [(f"one.{each}", field) for each, field in inner[1].fields.items() if field.kind not in {"rows", "group", "file"}]
        loops.append(f"for one in each.{inner[0]}")
    _table(page, loops, [(field.zh, f"{{{{ {place} }}}}") for place, field in columns[:COLUMNS + (2 if inner else 0)]])


def _table(page: Page, loops: list[str], columns: list[tuple[str, str]]) -> None:
    table = page.add_table(rows=2 + 2 * len(loops), cols=len(columns), style="Table Grid")
    for cell, (label, _) in zip(table.rows[0].cells, columns, strict=True):
        cell.paragraphs[0].add_run(label).bold = True
    for number, loop in enumerate(loops, start=1):
        table.rows[number].cells[0].text = f"{{%tr {loop} %}}"
        table.rows[-number].cells[0].text = "{%tr endfor %}"
    for cell, (_, text) in zip(table.rows[1 + len(loops)].cells, columns, strict=True):
        cell.text = text
    page.add_paragraph()


def _pairs(page: Page, rows: list[tuple[str, str]]) -> Table:
    table = page.add_table(rows=len(rows), cols=2, style="Table Grid")
    table.autofit = False
    for row, (label, text) in zip(table.rows, rows, strict=True):
        row.cells[0].width, row.cells[1].width = Cm(4.5), Cm(11.3)
        row.cells[0].paragraphs[0].add_run(label).bold = True
        row.cells[1].text = text
    page.add_paragraph()
    return table


def _signatures(page: Page, document: Document) -> None:
    page.add_heading("签署", 2)
    _rows(page, "signers", {
        "task": RecordField("text", "环节", ""), "name": RecordField("text", "签署人", ""), "at": RecordField("moment", "时间", ""),
    })
    if document.seals:
        _pairs(page, [(f"{seal}（盖章）", "") for seal in document.seals])


if __name__ == "__main__":
    main(again="--again" in sys.argv)
