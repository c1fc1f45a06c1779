"""Errors as pages, fragments or JSON, in the reader's language and without internals."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest, HTTPException

from app.engine.errors import DrawingRefused
from app.errors import Finding, Invalid, Refused
from app.store.database import BadValue, ConnectionLost, DatabaseUnavailable
from app.web.language import current

log = logging.getLogger("jiebang.web")


def install(app: Flask) -> None:
    """Registers the handlers."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    for unfit in (BadValue, UnicodeEncodeError):         # half a surrogate pair is no text that could be kept
        app.register_error_handler(unfit, lambda error: _http(BadRequest()))
    app.register_error_handler(ConnectionLost, _database)
    app.register_error_handler(Exception, _unexpected)


def _answer(
    status: int, code: str, message: str, errors: Any = None, findings: Any = None, instance: Any = None,
) -> Any:
    if request.path.startswith("/api/") or request.is_json or request.accept_mimetypes.best == "application/json":
        body = {"code": code, "message": message}
        if errors is not None:
            body["errors"] = errors
        if findings is not None:
            body["findings"] = findings
        return jsonify(body), status
    template = "error_fragment.html" if request.headers.get("HX-Request") else "error.html"
    return render_template(template, status=status, code=code, message=message, instance=instance), status


def _refused(error: Refused) -> Any:
    errors = error.messages if isinstance(error, Invalid) else None
    findings = [_finding(each) for each in error.findings] if isinstance(error, DrawingRefused) else None
    return _answer(error.status, error.code, error.text(current()), errors, findings, error.details.get("instance_id"))


def _finding(found: Finding) -> dict[str, Any]:
    return {
        "file": found.file, "element": found.element, "code": found.code, "severity": found.severity,
        "message": found.text(current()), "why": found.why(current()),
    }


def _stale(error: CSRFError) -> Any:
    return _answer(400, "stale-page", _("页面已过期，请刷新后重试。"))


def _http(error: HTTPException) -> Any:
    messages = {
        404: _("没有找到，或您无权查看。"), 405: _("这个地址不接受这种请求。"), 413: _("提交的内容太大。"),
        400: _("请求不完整或格式不对。"), 429: _("请求过于频繁，请稍后再试。"),
    }
    if error.code == 422:
        asked = getattr(error, "data", {}).get("messages", {})       # marshmallow's, by place: json, query …
        fields = {name: _said(each) for place in asked.values() for name, each in place.items()}
        return _answer(422, Invalid.code, Invalid({}).text(current()), fields)
    return _answer(error.code or 500, (error.name or "error").lower().replace(" ", "-"), messages.get(error.code, error.name))


def _said(messages: Any) -> Any:
    """What marshmallow says of a field, in the reader's language where we know the words."""
    known = {
        "Unknown field.": _("没有这个字段。"), "Missing data for required field.": _("必填。"), "Not a valid string.": _("应为文本。"),
        "Not a valid mapping type.": _("应为对象。"), "Not a valid integer.": _("应为整数。"), "Not a valid UUID.": _("应为 UUID。"),
        "Not a valid boolean.": _("应为 true 或 false。"), "Field may not be null.": _("不能为 null。"),
        "Not a valid date.": _("应为日期（YYYY-MM-DD）。"), "Invalid input type.": _("应为对象。"), "Invalid JSON body.": _("不是有效的 JSON。"),
    }
    if isinstance(messages, dict):
        return {name: _said(each) for name, each in messages.items()}
    return [known.get(each, each) for each in messages] if isinstance(messages, list) else messages


def _database(error: ConnectionLost) -> Any:
    log.error("database: %s", error.orig)
    unavailable = DatabaseUnavailable(reason=_("稍后会自动恢复"))
    return _answer(503, unavailable.code, unavailable.text(current()))


def _unexpected(error: Exception) -> Any:
    log.exception("unexpected")
    return _answer(500, "unexpected", _("系统出了问题，已记入日志；您的操作没有生效，请稍后重试。"))
