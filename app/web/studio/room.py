"""The blueprint, and what all pages of the studio share."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from app import access
from app.web import menu
from app.web.guard import roles
from app.web.studio import presenters, values

room = Blueprint("studio", __name__, url_prefix="/studio", template_folder="templates")
menu.add("studio.index", _l("设计"), access.DESIGNER)
designers = roles(access.DESIGNER)


def number(values: Mapping[str, str], name: str) -> int:
    """A version that was sent as text; 0 for anything that cannot be one."""
    text = values.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


@room.context_processor
def words() -> dict[str, object]:
    """Names that the studio's templates use."""
    return {
        "source_text": presenters.source_text, "finding_text": presenters.finding_text, "finding_why": presenters.finding_why,
        "said": presenters.said,
        "field_text": presenters.field_text, "kind_name": presenters.kind_name, "policy_text": presenters.policy_text,
        "setting_text": values.setting_text, "reminder_text": values.reminder_text, "page_of": presenters.page_of, "best": presenters.best,
    }
