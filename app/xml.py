"""Reads XML that strangers wrote: no document type, no entities, bounded in size and depth."""

from __future__ import annotations

import re

from lxml import etree

from app.errors import Refused

MAX_BYTES = 8_000_000
MAX_DEPTH = 300
MAX_ELEMENTS = 200_000


class UnsafeXml(Refused):
    """The file cannot be read as XML: {reason}."""

    status = 422
    code = "xml-unreadable"
    zh = "文件不是可接受的 XML：{reason}。"


def parse_untrusted(data: bytes) -> etree._Element:
    """The root element of a document.

    Raises UnsafeXml for a document type declaration, entities, malformed text and anything over the limits
    (8 MB, 300 levels, 200,000 elements).
    """
    if len(data) > MAX_BYTES:
        raise UnsafeXml(reason=f"larger than {MAX_BYTES // 1_000_000} MB")
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", data.replace(b"\x00", b""), re.IGNORECASE):
        raise UnsafeXml(reason="a document type declaration is not allowed")
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )
    try:
        return _read(parser, data)
    except etree.XMLSyntaxError as error:
        raise UnsafeXml(reason=str(error)[:200]) from error


def _read(parser: etree.XMLPullParser, data: bytes) -> etree._Element:
    """Feeds piece by piece, so that a hostile document is left at the limit and not at its end."""
    depth = count = 0
    for start in range(0, len(data), 65_536):
        parser.feed(data[start:start + 65_536])
        for event, _ in parser.read_events():
            depth += 1 if event == "start" else -1
            count += event == "start"
            if depth > MAX_DEPTH:
                raise UnsafeXml(reason=f"nested deeper than {MAX_DEPTH} levels")
            if count > MAX_ELEMENTS:
                raise UnsafeXml(reason=f"more than {MAX_ELEMENTS} elements")
    root = parser.close()
    if root.getroottree().docinfo.doctype:
        raise UnsafeXml(reason="a document type declaration is not allowed")
    return root
