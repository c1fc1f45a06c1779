"""`play FILE`: runs a drawing on the virtual clock and says where it went; needs no database."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import feel
from app.checking import check_content
from app.cli.files import FileUnreadable, definition_files, library_of, library_of_checkout, place_in_checkout, read_file
from app.cli.findings import as_json
from app.cli.world import World
from app.clock import SHANGHAI, SystemClock
from app.data_files import Supplied
from app.engine.checks.rule import Context
from app.engine.reader import read
from app.errors import Finding, Refused
from app.factory import load_programme
from app.library import Library


class BadInput(Refused):
    """{what}: {reason}"""

    code = "bad-input"
    zh = "{what}：{reason}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `play`."""
    parser.add_argument("file", metavar="FILE", help="a drawing")
    parser.add_argument("--process", metavar="ID", help="which process of the file; the first one otherwise")
    parser.add_argument("--data", default="{}", metavar="JSON", help="variables to start with")
    parser.add_argument("--answers", metavar="FILE", help="JSON: element id → answers, or a list of answers by turn")
    parser.add_argument("--auto", action="store_true", help="complete every user task, with {} where there is no answer")
    parser.add_argument("--stub-operations", action="store_true", help="let service tasks complete with {}")
    parser.add_argument("--at", metavar="TIME", help="when it starts, such as 2024-09-02T09:00 (Shanghai); now otherwise")
    parser.add_argument("--json", action="store_true", help="JSON instead of text")


def run(arguments: argparse.Namespace) -> int:
    """Prints what happened; 0 for completed or waiting, 1 for incident or refused."""
    try:
        answer = _play(arguments)
    except Refused as error:
        answer = {"status": "refused", "error": {"code": error.code, "zh": error.text("zh"), "en": error.text("en")}}
    except (RecursionError, MemoryError) as error:
        words = "the input is nested too deeply or too large"
        answer = {"status": "refused", "error": {"code": "too-large", "zh": "输入过深或过大", "en": f"{words} ({type(error).__name__})"}}
    print(json.dumps(answer, ensure_ascii=True) if arguments.json else _text(answer))
    return 1 if answer["status"] in {"refused", "incident"} else 0


def _play(arguments: argparse.Namespace) -> dict[str, Any]:
    content = read_file(Path(arguments.file), arguments.file)
    programme = load_programme()
    functions = library_of_checkout().callables
    context = Context(functions=frozenset(functions), start_functions=frozenset(programme.start_functions))
    findings = check_content(_own(Path(arguments.file)), content, context)
    if any(finding.blocks for finding in findings):
        return {"status": "refused", "findings": [as_json(each) for each in findings], "path": [], "waiting": {}, "data": {}}
    library = _library(Path(arguments.file), content, context, programme.supplied)
    process = _choose(library, Path(arguments.file), arguments.process)
    world = World(
        library, _start_time(arguments.at), _object(_given(arguments.answers), "--answers"),
        auto=arguments.auto, stub_operations=arguments.stub_operations, functions=functions,
    )
    message = next(iter(sorted(process.message_starts())), None) if not process.spec.entries else None
    world.start(process.id, feel.from_json(_object(arguments.data, "--data")), message)
    world.run()
    return _answer(world, process.id, findings)


def _given(name: str | None) -> bytes | None:
    return None if name is None else read_file(Path(name), name)


def _object(text: str | bytes | None, what: str) -> dict[str, Any]:
    try:
        value = json.loads(text) if text else {}
    except (ValueError, RecursionError) as error:
        raise BadInput(what=what, reason=str(error)) from error
    if not isinstance(value, dict):
        raise BadInput(what=what, reason="a JSON object is expected")
    return value


def _start_time(text: str | None) -> datetime:
    if text is None:
        return SystemClock().now()
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInput(what="--at", reason=str(error)) from error
    try:
        return (found if found.tzinfo else found.replace(tzinfo=SHANGHAI)).astimezone(UTC)
    except OverflowError as error:
        raise BadInput(what="--at", reason=str(error)) from error


