"""A file on its way out, for pages and programs."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def download(name: str, content: bytes, media_type: str) -> Response:
    """A file as a download that cannot run in our origin."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
