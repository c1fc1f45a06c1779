"""The room of exchange: its blueprint, who reads, who acts; and the door for signed messages, which knows no cookie."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import lazy_gettext as _l

from app import access
from app.adapters import sheets
from app.web import menu
from app.web.guard import roles
from app.web.here import runtime
from app.web.language import current

room = Blueprint("exchange", __name__, url_prefix="/exchange", template_folder="templates")
inbox = Blueprint("webhooks", __name__, url_prefix="/webhooks")
menu.add("exchange.index", _l("交换"), access.OPERATOR, access.AUDITOR)
reads = roles(access.OPERATOR, access.AUDITOR)
acts = roles(access.OPERATOR)


@room.app_template_global()
def system_name(code: str) -> str:
    """Another system in words."""
    words = runtime().programme.systems.get(code)
    return words[current() == "en"] if words else code


@room.app_template_global()
def systems() -> list[str]:
    """All other systems."""
    return list(runtime().programme.systems)


@room.app_template_global()
def one_of(words: object) -> str:
    """What has names in both languages, in the page's."""
    return words.en if current() == "en" else words.zh


def file(kind: str, name: str, heads, rows) -> Response:
    """A table as a download."""
    answer = Response(sheets.written(kind, heads, rows), content_type=sheets.MEDIA[kind])
    answer.headers["Content-Disposition"] = f"attachment; filename={name}.{kind}"
    return answer
