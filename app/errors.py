"""What can be said no to, and to whom: each error knows its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


class Refused(Exception):
    """The request was refused."""

    status = 400
    code = "refused"
    zh = "请求未被接受。"

    def __init__(self, **details: Any) -> None:
        self.details = details
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """The message for a person, Chinese unless English is asked for."""
        template = (type(self).__doc__ or "").strip() if language.startswith("en") else self.zh
        return template.format_map(_Details(self.details))


class _Details(dict):
    """Leaves a placeholder visible rather than failing inside an error message."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


class Conflict(Refused):
    """Somebody else has changed this in the meantime; reload the page and look again."""

    status = 409
    code = "conflict"
    zh = "其他人刚刚处理了这一事项，请刷新页面后再看。"


class NotFound(Refused):
    """There is nothing here that you may see."""

    status = 404
    code = "not-found"
    zh = "没有找到，或您无权查看。"


class Forbidden(Refused):
    """Your role does not allow this."""

    status = 403
    code = "forbidden"
    zh = "您的角色不允许此操作。"


class Invalid(Refused):
    """Some entries need another look."""

    status = 422
    code = "invalid"
    zh = "有些内容需要修改。"

    def __init__(self, messages: dict[str, Any], **details: Any) -> None:
        super().__init__(**details)
        self.messages = messages


@dataclass(frozen=True)
class Finding:
    """What a check found at one element of a drawing, table or form, in both languages; `why` may be empty."""

    element: str | None
    code: str
    severity: str  # "error" keeps it from running, "warning" does not
    zh: str
    en: str
    file: str = ""
    why_zh: str = ""
    why_en: str = ""

    def text(self, language: str) -> str:
        """What is wrong and what to do, Chinese unless English is asked for."""
        return self.en if language.startswith("en") else self.zh

    def why(self, language: str) -> str:
        """Why it matters, Chinese unless English is asked for."""
        return self.why_en if language.startswith("en") else self.why_zh

    @property
    def blocks(self) -> bool:
        """Whether deployment must be refused."""
        return self.severity == "error"
