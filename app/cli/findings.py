"""Findings on the command line: what is wrong and what to do, and below it why it matters, in both languages."""

from __future__ import annotations

from typing import Any

from app.errors import Finding


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding for programs."""
    return {
        "file": finding.file, "element": finding.element, "code": finding.code, "severity": finding.severity,
        "message": {"zh": finding.zh, "en": finding.en}, "why": {"zh": finding.why_zh, "en": finding.why_en},
    }


def as_text(finding: Finding) -> str:
    """A finding for people; a reason that nobody gave takes no line."""
    lines = [f"{finding.file}: {finding.element or '-'}: {finding.severity} {finding.code}"]
    for message, why in ((finding.zh, finding.why_zh), (finding.en, finding.why_en)):
        lines += [f"    {message}", *([f"        {why}"] if why else [])]
    return "\n".join(lines)
