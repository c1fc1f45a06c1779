"""What a fact carries, as short lines in words; codes stay only where they are the matter itself."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l, ngettext

from app.web.words import moment, value

LABELS = {
    "flows": _l("流向"), "saw": _l("依据"), "item": _l("第几项"), "due": _l("到期"), "process": _l("流程"),
    "decision": _l("按哪张表"), "matched": _l("命中规则"), "outputs": _l("结论"), "inputs": _l("输入"),
    "message": _l("消息"), "key": _l("关联键"), "count": _l("数量"), "name": _l("名称"), "template": _l("通知模板"),
    "answers": _l("提交的内容"), "reason": _l("理由"), "before": _l("原值"), "after": _l("新值"), "code": _l("代码"),
    "note": _l("说明"), "owner": _l("上传人"), "source": _l("来源"), "files": _l("文件"), "path": _l("路径"), "from": _l("从"), "to": _l("到"),
    "rows": _l("行数"), "types": _l("类型"), "timers": _l("计时器"), "since": _l("自"), "alone": _l("独自"), "mapping": _l("对应"),
    "armed": _l("新增边界事件生效"), "version": _l("版本"), "element": _l("环节"), "batch": _l("批次"), "error": _l("原因"), "attempts": _l("尝试"), "operation": _l("操作"), "payload": _l("内容"),
}
ORDER = ("decision", "flows", "outputs", "matched", "saw", "inputs")
HIDDEN = {"sha256", "decisions", "scopes"}
MOST = 200


def lines(data: Mapping[str, Any] | None, told: Collection[str] = ()) -> list[tuple[str, str]]:
    """Label and text of everything a fact carries, what was decided first; less what is `told` elsewhere."""
    names = sorted(data or {}, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return [
        (str(LABELS.get(name, name)), _short(_told(name, data[name]))) for name in names
        if name not in HIDDEN and name not in told and data[name] not in (None, "", [], {})
    ]


def _told(name: str, given: Any) -> str:
    if name == "due" and isinstance(given, datetime):
        return moment(given)
    if name == "files" and isinstance(given, list):
        return _("%(n)s 个", n=len(given))
    if name in {"matched", "flows"} and isinstance(given, list):
        return (_("、") if name == "matched" else _("；")).join(map(str, given))
    return brief(given)


def brief(given: Any) -> str:
    """A value in a line: of a list of records only how many there are."""
    if isinstance(given, list) and any(isinstance(each, dict) for each in given):
        return ngettext("%(num)s 项", "%(num)s 项", len(given))
    if isinstance(given, dict):
        return _("；").join(f"{name}: {brief(each)}" for name, each in given.items()) or "—"
    return value(given)


def _short(text: str) -> str:
    return text if len(text) <= MOST else text[:MOST] + "…"
