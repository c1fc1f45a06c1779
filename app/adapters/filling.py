"""Fills Word templates: each is taken apart once, and a document only pays for the parts that have places to fill."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import ChainableUndefined
from jinja2.environment import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError
from lxml import etree

_EPOCH = (1980, 1, 1, 0, 0, 0)              # zip entries carry the machine's time; the hash must not
_FIRST_DRAWING = 1000
_BODY = "word/document.xml"
_PLACES = re.compile(r"^(word/(document|header\d*|footer\d*|footnotes)|docProps/core)\.xml$")


@dataclass(frozen=True)
class _Prepared:
    """A template: a package of what never changes, and the XML of the parts with places by their names."""

    package: bytes
    parts: Mapping[str, str]


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The document of a template: its places filled in a sandbox, byte for byte the same for the same values."""
    prepared = _prepared(template)
    helper = DocxTemplate(io.BytesIO(template))
    helper.docx_ids_index = _FIRST_DRAWING
    packed = io.BytesIO(prepared.package)
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as target:
        for name, source in prepared.parts.items():
            filled = helper.render_xml_part(source, None, dict(values), _Sandbox)
            _add(target, name, _tidy(helper, filled) if name == _BODY else filled.encode())
    return packed.getvalue()


class _Strict(ImmutableSandboxedEnvironment):
    """A sandbox in which what reaches out fails, although what is only missing stays empty."""

    def unsafe_undefined(self, obj: Any, attribute: str) -> Any:
        raise SecurityError(f"{attribute} of {type(obj).__name__}")


class _Sandbox:
    """Takes the place of the environment for the library, which compiles a part each time it fills it."""

    environment = _Strict(autoescape=True, undefined=ChainableUndefined)      # a group that is not there is empty

    @staticmethod
    @lru_cache(maxsize=512)
    def from_string(source: str) -> Template:
        """The compiled part; compiled once."""
        return _Sandbox.environment.from_string(source)


@lru_cache(maxsize=128)
def _prepared(template: bytes) -> _Prepared:
    helper, parts, packed = DocxTemplate(io.BytesIO(template)), {}, io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry.filename)
            if _PLACES.match(entry.filename):
                parts[entry.filename] = helper.patch_xml(_text(content))
            else:
                _add(target, entry.filename, content)
    return _Prepared(packed.getvalue(), parts)


def _text(content: bytes) -> str:
    parser = etree.XMLParser(remove_blank_text=True, resolve_entities=False)
    return etree.tostring(etree.fromstring(content, parser), encoding="unicode")


def _tidy(helper: DocxTemplate, filled: str) -> bytes:
    """Tables with as many columns as they have cells, drawings with numbers of their own."""
    tree = helper.fix_tables(filled)
    helper.fix_docpr_ids(tree)
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _add(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    target.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
