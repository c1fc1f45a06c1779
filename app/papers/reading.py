"""A template as its paragraphs: where each stands, and the tags in it with the words around them left out."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

from app.xml import parse_untrusted

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
NAMED = {"document": ("", ""), "header": ("页眉", "header, "), "footer": ("页脚", "footer, "), "footnotes": ("脚注", "footnotes, ")}
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
MAX_UNPACKED = 50_000_000
OPENED = 24            # so many characters say which paragraph is meant


class NotWord(ValueError):
    """This is no Word file that can be opened."""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its place in both languages, its text, and the number of the table row that it stands in."""

    zh: str
    en: str
    text: str
    row: int | None

    @property
    def tags(self) -> list[str]:
        """The tags that begin and end in this paragraph."""
        return TAG.findall(self.text)

    @property
    def rest(self) -> str:
        """The text without them."""
        return TAG.sub("", self.text)


def parts(content: bytes) -> list[list[Paragraph]]:
    """The paragraphs of the body, of each header and footer; raises NotWord, UnsafeXml."""
    with _opened(content) as packed:
        names = sorted(name for name in packed.namelist() if PARTS.fullmatch(name))
        return [list(_paragraphs(parse_untrusted(packed.read(name)), _place(name))) for name in names]


def outward(content: bytes) -> list[str]:
    """What a file would fetch from elsewhere or run when it is opened: linked pictures and templates, macros."""
    found = []
    with _opened(content) as packed:
        for name in packed.namelist():
            if name.endswith("vbaProject.bin"):
                found.append(name)
            if name.endswith(".rels"):
                found += [
                    each.get("Target", "") for each in parse_untrusted(packed.read(name))
                    if each.get("TargetMode") == "External" and not each.get("Type", "").endswith("/hyperlink")
                ]
    return found


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        packed = zipfile.ZipFile(BytesIO(content))
        packed.getinfo("word/document.xml")
    except (zipfile.BadZipFile, KeyError) as error:
        raise NotWord() from error
    if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
        raise NotWord()
    return packed


def _place(name: str) -> tuple[str, str]:
    return next(words for part, words in NAMED.items() if name.startswith(f"word/{part}"))


def _paragraphs(root: etree._Element, place: tuple[str, str]) -> Iterator[Paragraph]:
    rows = {row: number for number, row in enumerate(root.iter(f"{W}tr"))}
    for number, each in enumerate(root.iter(f"{W}p"), start=1):
        text = "".join(_text(each))
        begins = text.strip()[:OPENED]
        yield Paragraph(
            f"{place[0]}第 {number} 段（“{begins}”）", f"{place[1]}paragraph {number} (“{begins}”)", text,
            next((rows[up] for up in each.iterancestors(f"{W}tr")), None),
        )


def _text(paragraph: etree._Element) -> Iterator[str]:
    """The text of a paragraph's runs; that of a text box inside belongs to paragraphs of its own."""
    for each in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br"):
        if next(each.iterancestors(f"{W}p")) is paragraph:
            yield re.sub(r"\s", " ", each.text or "") if each.tag == f"{W}t" else " "
