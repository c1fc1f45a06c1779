"""What a rule is, and what rules may know of the world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.model import Drawing
from app.errors import Finding


@dataclass(frozen=True)
class Context:
    """Names that exist; None means unknown, then nothing is said about them."""

    forms: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    operations: frozenset[str] | None = None
    decisions: frozenset[str] | None = None
    processes: frozenset[str] | None = None
    templates: frozenset[str] | None = None
    functions: frozenset[str] = frozenset()
    start_functions: frozenset[str] = frozenset()                  # those that only say whether something may be started
    constants: Mapping[str, Callable[..., Any]] = field(default_factory=dict)   # functions whose answer the deployment fixes
    regions: frozenset[str] | None = None
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)   # function → names of the entries that it knows
    callable: frozenset[str] | None = None                         # processes with a start event without a trigger
    form_fields: Mapping[str, frozenset[str] | None] | None = None   # form → names that its answers have
    form_kinds: Mapping[str, Mapping[str, str]] | None = None        # form → kinds of its answers, where they are known
    gives: Mapping[str, frozenset[str] | None] | None = None         # operation → names it sets; None: nobody knows
    passed: Mapping[str, frozenset[str] | None] | None = None        # process → names that its callers give it
    thrown: frozenset[tuple[str, str]] | None = None                 # kind and name of messages and signals
    papers: Callable[[str], Mapping[str, Any] | None] = lambda name: None   # document → the fields that its template may name

    def functions_at(self, where: str) -> frozenset[str]:
        """The functions that an expression may call where it stands."""
        return self.functions | self.start_functions if where == "available" else self.functions


Found = Iterable[tuple[str | None, dict[str, str]]]


@dataclass(frozen=True)
class Rule:
    """Finds places (element id, details for the text) and says in both languages what is wrong, what to do, and why it matters."""

    code: str
    severity: str
    zh: str
    en: str
    why_zh: str
    why_en: str
    places: Callable[[Drawing, Context], Found]

    def find(self, drawing: Drawing, context: Context) -> Iterator[Finding]:
        """Findings of this rule."""
        for element, details in self.places(drawing, context):
            words = {"element": element or "", **details}
            yield Finding(
                element, self.code, self.severity, self.zh.format(**words), self.en.format(**words), drawing.file,
                why_zh=self.why_zh, why_en=self.why_en,
            )


def rule(
    code: str, severity: str, *, zh: str, en: str, why_zh: str, why_en: str,
) -> Callable[[Callable[[Drawing, Context], Found]], Rule]:
    """Turns a function that yields places into a rule.

    The message says what is wrong and what to do, filled with the details of the place; `why` is one plain sentence
    on what would happen, at run time or to people, if it stayed.
    """
    return lambda places: Rule(code, severity, zh, en, why_zh, why_en, places)
