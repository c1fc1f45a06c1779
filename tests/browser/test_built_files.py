"""The committed files are what their names say, and come in two forms that agree."""

import gzip
import hashlib
import json
from pathlib import Path

WEB = Path(__file__).parents[2] / "app" / "web"
BUILT = WEB / "static" / "islands"


def test_files_are_named_by_their_content_and_packed_beside():
    manifest = json.loads((BUILT / "manifest.json").read_text())
    for name in manifest.values():
        content = (BUILT / name).read_bytes()
        assert hashlib.sha256(content).hexdigest()[:12] in name
        assert gzip.decompress((BUILT / f"{name}.gz").read_bytes()) == content
    kept = {*manifest.values(), *(f"{name}.gz" for name in manifest.values()), "manifest.json", "THIRD_PARTY.txt"}
    assert {file.name for file in BUILT.iterdir()} == kept


def test_the_lock_names_no_registry():
    assert "http" not in "".join(line for line in (WEB / "islands" / "package-lock.json").read_text().splitlines() if '"resolved"' in line)


def test_notices_name_whose_code_it_is():
    notices = (BUILT / "THIRD_PARTY.txt").read_text(encoding="utf-8")
    for package in ("bpmn-js 18.31.1", "@bpmn-io/form-js-viewer 1.23.0", "@bpmn-io/properties-panel", "@tabler/core 1.6.1", "htmx.org 2.0.11", "flatpickr", "dompurify"):
        assert package in notices
    assert "watermark" in notices
