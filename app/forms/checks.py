"""What a form's author has to mend before the form may be used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from app import feel
from app.errors import Finding
from app.forms import choices, patterns, rules
from app.forms.components import KNOWN, QUESTIONS, Component
from app.forms.differences import differences
from app.forms.messages import FORM
from app.forms.validators import VALIDATORS

_ACTIVE = re.compile(r"<\s*(script|iframe|object|embed|style|link|form|svg)|javascript:|\son\w+\s*=", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/(png|jpeg|gif|webp);base64,|/(?!/)", re.IGNORECASE)
_FEEL_LIMITS = ("required", "min", "max", "minLength", "maxLength")


def findings(doc: Any, root: Component, file: str = "", functions: frozenset[str] = frozenset()) -> list[Finding]:
    """Everything found, in the order of the page, then the rules."""
    if not isinstance(doc, Mapping) or not isinstance(doc.get("components"), list):
        return [Finding(None, "form-unreadable", "error", "不是 form-js 表单。", "This is not a form-js form.", file)]
    checks: tuple[Callable[[Component], Iterator[Finding]], ...] = (
        _kind, _markup, _place, _label, partial(_feel, functions), _pattern, _validator, _options,
    )
    inside = [component for component in root.walk() if component is not root]
    found = [finding for component in inside for check in checks for finding in check(component)]
    found += [*_bare_names(root, functions), *_twice(root), *_same_id(inside), *_rules(doc, root, functions)]
    return [replace(each, file=file) for each in found]


def _error(component: Component, code: str, zh: str, en: str) -> Finding:
    return Finding(component.id or ".".join(component.path) or None, code, "error", zh, en)


def _kind(component: Component) -> Iterator[Finding]:
    kind = component.kind
    if kind in ("html", "iframe"):
        yield _error(component, "form-active-content", f"不允许使用 {kind} 组件。", f"The component type {kind} is not allowed.")
    elif kind not in KNOWN:
        yield _error(component, "form-component-unknown", f"不认识的组件类型 {kind}。", f"Unknown component type {kind}.")


def _markup(component: Component) -> Iterator[Finding]:
    source = str(component.source.get("source", ""))
    if component.kind == "image" and source and not _IMAGE.match(source):
        yield _error(component, "form-active-content", "图片只能是内嵌的 PNG、JPEG、GIF、WebP 或本站地址。",
                     "An image must be an embedded PNG, JPEG, GIF or WebP, or an address of this site.")
    for name in ("text", "label", "description", "content"):
        if _ACTIVE.search(str(component.source.get(name, ""))):
            yield _error(component, "form-active-content", "文字中不允许有脚本或嵌入内容。", "Texts must not contain scripts or embedded content.")


def _place(component: Component) -> Iterator[Finding]:
    if not component.id:
        yield _error(component, "form-id-missing", "组件缺少 id。", "The component has no id.")
    if component.kind == "dynamiclist" and not component.source.get("path"):
        yield _error(component, "form-key-missing", "动态列表缺少路径。", "The dynamic list has no path.")
    if (component.kind in QUESTIONS or component.kind == "expression") and not component.source.get("key"):
        yield _error(component, "form-key-missing", "组件缺少键。", "The component has no key.")
    if FORM in component.path or "" in component.path:
        yield _error(component, "form-key-reserved", "键不可使用。", "The key cannot be used.")


def _label(component: Component) -> Iterator[Finding]:
    source = component.source
    if component.kind in QUESTIONS and not (source.get("label") or source.get("dateLabel") or source.get("timeLabel")):
        yield Finding(component.id, "form-label-missing", "warning", "组件没有标签，读屏软件无法朗读。",
                      "The component has no label; screen readers cannot name it.")


def _feel(functions: frozenset[str], component: Component) -> Iterator[Finding]:
    for where, text in _expressions(component):
        try:
            feel.compile(text.strip().removeprefix("="), functions=functions)
        except feel.FeelSyntaxError as error:
            yield _error(component, "form-feel", f"{where} 中的 FEEL 表达式无法理解：{error.text('zh')}",
                         f"The FEEL expression in {where} cannot be read: {error.text('en')}")
            continue
        for en, zh in differences(text.strip().removeprefix("="), functions) if where != "jiebang:validatorWhen" else ():
            yield Finding(
                component.id, "form-feel-browser", "warning", f"{where} 在浏览器中的结果可能不同：{zh}。",
                f"The browser may work out {where} differently: {en}.",
            )


def _expressions(component: Component) -> Iterator[tuple[str, str]]:
    source = component.source
    if isinstance(component.hide, str):
        yield "conditional.hide", component.hide
    if component.kind == "expression":
        yield "expression", str(source.get("expression", ""))
    if isinstance(source.get("valuesExpression"), str):
        yield "valuesExpression", source["valuesExpression"]
    if str(source.get("readonly", "")).startswith("="):
        yield "readonly", source["readonly"]
    if component.property("validatorWhen"):
        yield "jiebang:validatorWhen", str(component.property("validatorWhen"))
    for name in _FEEL_LIMITS:
        if str(component.validate.get(name, "")).startswith("="):
            yield f"validate.{name}", str(component.validate[name])


def _bare_names(root: Component, functions: frozenset[str]) -> Iterator[Finding]:
    """A name of a row or of a group with a path, written as if it were one of the whole form: the browser would not find it."""
    outside = {part.path[0] for part in _scope(root) if part.keeps_value and part.path}
    for holder in root.walk():
        inside = {part.path[-1] for part in _scope(holder) if part.keeps_value and part.path} if holder is not root and holder.path else set()
        for part in _scope(holder) if inside else ():
            for where, text in _expressions(part):
                for name in sorted(_names(text, functions) & inside - outside) if where != "jiebang:validatorWhen" else ():
                    full = f"this.{name}" if holder.kind == "dynamiclist" else f"{'.'.join(holder.path)}.{name}"
                    yield _error(part, "form-feel-name", f"{where} 中的 {name} 应写作 {full}。", f"Write {full} for {name} in {where}.")


def _names(text: str, functions: frozenset[str]) -> frozenset[str]:
    try:
        return feel.compile(text.strip().removeprefix("="), functions=functions).names
    except feel.FeelSyntaxError:
        return frozenset()


def _pattern(component: Component) -> Iterator[Finding]:
    pattern = component.validate.get("pattern")
    if not isinstance(pattern, str) or not pattern:
        return
    reason = patterns.refusal(pattern)
    if reason:
        yield _error(component, "form-pattern", f"正则表达式不能使用：{reason[0]}", f"The pattern cannot be used: {reason[1]}")


def _validator(component: Component) -> Iterator[Finding]:
    name = component.property("validator")
    if name is not None and name not in VALIDATORS:
        yield _error(component, "form-validator-unknown", f"没有名为 {name} 的校验规则。", f"There is no validator named {name}.")


def _options(component: Component) -> Iterator[Finding]:
    name = component.property("options")
    if name is not None and name not in choices.NAMES:
        yield _error(component, "form-options-unknown", f"没有名为 {name} 的选项来源。", f"There are no options named {name}.")


def _twice(scope: Component) -> Iterator[Finding]:
    """Two components of one scope that would write the same value, or one into the other's."""
    holders = [part for part in _scope(scope) if part.keeps_value and part.path]
    taken = {part.path for part in holders}
    seen: set[tuple[str, ...]] = set()
    for part in holders:
        if part.path in seen:
            yield _error(part, "form-key-duplicate", f"键 {'.'.join(part.path)} 重复。", f"The key {'.'.join(part.path)} is used twice.")
        seen.add(part.path)
        if any(part.path[:length] in taken for length in range(1, len(part.path))):
            yield _error(part, "form-key-duplicate", f"键 {'.'.join(part.path)} 在另一个值之内。",
                         f"The key {'.'.join(part.path)} lies inside another value.")
    for part in holders:
        if part.kind == "dynamiclist":
            yield from _twice(part)


