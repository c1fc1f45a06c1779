"""Says of a test what of the regulation it shows; `docs/regulation.md` is made from it."""

from __future__ import annotations

import pytest


def basis(*references: str) -> pytest.MarkDecorator:
    """References are requirements (R14.3), policy parameters (PP07), open questions (Q23), tables (D04) or scenarios (S02)."""
    return pytest.mark.basis(*references)
