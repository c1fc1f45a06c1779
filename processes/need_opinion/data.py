"""What the operations of one evaluation read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Opinion:
    """What one expert was asked."""

    need_id: str
    expert: str
    batch_id: str
    title: str = ""

    @property
    def key(self) -> str:
        return f"{self.need_id}/{self.expert}"

    @property
    def identity(self) -> dict[str, str]:
        return {"need_id": self.need_id, "expert": self.expert, "batch_id": self.batch_id}
