"""Built files by their plain names: the manifest knows the hashed ones."""

from __future__ import annotations

import json
import re
from pathlib import Path

_HASHED = re.compile(r"-[0-9a-f]{12}\.\w+(\.map)?$")


class Assets:
    """Addresses of built files."""

    def __init__(self, folder: Path) -> None:
        self._names = json.loads((folder / "manifest.json").read_text())

    def url(self, name: str) -> str:
        """The address of a built file such as form.js."""
        return f"/static/islands/{self._names[name]}"

    def is_immutable(self, path: str, url: str) -> bool:
        """Names with a hash never change."""
        return bool(_HASHED.search(url))
