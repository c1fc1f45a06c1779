"""Documents as PDF by LibreOffice, where it is installed: a folder of its own, no network profile, no macros, a limit of time."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 60


def available() -> bool:
    """Whether LibreOffice is there."""
    return shutil.which("soffice") is not None


def made_from(content: bytes) -> bytes | None:
    """The PDF of a Word file; None where LibreOffice is missing, takes too long or cannot read it."""
    program = shutil.which("soffice")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(content)
        command = [
            program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore", "--nolockcheck", "--nodefault",
            "--convert-to", "pdf:writer_pdf_Export", "--outdir", folder, str(source),
        ]
        try:
            subprocess.run(command, timeout=SECONDS, check=True, capture_output=True, stdin=subprocess.DEVNULL)     # noqa: S603
        except (subprocess.SubprocessError, OSError):
            return None
        made = source.with_suffix(".pdf")
        return made.read_bytes() if made.exists() else None
