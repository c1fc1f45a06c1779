"""What the operations of one evaluation read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Opinion:
    """What one expert was asked; who was asked before needs had a number for experts has the need's own."""

    need_id: str
    expert: str
    batch_id: str
    brief_id: str | None = None
    title: str = ""

    @property
    def key(self) -> str:
        return f"{self.brief_id or self.need_id}/{self.expert}"

    @property
    def identity(self) -> dict[str, str]:
        subject = {"brief_id": self.brief_id} if self.brief_id else {"need_id": self.need_id}
        return {**subject, "expert": self.expert, "batch_id": self.batch_id}