def _scope(scope: Component) -> Iterator[Component]:
    for child in scope.children:
        yield child
        if child.kind != "dynamiclist":
            yield from _scope(child)


def _same_id(components: list[Component]) -> Iterator[Finding]:
    counted = Counter(component.id for component in components if component.id)
    for name, count in counted.items():
        if count > 1:
            yield Finding(name, "form-id-duplicate", "error", f"组件 id {name} 重复。", f"The component id {name} is used twice.")


def _rules(doc: Mapping[str, Any], root: Component, functions: frozenset[str]) -> Iterator[Finding]:
    try:
        written = rules.sources(doc)
    except ValueError:
        yield Finding(None, "form-rule", "error", "表单规则不是有效的 JSON。", "The form's rules are not valid JSON.")
        return
    paths = {component.path for component in root.walk()}
    for number, source in enumerate(written, 1):
        try:
            rule = rules.read(source, functions)
        except feel.FeelSyntaxError as error:
            yield Finding(None, "form-rule", "error", f"第 {number} 条规则无法理解：{error.text('zh')}", f"Rule {number} cannot be read: {error.text('en')}")
            continue
        except (KeyError, TypeError, AttributeError):
            yield Finding(None, "form-rule", "error", f"第 {number} 条规则缺少条件或提示。", f"Rule {number} lacks its condition or message.")
            continue
        if rule.field and rule.field not in paths:
            yield Finding(None, "form-rule", "error", f"第 {number} 条规则指向不存在的键。", f"Rule {number} points to a key that does not exist.")
        if not rule.message.en:
            yield Finding(None, "form-rule-english", "warning", f"第 {number} 条规则没有英文提示。", f"Rule {number} has no English message.")
