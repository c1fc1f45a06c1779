"""Reads all texts of pages and code, and keeps the English catalogue beside them.

`python -m tests.house.english` adds texts that are new to app/translations/en/LC_MESSAGES/messages.po, compiles it, and
prints what has no English yet.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent.parent
PO = ROOT / "app/translations/en/LC_MESSAGES/messages.po"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
Text = str | tuple[str, str]
HEADER = """\
# English for every text of pages and code; the texts themselves are Chinese.
msgid ""
msgstr ""
"Project-Id-Version: Jiebang 1\\n"
"Report-Msgid-Bugs-To: Jiebang\\n"
"POT-Creation-Date: 2026-01-01 00:00+0000\\n"
"PO-Revision-Date: 2026-01-01 00:00+0000\\n"
"Last-Translator: Jiebang\\n"
"Language: en\\n"
"Language-Team: English\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def texts() -> dict[Text, str]:
    """Every text with the first place where it stands."""
    found: dict[Text, str] = {}
    methods = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
    for name, line, message, _, _ in extract_from_dir(ROOT / "app", methods, keywords=KEYWORDS, options_map={}):
        found.setdefault(message if isinstance(message, str) else tuple(message), f"app/{name}:{line}")
    return found


def catalogue() -> Catalog:
    """The English catalogue."""
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalog: Catalog) -> bytes:
    """What gettext reads at run time."""
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def missing() -> list[str]:
    """Texts without English, and where they stand."""
    catalog = catalogue()
    return [f"{place}  {text}" for text, place in sorted(texts().items(), key=lambda item: item[1]) if not _is_there(catalog, text)]


def _is_there(catalog: Catalog, text: Text) -> bool:
    message = catalog.get(text if isinstance(text, str) else text[0])
    if message is None:
        return False
    words = message.string if isinstance(message.string, (list, tuple)) else [message.string]
    return all(words) and (isinstance(text, str) or len(words) == 2)


def update() -> list[str]:
    """Adds new texts and compiles; returns what has no English yet. Nothing that is translated is lost."""
    catalog = catalogue()
    for text in texts():
        if catalog.get(text if isinstance(text, str) else text[0]) is None:
            catalog.add(text)
    with PO.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalog, width=0, sort_output=True, no_location=True, omit_header=True)
    PO.with_suffix(".mo").write_bytes(compiled(catalogue()))
    return missing()


if __name__ == "__main__":
    print("\n".join(update()) or "everything has English")
