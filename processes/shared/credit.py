"""How grave an entry in the credit record is, in English; the table (D15) says which event weighs how much."""

from __future__ import annotations

GRADES_EN = {"一般": "minor", "较重": "serious", "严重": "grave"}
