"""Checks of whole files before they count: drawings, tables, forms and what refers to what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from app import data_files, data_uses, decisions, papers
from app.data_files import DataFile
from app.engine.checks import check
from app.engine.checks.data_flow import thrown_in
from app.engine.checks.rule import Context
from app.engine.compiler import compile_process
from app.engine.model import Element, Process
from app.engine.reader import read
from app.engine.schema import schema_findings
from app.errors import Finding, Refused
from app.forms import Form
from app.library import Library
from app.runtime import Programme
from app.xml import parse_untrusted


def context_of(programme: Programme, library: Library) -> Context:
    """Which names exist, for the checks of a deployment."""
    forms = _forms(library)
    drawn = [process for path in _drawings(library) for process in library.drawing(path).processes if process.executable]
    return Context(
        forms=frozenset(library.form_names()), roles=frozenset(programme.roles),
        operations=frozenset(programme.operations), decisions=frozenset(_decisions(library)),
        processes=frozenset(process.id for process in drawn), templates=frozenset(library.notice_names()),
        functions=frozenset(programme.functions), start_functions=frozenset(programme.start_functions),
        constants=library.constants,
        regions=_regions(library),
        keys={
            file.function: frozenset(library.data(file.path)) for file in programme.data_files if file.function and library.has(file.path)
        },
        callable=frozenset(each.id for each in drawn if not each.scope.starts() or any(not s.events for s in each.scope.starts())),
        form_fields={name: frozenset(form.keys) if form else None for name, form in forms.items()},
        form_kinds={name: form.kinds for name, form in forms.items() if form}, passed=_passed(drawn),
        gives={name: operation.gives for name, operation in programme.operations.items()},
        thrown=frozenset().union(*(thrown_in(library.drawing(path)) for path in _drawings(library))),
        papers=lambda name: paper_fields(programme, library, name),
    )


def paper_fields(programme: Programme, library: Library, name: str) -> Mapping[str, Any] | None:
    """What the template of a document may name; None for one that the programme does not issue."""
    document = programme.papers.get(name)
    return papers.known(document, library.fields_of) if document else None


def _forms(library: Library) -> dict[str, Form | None]:
    """Forms by name; None for one that cannot be read, which is a finding of its own."""
    found: dict[str, Form | None] = {}
    for name in library.form_names():
        try:
            found[name] = library.form(name)
        except (Refused, ValueError):
            found[name] = None
    return found


def _passed(processes: Iterable[Process]) -> dict[str, frozenset[str] | None]:
    """What call activities give to each process; None where one gives everything it has."""
    found: dict[str, frozenset[str] | None] = {}
    drawn = list(processes)
    for process in drawn:
        for _, element in process.scope.walk():
            for called in _reached(element, drawn):
                names = None if element.inputs is None else frozenset(name for name, _ in element.inputs)
                before = found.get(called, frozenset())
                found[called] = None if names is None or before is None else before | names
    return found


def _reached(element: Element, drawn: Iterable[Process]) -> list[str]:
    """The processes that a call names; where FEEL chooses, those whose ids begin with a text it is made of."""
    if element.kind != "callActivity":
        return []
    begun = tuple(re.findall(r'"(\w+)"', element.settings.get("called", "")))
    if begun:
        return [process.id for process in drawn if process.id.startswith(begun)]
    return [element.called] if element.called else []


def _decisions(library: Library) -> list[str]:
    try:
        return library.decision_ids()
    except Refused:
        return []


def _drawings(library: Library) -> list[str]:
    """Drawings that can be read; those that cannot have a finding of their own."""
    found = []
    for path in library.resources:
        if path.endswith(".bpmn"):
            try:
                library.drawing(path)
            except Refused:
                continue
            found.append(path)
    return found


def check_change(
    programme: Programme, library: Library, files: Mapping[str, bytes], changed: Library | None = None,
) -> list[Finding]:
    """Findings in files that would take the place of a library's, and in tables and templates that may name what is in them.

    `changed` is the library with these files in place, where the caller has made it already.
    """
    changed = changed or library.replaced(files)
    unusable = _unusable(programme, library, changed, files)
    if unusable:
        return unusable                          # whatever else would be said follows from it
    importing = {path for path, resource in changed.resources.items() if path.endswith(".dmn") and b"import" in resource.content}
    paths = {*files, *(importing if any(path.endswith(".dmn") for path in files) else ())}
    if any(path.endswith(".form") for path in files) and all(_forms(changed).values()):
        paths |= {path for path in changed.resources if path.endswith(".docx")}    # they may name fields that are gone
    if any(file.path in files for file in programme.data_files):
        paths |= {path for path in changed.resources if path.endswith(".dmn")}     # their numbers may be others now
    return check_files(changed, sorted(paths), context_of(programme, changed))


def _unusable(programme: Programme, library: Library, changed: Library, files: Mapping[str, bytes]) -> list[Finding]:
    """What keeps data files from being read at all, or takes them away."""
    found: list[Finding] = []
    for file in programme.data_files:
        if files.get(file.path):
            found += data_files.findings(file, files[file.path], _regions(changed))
        elif file.path in files and library.has(file.path):
            found.append(Finding(None, "data-file-removed", "error", f"{file.zh}不能删除。", f"{file.en} cannot be removed.", file.path))
    return found


def _regions(library: Library) -> frozenset[str] | None:
    return frozenset(getattr(library.programme, "regions", ())) or None


def check_kept(library: Library, path: str, content: bytes) -> list[Finding]:
    """Executable processes that a drawing would lose; a drawing that is new must hold the process of its name."""
    if not path.endswith(".bpmn"):
        return []
    try:
        before = _executable(library, path) if library.has(path) else {path.rpartition("/")[2].removesuffix(".bpmn")}
        lost = before - _executable(library.replaced({path: content}), path)
    except Refused:
        return []                                # an unreadable drawing is a finding of its own
    return [
        Finding(
            process, "process-lost", "error", f"可执行的流程“{process}”不在这张图中；改名或删除流程不能在设计器里进行。",
            f"The executable process “{process}” is missing from this drawing; it cannot be renamed or removed in the studio.",
            path, "链接、任务和调用它的流程都按名称找它，换了名称就找不到。", "Links, tasks and processes that call it find it by its name.",
        )
        for process in sorted(lost)
    ]


def _executable(library: Library, path: str) -> set[str]:
    return {process.id for process in library.drawing(path).processes if process.executable}


def check_files(library: Library, paths: Iterable[str], context: Context) -> list[Finding]:
    """Findings in these files of a library."""
    found: list[Finding] = []
    owners: dict[str, str] = {}
    for path in sorted(library.resources):
        if path.endswith(".bpmn"):
            try:
                for process in library.drawing(path).processes:
                    if owners.setdefault(process.id, path) != path:
                        found.append(Finding(
                            process.id, "process-twice", "error",
                            f"流程“{process.id}”在 {owners[process.id]} 中已有。",
                            f"Process “{process.id}” is drawn in {owners[process.id]} already.", path,
                            "发起时只按名称查找，两张图同名就说不清用哪一张。", "It is started by its name; with two drawings nobody can tell which is meant.",
                        ))
            except Refused:
                continue
    for path in paths:
        if path in library.resources:
            found += check_content(path, library.resources[path].content, context, library.models_beside, library.supplied.files)
    return found + [
        each for file in library.supplied.files if file.path in paths and not any(one.file == file.path for one in found)
        for each in data_uses.missing(library, file)
    ]


def check_content(
    path: str, content: bytes, context: Context = Context(), beside: decisions.Beside = decisions.NO_IMPORTS,
    files: Iterable[DataFile] = (),
) -> list[Finding]:
    """Findings in one file by its kind; whatever the content is, the answer is a list.

    `beside` finds imported tables, `files` are the data files of the programme.
    """
    try:
        for file in files:
            if file.path == path:
                return data_files.findings(file, content, context.regions)
        if path.endswith(".dmn"):
            return [*decisions.check(content, path, context.functions, beside, context.constants), *_keys_missing(path, content, context)]
        if path.endswith((".form", ".json")):
            return _check_json(path, content)
        if path.endswith((".docx", ".txt")):
            return _check_template(path, content, context)
        return _check_drawing(path, content, context)
    except Refused as error:
        return [Finding(None, error.code, "error", error.text("zh"), error.text("en"), path)]
    except RecursionError:
        return [Finding(None, "nested-too-deep", "error", "文件嵌套过深。", "The file is nested too deeply.", path)]


def _keys_missing(path: str, content: bytes, context: Context) -> list[Finding]:
    return [
        Finding(
            None, "data-key-missing", "error", f"用到“{key}”，而 {function} 没有这一条目；请改正名称，或先在数据文件里添加。",
            f"“{key}” is named, which {function} does not know; correct the name, or add it to the data file first.", path,
        )
        for function, known in context.keys.items() for key in sorted(data_files.keys_in(content, function) - known)
    ]


def _check_drawing(path: str, content: bytes, context: Context) -> list[Finding]:
    findings = schema_findings(parse_untrusted(content), path)
    drawing = read(content, path)
    findings += check(drawing, context)
    if not any(finding.blocks for finding in findings):
        for process in drawing.processes:
            if process.executable:
                compile_process(process)         # the trial: whatever is left to refuse is refused here
    return findings


def _check_template(path: str, content: bytes, context: Context) -> list[Finding]:
    if path.endswith(".docx"):
        return papers.findings(path, content, context.papers(PurePosixPath(path).stem))
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return [Finding(None, "not-utf-8", "error", "文本不是 UTF-8 编码。", "The text is not encoded as UTF-8.", path)]
    return []


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is no number of JSON")


def _nested(names: object) -> bool:
    """Whether these are objects by name."""
    return isinstance(names, dict) and all(isinstance(each, dict) for each in names.values())


def _check_json(path: str, content: bytes) -> list[Finding]:
    try:
        document = json.loads(content, parse_constant=_no_number)
    except ValueError as error:
        return [Finding(None, "json-unreadable", "error", f"不是正确的 JSON：{error}", f"Not valid JSON: {error}", path)]
    if not path.endswith(".form"):
        fits = isinstance(document, dict) and all(_nested(document.get(part, {})) for part in ("bpmn", "forms"))
        return [] if fits else [Finding(
            None, "wording-shape", "error", "译文应为对象：bpmn → 流程 → 元素 → 文字，forms → 表单 → 组件。",
            "Wording is an object: bpmn → process → element → text, forms → form → component.", path,
        )]
    name = path.removeprefix("forms/").removesuffix(".form")
    return [
        replace(each, file=path)
        for each in Form.from_json(document, name=name).findings()
    ]
