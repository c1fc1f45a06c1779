"""What the operation of an imported entry reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Imported:
    """An entry as the file had it, and what the table says of its grade."""

    credit_key: str
    span: Mapping[str, Any] = field(default_factory=dict)
