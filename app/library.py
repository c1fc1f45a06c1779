"""Definitions as of one deployment: drawings, tables, forms and templates, compiled when first asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from app import data_files, decisions, drawing_words, record_fields
from app.data_files import Supplied, given
from app.decisions import DecisionModel
from app.engine.compiler import Executable, compile_process
from app.engine.errors import UnknownDefinition
from app.engine.model import Drawing, Element
from app.engine.reader import read
from app.forms import Form, choices
from app.record_fields import RecordField


@dataclass(frozen=True)
class Resource:
    """One version of one file; `id` names its content for ever."""

    id: int
    path: str                      # bpmn/formal_review/formal_review.bpmn
    version: int
    content: bytes
    deployment: int = 0


class Compiled:
    """What has been made of resources; immutable content is compiled once, for all libraries."""

    def __init__(self, stored: Compiled | None = None) -> None:
        self._made: dict[tuple[int, str], Any] = {}
        self._stored = stored                  # whatever has an id of the store is compiled there

    def get(self, resource: Resource, kind: str, make: Callable[[bytes], Any]) -> Any:
        """The compiled form of a resource."""
        if self._stored is not None and resource.id > 0:
            return self._stored.get(resource, kind, make)
        key = (resource.id, kind)
        if key not in self._made:
            self._made[key] = make(resource.content)
        return self._made[key]


class Library:
    """All definitions that one deployment sees (see `app.engine.surroundings.Library`)."""

    def __init__(
        self, deployment: int, resources: Iterable[Resource], compiled: Compiled | None = None,
        supplied: Supplied = Supplied(),
    ) -> None:
        self.deployment = deployment
        self.resources: dict[str, Resource] = {resource.path: resource for resource in resources}
        self._compiled = compiled or Compiled()
        self.supplied = supplied
        self.functions = frozenset(supplied.functions)     # names that expressions may call beside the built-ins

    def replaced(self, files: Mapping[str, bytes]) -> Library:
        """As it would be with other content in some files (empty content: without them), for checks."""
        merged = dict(self.resources)
        for number, (path, content) in enumerate(files.items()):
            merged[path] = Resource(-1 - number, path, 0, content)
        kept = [resource for resource in merged.values() if resource.content]
        return Library(-1, kept, Compiled(self._compiled), self.supplied)

    # -- drawings ----------------------------------------------------------------------------------------------------

    @cached_property
    def _process_paths(self) -> dict[str, str]:
        found = {}
        for path in sorted(self.resources):
            if path.endswith(".bpmn"):
                for process in self.drawing(path).processes:
                    if process.executable:
                        found.setdefault(process.id, path)
        return found

    def drawing(self, path: str) -> Drawing:
        """The model of a file."""
        return self._compiled.get(self._resource(path), "drawing", lambda content: read(content, path))

    def process(self, process_id: str) -> Executable:
        """The executable process of that id; raises UnknownDefinition."""
        path = self._process_paths.get(process_id)
        if path is None:
            raise UnknownDefinition(kind="process", name=process_id)
        executables = self._compiled.get(self.resources[path], "executables", lambda _: {
            process.id: compile_process(process) for process in self.drawing(path).processes if process.executable
        })
        return executables[process_id]

    def process_resource(self, process_id: str) -> Resource:
        """The file that a process is drawn in."""
        path = self._process_paths.get(process_id)
        if path is None:
            raise UnknownDefinition(kind="process", name=process_id)
        return self.resources[path]

    def files_of(self, process_id: str, element: Element, region: str | None = None) -> list[int]:
        """The content, by number, of what an element refers to beside its drawing: form, table, called process."""
        form = element.settings.get("form") or f"{process_id}/{element.id}"
        paths = [
            self._overlaid(f"forms/{form}.form", region) if element.kind in {"userTask", "manualTask"} else "",
            self._overlaid(self._decision_paths.get(element.settings.get("decision", ""), ""), region),
            self._process_paths.get(element.called, ""),
        ]
        return [self.resources[path].id for path in paths if path in self.resources]

    def process_ids(self) -> list[str]:
        """All executable processes."""
        return sorted(self._process_paths)

    def starters_of(self, message: str) -> list[str]:
        """Processes that a message of this name starts."""
        return [process for process in self._process_paths if message in self.process(process).message_starts()]

    def signal_starters(self, signal: str) -> list[tuple[str, str]]:
        """Processes that a signal of this name starts, with the start event."""
        return [(process, start) for process in self._process_paths for start in self.process(process).signal_starts(signal)]

    # -- the programme's data ----------------------------------------------------------------------------------------

    @cached_property
    def programme(self) -> Any:
        """The programme's data as its own code reads it; a file that is missing or wrong is as good as empty."""
        return self.supplied.read({file.name: self.data(file.path) for file in self.supplied.files})

    def data(self, path: str) -> Mapping[str, Any]:
        """The entries of a data file by key, none where the file is missing or wrong."""
        file = next((each for each in self.supplied.files if each.path == path), None)
        if file is None or path not in self.resources:
            return {}
        content = self.resources[path].content
        return {} if data_files.findings(file, content) else data_files.entries(content)

    @cached_property
    def callables(self) -> Mapping[str, Callable[..., Any]]:
        """The functions that expressions may call, over the data of this deployment."""
        return self.supplied.bound(self.programme)

    @cached_property
    def constants(self) -> Mapping[str, Callable[..., Any]]:
        """Those of them whose answer the deployment fixes."""
        return {name: call for name, call in self.callables.items() if given(self.supplied.functions[name]) == "programme"}

    # -- tables ------------------------------------------------------------------------------------------------------

    @cached_property
    def _decision_paths(self) -> dict[str, str]:
        found = {}
        for path in sorted(self.resources):
            if path.endswith(".dmn") and not path.startswith("bpmn/regions/"):
                found.update(dict.fromkeys(self.model(path).decisions, path))
        return found

    def model(self, path: str) -> DecisionModel:
        """The decisions of a file; raises ModelRefused."""
        resource = self._resource(path)
        kind = f"model {self._tables}" if b"import" in resource.content else "model"
        return self._compiled.get(
            resource, kind, lambda content: decisions.load(content, path, self.functions, self.models_beside),
        )

    @cached_property
    def models_beside(self) -> decisions.Beside:
        """What decision models may import: the others, found by their namespaces."""
        return decisions.among(lambda: [
            (path, resource.content) for path, resource in sorted(self.resources.items())
            if path.endswith(".dmn") and not path.startswith("bpmn/regions/")
        ])

    @cached_property
    def _tables(self) -> str:
        """A model that imports others is another one as soon as these change."""
        digest = sha256()
        for path, resource in sorted(self.resources.items()):
            if path.endswith(".dmn"):
                digest.update(resource.content)
        return digest.hexdigest()

    def decision(self, decision_id: str, region: str | None = None) -> DecisionModel:
        """The model that holds a decision; a file of the region with the same relative path wins."""
        return self.model(self._overlaid(self.decision_path(decision_id), region))

    def decision_path(self, decision_id: str) -> str:
        """The file that holds a decision, regions left aside."""
        path = self._decision_paths.get(decision_id)
        if path is None:
            raise UnknownDefinition(kind="decision", name=decision_id)
        return path

    def decision_ids(self) -> list[str]:
        """All decisions."""
        return sorted(self._decision_paths)

    # -- forms and templates -----------------------------------------------------------------------------------------

    def form(self, name: str, region: str | None = None) -> Form:
        """A form by its name, such as formal_review/check_items."""
        path = self._overlaid(f"forms/{name}.form", region)
        if path not in self.resources:
            raise UnknownDefinition(kind="form", name=name)
        resource = self.resources[path]
        if not choices.asked(resource.content):
            return self._compiled.get(resource, "form", lambda content: Form.from_json(json.loads(content)))
        return self._compiled.get(resource, f"form {self.form_choices}", lambda content: Form.from_json(choices.filled(json.loads(content), self.form_choices)))

    @cached_property
    def form_choices(self) -> dict[str, list[choices.Choice]]:
        """What forms may leave to the programme's data, by name."""
        return {"regions": [(code, each.zh, each.en) for code, each in getattr(self.programme, "regions", {}).items()]}

    def has_form(self, name: str) -> bool:
        """Whether there is such a form."""
        return f"forms/{name}.form" in self.resources

    def form_names(self) -> list[str]:
        """All forms."""
        return sorted(
            path.removeprefix("forms/").removesuffix(".form") for path in self.resources
            if path.endswith(".form") and not path.startswith("forms/regions/")
        )

    @cached_property
    def record_forms(self) -> dict[str, str]:
        """Record type → the form to read it by: one of its own under forms/records, else the largest that writes it."""
        found: dict[str, str] = {}
        for process_id in self.process_ids():
            for _, element in self.process(process_id).process.scope.walk():
                kind = element.settings.get("record")
                name = element.settings.get("form") or f"{process_id}/{element.id}"
                if kind and self.has_form(name) and self._size(name) > self._size(found.get(kind, "")):
                    found[kind] = name
        return found | {name.removeprefix("records/"): name for name in self.form_names() if name.startswith("records/")}

    @cached_property
    def _form_fields(self) -> dict[str, dict[str, RecordField]]:
        """Record type → fields of the forms that write it; forms that only show it come after those."""
        found: dict[str, dict[str, RecordField]] = {}
        for kind, name in self._writing_forms():
            for field, made in record_fields.of_form(self.form(name), self.translations("en").get("forms", {}).get(name, {})).items():
                known = found.setdefault(kind, {}).setdefault(field, made)
                if made.words and known.words:       # one form may offer fewer choices than another
                    found[kind][field] = replace(known, words={**made.words, **known.words})
        return found

    def _writing_forms(self) -> list[tuple[str, str]]:
        """(record type, form) for each form that writes a record, in the order of the processes."""
        found = [
            (element.settings["record"], element.settings.get("form") or f"{process_id}/{element.id}")
            for process_id in self.process_ids() for _, element in self.process(process_id).process.scope.walk()
            if element.settings.get("record")
        ]
        return [(kind, name) for kind, name in dict.fromkeys(found) if self.has_form(name)]

    def fields_of(self, kind: str) -> dict[str, RecordField]:
        """What a record of a type may keep: what its forms ask, what the programme's handlers write, what its own form shows."""
        if kind not in self._record_fields:
            shown = f"records/{kind}"
            english = self.translations("en").get("forms", {}).get(shown, {})
            fields = record_fields.of_form(self.form(shown), english) if self.has_form(shown) else {}
            handlers = record_fields.given(self.supplied.record_fields, self._form_fields, kind)
            self._record_fields[kind] = {**fields, **handlers, **self._form_fields.get(kind, {})}
        return self._record_fields[kind]

    @cached_property
    def _record_fields(self) -> dict[str, dict[str, RecordField]]:
        return {}

    @cached_property
    def record_keys(self) -> dict[str, str]:
        """Record type → FEEL for its key, as the tasks that write it say; `=type_id` where none says anything."""
        return {
            element.settings["record"]: element.settings["recordKey"] for process_id in self.process_ids()
            for _, element in self.process(process_id).process.scope.walk()
            if element.settings.get("record") and element.settings.get("recordKey")
        }

    def _size(self, form: str) -> int:
        resource = self.resources.get(f"forms/{form}.form")
        return len(resource.content) if resource else 0

    def resource(self, path: str) -> Resource:
        """A file with its version, such as forms/documents/contract.docx; raises UnknownDefinition."""
        return self._resource(path)

    def template(self, path: str) -> bytes:
        """A template's content, such as forms/documents/contract.docx."""
        return self._resource(path).content

    def has(self, path: str) -> bool:
        """Whether there is such a file."""
        return path in self.resources

    def notice_names(self) -> list[str]:
        """All notice templates."""
        return sorted(
            PurePosixPath(path).name.removesuffix(".zh.txt") for path in self.resources
            if path.startswith("forms/notices/") and path.endswith(".zh.txt")
        )

    def translations(self, language: str) -> Mapping[str, Any]:
        """Wording of forms and drawings in another language."""
        resource = self.resources.get(f"forms/translations/{language}.json")
        return self._compiled.get(resource, "json", json.loads) if resource else {}

    def lane_name(self, process_id: str, lane: str, language: str) -> str:
        """A lane's name in a language."""
        if not lane or not language.startswith("en") or process_id not in self._process_paths:
            return lane
        ids = self._compiled.get(self.process_resource(process_id), "lanes", drawing_words.lanes)
        return self.element_name(process_id, ids.get(lane, ""), lane, language)

    def drawing_in(self, process_id: str, language: str) -> bytes:
        """A process's drawing, its names in a language."""
        resource = self.process_resource(process_id)
        if not language.startswith("en"):
            return resource.content
        names = self.translations("en").get("bpmn", {})
        return self._compiled.get(resource, "english", lambda content: drawing_words.reworded(content, names))

    def element_name(self, process_id: str, element: str, name: str, language: str) -> str:
        """An element's name in a language; the drawing's own name when there is no other."""
        if not language.startswith("en"):
            return name
        return self.translations("en").get("bpmn", {}).get(process_id, {}).get(element) or name

    def _overlaid(self, path: str, region: str | None) -> str:
        if region:
            top, _, rest = path.partition("/")
            overlay = f"{top}/regions/{region}/{rest}"
            if overlay in self.resources:
                return overlay
        return path

    def _resource(self, path: str) -> Resource:
        if path not in self.resources:
            raise UnknownDefinition(kind="file", name=path)
        return self.resources[path]


class Catalogue:
    """Libraries by deployment; `read_resources` gives the newest version of each path up to a deployment."""

    def __init__(
        self, read_resources: Callable[[int], list[Resource]], supplied: Supplied = Supplied(),
    ) -> None:
        self._read, self._compiled, self._supplied = read_resources, Compiled(), supplied
        self._libraries: dict[int, Library] = {}

    def at(self, deployment: int) -> Library:
        """Definitions as of a deployment."""
        if deployment not in self._libraries:
            self._libraries[deployment] = Library(
                deployment, self._read(deployment), self._compiled, self._supplied,
            )
        return self._libraries[deployment]
