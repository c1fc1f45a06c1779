"""Lists of business records and the page of one: its fields in words, its versions, and what they changed."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask_babel import lazy_gettext as _l

from app.queries import records
from app.web import menu, spooled
from app.web.guard import public, signed_in
from app.web.here import current_person, runtime

room = Blueprint("records", __name__, template_folder="templates")
menu.add("records.types", _l("台账"))
SIZE = 50
PRINT = "@page{size:A4;margin:20mm 18mm 18mm;@bottom-center{content:counter(page) ' / ' counter(pages);font-size:9pt}}"
PAPER = PRINT + """
body{font-family:'Times New Roman','Noto Serif CJK SC','SimSun',serif;font-size:11pt;color:#000;background:#fff;max-width:180mm;margin:8mm auto}
header{display:flex;justify-content:space-between;border-bottom:1.5pt solid #000;padding-bottom:4pt;margin-bottom:10pt;font-size:10pt}
h1{font-size:17pt;text-align:center;margin:8pt 0 12pt}h2,h3{font-size:12.5pt;margin:12pt 0 5pt}h4{font-size:11.5pt;margin:9pt 0 4pt}
h2,h3,h4{break-after:avoid}table{width:100%;border-collapse:collapse;margin:4pt 0 10pt}th,td{border:.6pt solid #000;padding:3pt 5pt;
text-align:left;vertical-align:top;overflow-wrap:anywhere}th{background:#f1f1f1;font-weight:600}tr{break-inside:avoid}
thead{display:table-header-group}dl{margin:0}dl>div{display:grid;grid-template-columns:45mm 1fr;border:.6pt solid #000;border-top:0}
dl>div:first-child{border-top:.6pt solid #000}dt,dd{padding:3pt 5pt;margin:0;overflow-wrap:anywhere}dt{background:#f1f1f1;font-weight:600}
dl>div{break-inside:avoid}.blank td,.blank dd{height:8mm}.blank .text-secondary{visibility:hidden}a{color:inherit;text-decoration:none}
.hint{font-size:9.5pt;color:#555}.seal{margin-top:14mm;display:flex;justify-content:space-between}@media print{.screen{display:none}body{margin:0}}
"""


@room.get("/print.css")
@public
def paper():
    """How pages look on paper: A4, numbered."""
    answer = Response(PAPER, mimetype="text/css")
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@room.get("/records")
@signed_in
def types():
    """All types of records."""
    return render_template("records/types.html", kinds=[*runtime().programme.record_types, *runtime().programme.record_views])


@room.get("/records/<kind>")
@signed_in
def listing(kind: str):
    """Records of one type within my scope: filter, order, pages, and as a table for a spreadsheet."""
    chosen = {name: request.args.get(name, "")[:100] for name in ("state", "search", "sort")}
    page = max(request.args.get("page", 1, type=int), 1)
    with runtime().sessions.connect() as session:
        if request.args.get("format") == "csv":
            file, _ = spooled.written(records.table(runtime(), session, kind, current_person(), **chosen))
            return spooled.answer(file, f"{kind}.csv")
        rows, total = records.listing(runtime(), session, kind, current_person(), page=page, size=SIZE, **chosen)
    programme = runtime().programme
    states = (programme.record_types.get(kind) or programme.record_views[kind]).states
    return render_template(
        "records/listing.html", kind=kind, rows=rows, total=total, page=page, pages=-(-total // SIZE), states=states, chosen=chosen,
    )


@room.get("/records/<kind>/<path:key>")
@signed_in
def record(kind: str, key: str):
    """One record; `from` and `to` choose the versions whose difference is shown, `print` shows it on paper."""
    with runtime().sessions.connect() as session:
        found = records.page(
            runtime(), session, kind, key, current_person(),
            earlier=request.args.get("from", type=int), later=request.args.get("to", type=int),
        )
    return render_template("records/print.html" if "print" in request.args else "records/record.html", page=found)
