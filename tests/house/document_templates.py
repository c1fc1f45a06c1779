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
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table

from app import papers
from app.factory import load_programme
from app.library import Library, Resource
from app.record_fields import RecordField
from processes.documents import DOCUMENTS, Document
from processes.programme import NAME_ZH

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "forms/documents"
REGULATION = "长三角科技创新共同体联合攻关计划实施办法（试行）"
COLUMNS = 6          # more do not fit on a page


def main(again: bool) -> None:
    """Writes what is missing, with `again` all that were made from entries with fields."""
    library = _library()
    for name, document in DOCUMENTS.items():
        path = FOLDER / f"{name}.docx"
        if document.fields and (again or not path.exists()):
            made(document, papers.known(document, library.fields_of), name).save(path)


def made(document: Document, known: Mapping[str, RecordField], name: str) -> Page:
    """Heading, number, what the record says, and the signatures."""
    page, fields = Word(), known["said"].fields
    _house_style(page)
    _centred(page, NAME_ZH, 12)
    _centred(page, document.zh, 20, bold=True)
    _centred(page, "编号：{{ number }}", 10.5)
    if document.to:
        page.add_paragraph(f"{document.to}：")
        _plain(page, document.opening)
    else:
        _about(page, document)
    if document.opening and not document.to:
        page.add_paragraph(document.opening)
    shown = [(each, fields[each]) for each in document.fields if each in fields and not (document.public and fields[each].sealed)]
    if document.body:
        _facts(page, document, known)
        _body(page, document, known)
        shown = []
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
    paths = [*sorted((ROOT / "bpmn").rglob("*.bpmn")), *sorted((ROOT / "bpmn/programme").glob("*.json")), *sorted((ROOT / "forms").rglob("*.form")), ROOT / "forms/translations/en.json"]
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
        page.styles[name].font.size, page.styles[name].font.color.rgb = Pt(12), RGBColor(0, 0, 0)
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


def _facts(page: Page, document: Document, known: Mapping[str, RecordField]) -> None:
    """A line for each field that the entry lists; one with a ? only where the record says something."""
    table = page.add_table(rows=0, cols=2, style="Table Grid")
    _label_column(table)
    for each in ("record_key", *document.fields):
        place = _place(each.removeprefix("?"))
        lines = [(f"{_field_at(place, known).zh}", f"{{{{ {place} }}}}")]
        if each.startswith("?"):
            lines = [(f"{{%tr if {place} %}}", ""), *lines, ("{%tr endif %}", "")]
        for label, text in lines:
            row = table.add_row()
            row.cells[0].width, row.cells[1].width = Cm(4.5), Cm(11.3)
            row.cells[0].paragraphs[0].add_run(label).bold = True
            row.cells[1].text = text
    page.add_paragraph()


def _label_column(table: Table) -> None:
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Cm(4.5), Cm(11.3)


def _place(name: str) -> str:
    return name if "." in name or name == "record_key" else f"said.{name}"


def _field_at(place: str, known: Mapping[str, RecordField]) -> RecordField:
    head, *rest = place.split(".")
    found = known[head]
    for each in rest:
        found = found.fields[each]
    return found


def _body(page: Page, document: Document, known: Mapping[str, RecordField]) -> None:
    """The paragraphs of the entry: headings, tables of rows, text; then the basis and the enclosures."""
    for each in document.body:
        if each.startswith("# "):
            page.add_heading(each[2:], 2)
        elif each.startswith("["):
            name, _, columns = each.strip("[]").partition(": ")
            fields = _field_at(name, known).fields
            _table(page, [f"for each in {name}"], [(fields[column].zh, f"{{{{ each.{column} }}}}") for column in columns.split()])
        else:
            _plain(page, each)
    _plain(page, f"依据：《{REGULATION}》{document.basis}。")
    for number, each in enumerate(document.enclosures, start=1):
        page.add_paragraph(f"{'附件：' if number == 1 else '　　　'}{number}. {each}")


def _plain(page: Page, text: str) -> None:
    """A paragraph as offices write it, its first line indented by two characters; a tag of its own stands alone."""
    paragraph = page.add_paragraph(text)
    if not text.startswith("{%p"):
        paragraph.paragraph_format.first_line_indent = Pt(22)


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
    _label_column(table)
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
    if document.body:
        page.add_paragraph("{{ issued_on }}").alignment = WD_ALIGN_PARAGRAPH.RIGHT


if __name__ == "__main__":
    main(again="--again" in sys.argv)
