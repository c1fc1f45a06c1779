"""Models that import others by their namespace (DMN 1.5, 6.3.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.errors import Finding
from app.xml import UnsafeXml, parse_untrusted

Beside = Callable[[str], tuple[str, bytes] | None]  # from a namespace to the file's name and content


def NO_IMPORTS(namespace: str) -> tuple[str, bytes] | None:
    """There is nothing to import."""
    return None


def among(files: Callable[[], Iterable[tuple[str, bytes]]]) -> Beside:
    """Finds models in files by the namespaces that these declare; they are looked at when the first import asks."""
    by_namespace: dict[str, tuple[str, bytes]] = {}

    def beside(namespace: str) -> tuple[str, bytes] | None:
        if not by_namespace:
            for name, content in files():
                declared = _namespace(content)
                if declared:
                    by_namespace.setdefault(declared, (name, content))
        return by_namespace.get(namespace)

    return beside


def _namespace(content: bytes) -> str:
    try:
        return parse_untrusted(content).get("namespace", "")
    except UnsafeXml:
        return ""


@dataclass(frozen=True)
class Chain:
    """The way from the file that is read to what it imports, and what has been read on the way."""

    beside: Beside
    above: tuple[str, ...] = ()
    read: dict[str, Any] = field(default_factory=dict)

    def follow(
        self, element: etree._Element, importing: str, file: str, findings: list[Finding],
        read: Callable[[bytes, str, Chain], Any],
    ) -> Any:
        """What was read from the file that an import names, None with a finding if there is no such model."""
        namespace, kind = element.get("namespace", ""), element.get("importType", "")
        above = (*self.above, importing)

        def refuse(code: str, en: str, zh: str) -> None:
            findings.append(Finding(element.get("id"), code, "error", zh, en, file))

        if kind and "DMN" not in kind.upper():
            return refuse("import-type", f"imports of the kind {kind} are not read", f"不支持导入 {kind} 类型的内容")
        if namespace in above:
            return refuse("import-circle", f"the import of {namespace} leads back to this file", f"导入 {namespace} 形成循环")
        if namespace not in self.read:
            found = self.beside(namespace)
            if found is None:
                return refuse("import-missing", f"there is no model with the namespace {namespace}", f"没有命名空间为 {namespace} 的模型")
            self.read[namespace] = read(found[1], found[0], Chain(self.beside, above, self.read))
        result = self.read[namespace]
        if result.model is None:
            return refuse("import-unreadable", f"the model {namespace} cannot be read", f"命名空间为 {namespace} 的模型无法读取")
        return result