def _library(file: Path, content: bytes, context: Context, supplied: Supplied) -> Library:
    """The file, with what it may need: the checkout it lies in, or the drawings and tables beside it.

    A drawing beside it of the same process is another version and left out.
    """
    own = _own(file)
    alone = library_of({own: content}, supplied)
    if not place_in_checkout(file) and not any(_needs_others(process) for process in alone.drawing(own).processes):
        return alone
    files = definition_files() if place_in_checkout(file) else _beside(file)
    readable = {
        path: data for path, data in files.items()
        if path.endswith((".form", ".json")) or not any(found.blocks for found in check_content(path, data, context))
    }
    drawn = _process_ids(content)
    others = {path: data for path, data in readable.items() if not (path.endswith(".bpmn") and drawn & _process_ids(data))}
    return library_of({**others, own: content}, supplied)


def _needs_others(process: Any) -> bool:
    """Whether it calls or decides; reading a folder of drawings for nothing takes seconds, and its messages are not meant."""
    return any(element.called or element.kind == "businessRuleTask" for _, element in process.scope.walk())


def _own(file: Path) -> str:
    """What the file is called in its library."""
    name = place_in_checkout(file) or file.name
    return name if name.endswith(".bpmn") else f"{name}.bpmn"


def _process_ids(content: bytes) -> set[str]:
    return {process.id for process in read(content).processes}


def _beside(file: Path) -> dict[str, bytes]:
    """Drawings and tables in the same folder; what cannot be read does not count."""
    found = {}
    for each in sorted(file.parent.glob("*.*")):
        if each.suffix in {".bpmn", ".dmn"}:
            with suppress(FileUnreadable):
                found[each.name] = read_file(each, each.name)
    return found


def _choose(library: Library, file: Path, wanted: str | None) -> Any:
    drawing = library.drawing(_own(file))
    drawn = [process.id for process in drawing.processes if process.executable]
    if wanted is not None:
        if wanted not in drawn:
            raise BadInput(what="--process", reason=f"{wanted} is not in the file")
        return library.process(wanted)
    called = {element.called for _, _, element in drawing.walk("callActivity")}
    candidates = [each for each in drawn if each not in called] or drawn
    plain = [each for each in candidates if library.process(each).spec.entries]
    return library.process((plain or candidates)[0])


def _path(world: World) -> list[str]:
    """Elements in the order they were completed; a multi-instance stands there once for each item."""
    bodies = {fact.token for fact in world.facts if fact.kind == "items_started" and fact.data["count"]}
    return [fact.element for fact in world.facts if fact.kind == "completed" and fact.token not in bodies]


def _answer(world: World, process_id: str, findings: list[Finding]) -> dict[str, Any]:
    main = world.load(0)
    live = [world.load(number) for number in sorted(world.live)]
    waits = [each.waiting() for each in live]
    incidents = [{"element": each.element, "code": each.code, "message": each.message} for w in waits for each in w.incidents]
    status = "incident" if incidents else "waiting" if world.live else "completed"
    return {
        "status": status, "process": process_id,
        "path": _path(world),
        "waiting": {
            "user_tasks": [task.element for w in waits for task in w.user_tasks],
            "jobs": [job.element for w in waits for job in w.jobs],
            "messages": [{"element": s.element, "name": s.message, "key": s.key} for w in waits for s in w.subscriptions],
            "timers": [{"element": t.element, "due": t.due.isoformat()} for w in waits for t in w.timers],
        },
        "data": feel.to_json(main.variables), "time": world.clock.now().astimezone(SHANGHAI).isoformat(),
        "incidents": incidents, "messages": [{"name": each.name, "key": each.key} for each in world.pending],
        "instances": len(world.instances), "findings": [as_json(each) for each in findings],
        "stopped_at_limit": world.stopped,
    }


def _text(answer: dict[str, Any]) -> str:
    lines = [f"status: {answer['status']}"]
    if "error" in answer:
        return "\n".join([*lines, answer["error"]["zh"], answer["error"]["en"]])
    lines += [f"  {each['severity']} {each['element'] or '-'}: {each['message']['zh']} / {each['message']['en']}" for each in answer.get("findings", [])]
    path = answer["path"]
    lines.append("path: " + ("… → " if len(path) > 80 else "") + " → ".join(path[-80:]))
    lines += [f"waiting {kind}: {found}" for kind, found in answer["waiting"].items() if found]
    incidents = Counter((each["element"], each["message"]) for each in answer.get("incidents", []))
    lines += [f"incident {element}{f' ×{times}' if times > 1 else ''}: {message}" for (element, message), times in incidents.items()]
    lines.append(f"data: {json.dumps(answer['data'], ensure_ascii=False)}")
    return "\n".join([*lines, f"time: {answer.get('time', '')}"])
