"""The tests' own site: the production CSP, one page for each island, and a server that notes what it is sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request, send_from_directory
from markupsafe import Markup

from app.engine import capabilities
from app.forms import Form

BUILT = Path(__file__).parents[2] / "app" / "web" / "static" / "islands"
DRAWING = (Path(__file__).parent / "drawing.bpmn").read_text(encoding="utf-8")

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
STUDIO_CSP = CSP + "; style-src-attr 'unsafe-inline'"

FORM = Form.from_json({
    "type": "default", "id": "form", "components": [
        {"type": "text", "id": "intro", "text": "# 项目申报书\n\n请按合作协议填写；**带星号的为必填项**。"},
        {"type": "group", "id": "basics", "label": "一、项目基本信息", "components": [
            {"type": "textfield", "id": "title", "key": "title", "label": "项目名称", "description": "与合作协议一致，不超过 60 字", "validate": {"required": True, "maxLength": 60}},
            {"type": "select", "id": "field", "key": "field", "label": "技术领域", "validate": {"required": True}, "values": [
                {"label": "集成电路", "value": "chips"}, {"label": "生物医药", "value": "biomedicine"}, {"label": "人工智能", "value": "ai"}]},
            {"type": "datetime", "id": "start", "key": "start", "subtype": "date", "dateLabel": "计划开始日期", "validate": {"required": True}},
            {"type": "radio", "id": "kind", "key": "kind", "label": "合作类别", "values": [{"label": "省内联合", "value": "inside"}, {"label": "跨省联合", "value": "across"}], "validate": {"required": True}},
            {"type": "textarea", "id": "why", "key": "why", "label": "跨省合作说明", "conditional": {"hide": "=kind != \"across\""}, "validate": {"required": True}},
        ]},
        {"type": "dynamiclist", "id": "units", "path": "units", "label": "二、参与单位及出资", "isRepeating": True, "allowAddRemove": True, "defaultRepetitions": 2, "showOutline": True, "components": [
            {"type": "textfield", "id": "unit_name", "key": "name", "label": "单位名称", "validate": {"required": True}},
            {"type": "textfield", "id": "uscc", "key": "uscc", "label": "统一社会信用代码", "properties": {"jiebang:validator": "uscc"}},
            {"type": "number", "id": "amount", "key": "amount", "label": "出资", "decimalDigits": 2, "appearance": {"suffixAdorner": "万元"}, "validate": {"min": 0, "required": True}},
        ]},
        {"type": "filepicker", "id": "agreement", "key": "agreement", "label": "合作协议（PDF）", "multiple": True, "accept": ".pdf", "properties": {"jiebang:attachment": "true", "jiebang:maxCount": "3"}},
        {"type": "checkbox", "id": "promise", "key": "promise", "label": "本单位承诺所填内容真实有效", "validate": {"required": True}},
    ],
}, translations={"title": {"label": "Title"}})

CATALOGUE = {
    "forms": [{"value": "demo/check_items", "zh": "材料核对表", "en": "Check list"}, {"value": "demo/supplement", "zh": "补正材料", "en": "Supplement"}],
    "roles": [{"value": "agency_officer", "zh": "初审员", "en": "Agency officer"}, {"value": "lead_unit", "zh": "牵头单位", "en": "Lead unit"}],
    "operations": [{"value": "serve_notice", "zh": "送达补正通知书", "en": "Serve the supplement notice", "description": {"zh": "向牵头单位送达补正通知书。", "en": "Serves the notice on the lead unit."}}],
    "decisions": [{"value": "formal_items", "zh": "形式审查项", "en": "Formal items"}],
    "processes": [{"value": "resubmission", "zh": "补正", "en": "Resubmission"}],
    "records": [{"value": "proposal", "zh": "申报书", "en": "Proposal"}, {"value": "unit", "zh": "单位", "en": "Unit"}],
    "templates": [{"value": "supplement_due", "zh": "补正期限提醒", "en": "Supplement due"}],
}
CAPABILITIES = capabilities.table()
STATE = {
    "active": ["supplement"], "completed": {"start": 1, "check_items": 3, "flow_1": 1, "flow_2": 3, "complete": 3, "flow_no": 2}, "incidents": {"notify": "邮件网关没有应答"},
    "overlays": [{"element": "supplement", "text": "剩 2 个工作日", "kind": "active"}], "links": {"supplement": "/viewer"},
}


class Site:
    """What the islands need of a server, and what they told it."""

    def __init__(self) -> None:
        self.address = ""
        self.submitted: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.drafts: list[dict[str, Any]] = []
        self.saved: list[str] = []
        self.notes: list[str] = []
        self.version = 1
        self.refusal: tuple[int, dict[str, Any]] | None = None
        self.drawing = DRAWING
        self.state: dict[str, Any] = STATE
        self.app = Flask(__name__, static_folder=None)
        for path, view, method in (
            ("/built/<path:name>", self._built, "GET"), ("/viewer", self._viewer, "GET"), ("/form", self._form, "GET"), ("/studio", self._studio, "GET"),
            ("/done", lambda: self._page("已提交", ()), "GET"), ("/submit", self._submit, "POST"), ("/draft", self._draft, "POST"), ("/upload", self._upload, "POST"),
            ("/xml", lambda: Response(self.drawing, mimetype="application/xml"), "GET"), ("/state", lambda: jsonify(self.state), "GET"),
            ("/studio/draft", self._save, "PUT"), ("/studio/check", self._check, "POST"), ("/studio/publish", self._publish, "POST"), ("/favicon.ico", lambda: ("", 204), "GET"),
        ):
            self.app.add_url_rule(path, path, view, methods=[method])

    def _built(self, name: str) -> Response:
        return send_from_directory(BUILT, name)

    def _page(self, body: str, islands: tuple[str, ...], csp: str = CSP) -> Response:
        manifest = json.loads((BUILT / "manifest.json").read_text())
        names = ["tabler.css", "app.css", *(f"{island}.css" for island in islands), "htmx.js", "page.js", *(f"{island}.js" for island in islands)]
        tags = [
            Markup('<link rel="stylesheet" href="/built/{}">' if name.endswith("css") else '<script src="/built/{}" defer></script>').format(manifest[name])
            for name in names
        ]
        html = Markup(
            '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>t</title><meta name="csrf-token" content="token">'
            '<meta name="htmx-config" content=\'{{"includeIndicatorStyles": false, "allowEval": false, "selfRequestsOnly": true}}\'>{}</head>'
            '<body>{}</body></html>',
        ).format(request.args.get("lang", "zh-CN"), Markup("").join(tags), Markup(body))
        return Response(str(html), headers={"Content-Security-Policy": csp})

    def _viewer(self) -> Response:
        inline = _block({"xml": self.drawing, "state": {}})
        return self._page(
            '<div class="container py-4"><div class="row"><div class="col-7"><div class="card"><div class="card-header"><h3 class="card-title">流程进度</h3></div><div class="card-diagram">'
            '<div id="first" data-island="viewer" data-xml-url="/xml" data-state-url="/state" data-focus="active"></div></div></div></div>'
            f'<div class="col-5"><div class="card card-diagram"><div id="second" data-island="viewer">{inline}</div></div></div></div></div>', ("viewer",),
        )

    def _form(self) -> Response:
        block = _block({"schema": FORM.for_browser(request.args.get("lang", "zh")), "data": {"title": ""}})
        return self._page(
            '<div class="container-narrow py-4"><div class="card"><div id="form" data-island="form" data-submit-url="/submit" data-draft-url="/draft" '
            f'data-upload-url="/upload" data-key="once-1" data-submit-label="提交申请">{block}</div></div></div>', ("form",),
        )

    def _studio(self) -> Response:
        block = _block({"xml": self.drawing, "version": self.version, "catalogue": CATALOGUE, "capabilities": CAPABILITIES})
        return self._page(
            '<div class="vh-100"><div id="studio" data-island="studio" data-name="demo" data-draft-url="/studio/draft" data-check-url="/studio/check" '
            f'data-publish-url="/studio/publish">{block}</div></div>', ("studio",), STUDIO_CSP,
        )

    def _submit(self) -> Any:
        assert request.headers["X-CSRF-Token"] == "token"
        self.keys.append(request.headers["Idempotency-Key"])
        self.submitted.append(request.get_json()["answers"])
        if self.refusal:
            return jsonify(self.refusal[1]), self.refusal[0]
        return jsonify(next="/done")

    def _draft(self) -> Any:
        self.drafts.append(request.get_json()["answers"])
        return jsonify(saved=True)

    def _upload(self) -> Any:
        file = request.files["file"]
        return jsonify(id="0190a6c2-0000-7000-8000-000000000001", name=file.filename, size=len(file.read()))

    def _save(self) -> Any:
        sent = request.get_json()
        if sent["version"] != self.version:
            return jsonify(by="陈思敏", at="11月24日 09:30", version=self.version), 409
        self.version += 1
        self.saved.append(sent["xml"])
        return jsonify(version=self.version)

    def _check(self) -> Any:
        lacking = [] if "jiebang:form=" in request.get_json()["xml"] else [
            {"element": "check_items", "code": "form-missing", "severity": "error", "zh": "这项任务没有表单。", "en": "This task has no form.",
             "why": {"zh": "打开任务的人没有内容可填。", "en": "Whoever opens it has nothing to fill in."}},
        ]
        return jsonify([*lacking, {"element": None, "code": "no-english", "severity": "warning", "zh": "没有英文名称。", "en": "English names are missing."}])

    def _publish(self) -> Any:
        self.notes.append(request.get_json()["note"])
        if self.refusal:
            return jsonify(self.refusal[1]), self.refusal[0]
        return jsonify(version=self.version)


def _block(data: Any) -> str:
    """JSON that no text in it can end early."""
    text = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json">{text}</script>'
