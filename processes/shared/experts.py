"""What experts have taken part in, so that they do not judge their own work later."""

from __future__ import annotations

from collections.abc import Iterable

from processes.kit import Ports


def note_prepared(ports: Ports, expert: str, subjects: Iterable[str]) -> None:
    """Note needs and directions that an expert helped to evaluate or to write (table D07, separation of duties)."""
    known = ports.records.get("expert", expert)
    if known is None:
        return
    before = list(known.data.get("prepared") or [])
    new = [subject for subject in subjects if subject not in before]
    if new:
        ports.records.update("expert", expert, data={"prepared": before + new}, reason="参与需求评估或指南编制")
