"""Operations that several drawings name: they live beside their rules, this module gathers them."""

from __future__ import annotations

from processes.shared import acceptance, contracts, expert_records

__all__ = ["acceptance", "contracts", "expert_records"]
