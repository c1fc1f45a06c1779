"""A form as everybody uses it: load answers, show values, hand it to the browser, check it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from markupsafe import Markup

from app import feel
from app.errors import Finding, Invalid
from app.forms import browser, checks, components, places, reading, rules
from app.forms.fields import field_for
from app.forms.loading import Loading
from app.forms.messages import FORM, Quoted, said
from app.forms.wording import Translations, localized

BLANK_ROWS = 4


class Form:
    """One form-js definition with what the house adds to it; immutable, shared by all requests."""

    def __init__(self, doc: Mapping[str, Any], translations: Translations | None = None, name: str = "") -> None:
        self.doc = doc
        self.name = name
        self.translations: Translations = translations or {}
        self._root = components.read(doc)
        self._readers = {
            component.id: field_for(component)
            for component in self._root.walk() if component.kind in components.QUESTIONS
        }
        self._rules: list[Any] | None = None

    @classmethod
    def from_json(cls, doc: Mapping[str, Any], translations: Translations | None = None, name: str = "") -> Form:
        """The form of a form-js document; `translations` is its English wording by component id.

        Nothing is refused here: `findings` says what is wrong with a document.
        """
        return cls(doc, translations, name)

    @property
    def root(self) -> components.Component:
        """The tree of its components."""
        return self._root

    @property
    def blank(self) -> dict[str, Any]:
        """Values of a form to fill in by hand: nothing anywhere, and a few empty rows in every list."""
        values: dict[str, Any] = {}
        for component in _outside_rows(self._root):
            if component.keeps_value and component.path:
                holder = values
                for step in component.path[:-1]:
                    holder = holder.setdefault(step, {})
                holder[component.path[-1]] = [{} for _ in range(BLANK_ROWS)] if component.kind == "dynamiclist" else None
        return values

    def title(self, language: str = "zh") -> str:
        """What the form is called: its property `jiebang:title`, in English the label of "form" in its wording."""
        english = self.translations.get("form", {}).get("label") if language.startswith("en") else None
        return str(english or self._root.property("title") or self.name)

    @property
    def keys(self) -> tuple[str, ...]:
        """The names that loaded values may have, in the order of the page."""
        asked = (component for component in _outside_rows(self._root) if component.keeps_value and component.path)
        return tuple(dict.fromkeys(component.path[0] for component in asked))

    @property
    def kinds(self) -> dict[str, str]:
        """FEEL kinds of the loaded values, where the component says so."""
        asked = (each for each in _outside_rows(self._root) if each.keeps_value and len(each.path) == 1)
        return {each.path[0]: kind for each in asked if (kind := components.feel_kind(each)) is not None}

    @property
    def shown_lists(self) -> tuple[str, ...]:
        """Variables that tables of the form show as they are, to read only."""
        sources = (component.source.get("dataSource") for component in self._root.walk() if component.kind == "table")
        return tuple(source[1:].strip() for source in sources if isinstance(source, str) and source[1:].strip().isidentifier())

    def words(self, translations: Translations | None = None) -> frozenset[str]:
        """Every word of the FEEL in the document or its wording; a variable whose name is none of them is not shown."""
        return self._words | _words(translations)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(_words(self.doc))

    @property
    def offered(self) -> tuple[str, ...]:
        """Names of the lists that whoever shows the form must provide for its choices (form-js `valuesKey`)."""
        return tuple(dict.fromkeys(
            key for component in self._root.walk() if isinstance(key := component.source.get("valuesKey"), str)
        ))

    def load(
        self, answers: Any, environment: feel.Environment | None = None, language: str = "zh",
        given: Mapping[str, Any] | None = None, only: Collection[str] | None = None,
    ) -> dict[str, Any]:
        """The answers as FEEL values: exact decimals, real dates, nothing hidden, computed fields computed here.

        With `only`, no other answers need to be given; what is given is checked all the same.

        `environment` is needed by forms with FEEL in them, `given` are the values shown before anybody typed.
        Raises Invalid with marshmallow-shaped messages in the language asked for.
        """
        if not isinstance(answers, Mapping):
            raise Invalid({FORM: [said("not_an_object").text(language)]})
        loading = Loading(self._root, self._readers, answers, environment, given or {})
        loading.apply(self._rule_sources())
        errors = loading.errors if only is None else {
            path: found for path, found in loading.errors.items() if path[0] in only or _is_given(answers.get(path[0]))
        }
        if errors:
            raise Invalid(self._worded(errors, language))
        return loading.values

    def render(
        self, values: Mapping[str, Any], language: str = "zh", translations: Translations | None = None,
        attachments: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> Markup:
        """The values to read: headings, definition lists and tables, everything escaped.

        `attachments` gives {"name", "url", "size"} by attachment id.
        """
        root = components.read(self._localized(language, translations))
        return reading.page(root, values, language, attachments or {})

    def for_browser(self, language: str = "zh", translations: Translations | None = None) -> dict[str, Any]:
        """The form-js schema that the form island draws, in one language and without our own properties."""
        return browser.schema(self._localized(language, translations))

    def findings(self, functions: frozenset[str] = frozenset()) -> list[Finding]:
        """What keeps this document from being published, and what its author should look at.

        `functions` are the FEEL functions that environments will provide beside those of the language.
        """
        return checks.findings(self.doc, self._root, self.name, functions)

    def _localized(self, language: str, translations: Translations | None) -> dict[str, Any]:
        return localized(self.doc, self.translations if translations is None else translations, language)

    def _rule_sources(self) -> list[Any]:
        if self._rules is None:
            self._rules = rules.sources(self.doc)
        return self._rules

    def _worded(self, errors: Mapping[places.Path, list[Any]], language: str) -> dict[str, Any]:
        patterns = self._english_patterns() if language.startswith("en") else {}
        tree: dict[Any, Any] = {}
        for path, messages in errors.items():
            texts = [patterns.get(m.zh, m.text(language)) if isinstance(m, Quoted) else m.text(language) for m in messages]
            here = tree
            for step in path[:-1]:
                here = _branch(here, step)
            if isinstance(here.get(path[-1]), dict):
                here[path[-1]].setdefault(FORM, []).extend(texts)
            else:
                here[path[-1]] = [*here.get(path[-1], ()), *texts]
        return tree

    def _english_patterns(self) -> dict[str, str]:
        return {
            component.validate["patternErrorMessage"]: str(self.translations[component.id]["patternErrorMessage"])
            for component in self._root.walk()
            if "patternErrorMessage" in component.validate and "patternErrorMessage" in self.translations.get(component.id, {})
        }


def _is_given(answer: Any) -> bool:
    return answer is not None and answer is not False and answer not in ("", [], {})


def _words(text: Any) -> set[str]:
    if isinstance(text, Mapping):
        text = list(text.values())
    if isinstance(text, list):
        return set().union(*(_words(each) for each in text))
    return set(re.findall(r"\w+", text)) if isinstance(text, str) and (text.startswith("=") or "{{" in text) else set()


def _branch(tree: dict[Any, Any], step: Any) -> dict[Any, Any]:
    """The table below; messages about the whole list or group move into it under "_form"."""
    if isinstance(tree.get(step), list):
        tree[step] = {FORM: tree[step]}
    below: dict[Any, Any] = tree.setdefault(step, {})
    return below


def _outside_rows(component: components.Component) -> list[components.Component]:
    found = [component]
    if component.kind != "dynamiclist":
        for child in component.children:
            found.extend(_outside_rows(child))
    return found
