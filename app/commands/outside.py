"""A user task that another system is the record of: it is recorded as done there, with number, day and file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from app.access import Actor
from app.clock import SHANGHAI
from app.commands import exchange
from app.engine.waiting import Fact
from app.errors import Conflict, Invalid
from app.library import Library
from app.runtime import Runtime
from app.store import exchange as store, instances
from app.store.database import Session

FORMULAS = re.compile(r'"=([^"]*)"|<(?:\w+:)?conditionExpression[^>]*>([^<]*)<', re.DOTALL)


class NotOutside(Conflict):
    """This task cannot be recorded as done in another system; complete it here."""

    code = "not-outside"
    zh = "此任务不能登记为在其他系统办理，请在本系统办理。"


@dataclass(frozen=True)
class Outside:
    """Where a task was done, under which number, on which day, and the file that shows it."""

    system: str
    number: str
    on: str
    file: str = ""


def is_allowed(settings: Mapping[str, str]) -> bool:
    """Whether the drawing lets this task be done in another system."""
    return settings.get("outside") == "true"


def needed(runtime: Runtime, library: Library, process_id: str, settings: Mapping[str, str], names: tuple[str, ...]) -> frozenset[str]:
    """Answers that must be given all the same: what formulas and operations of the drawing read, and what it names."""
    drawing = library.process_resource(process_id).content.decode("utf-8", "replace")
    words = set(re.findall(r"\w+", " ".join("".join(each) for each in FORMULAS.findall(drawing))))
    words |= {each.strip() for each in settings.get("outsideNeeds", "").split(",")}
    for found in re.findall(r'jiebang:operation="([^"]+)"', drawing):
        operation = runtime.programme.find_operation(process_id, found)
        words |= set(operation.parameters) if operation else set()
    return frozenset(words.intersection(names))


def checked(runtime: Runtime, settings: Mapping[str, str], outside: Outside, *, by: Actor) -> dict[str, Any]:
    """What is kept about it; raises NotOutside, Invalid with messages at the fields."""
    if not is_allowed(settings):
        raise NotOutside()
    english, wrong = by.language == "en", {}
    number = outside.number.strip()
    if outside.system not in runtime.programme.systems:
        wrong["system"] = ["Choose a system." if english else "请选择系统。"]
    if not number or len(number) > exchange.NUMBER_LENGTH or not number.isprintable():
        wrong["number"] = ["Enter the number it has there." if english else "请填写对方系统的编号。"]
    try:
        on = date.fromisoformat(outside.on.strip())
        if on > runtime.clock.now().astimezone(SHANGHAI).date():
            raise ValueError
    except ValueError:
        wrong["on"] = ["Enter a day that is not in the future." if english else "请填写不晚于今天的日期。"]
    if wrong:
        raise Invalid(wrong)
    return {"system": outside.system, "number": number, "on": on, "file": outside.file or None, "by": by.id}


def note(
    runtime: Runtime, session: Session, task: Mapping[str, Any], bound: tuple[str, str] | None, kept: Mapping[str, Any], *, by: Actor,
) -> None:
    """Keeps a line of history, and the number: of the record that the task writes, else of the task itself."""
    fact = Fact("recorded_outside", task["element"], task["id"], runtime.clock.now(), by.id, {
        "name": kept["system"], "key": kept["number"], "since": kept["on"].isoformat(),
    })
    instances.add_facts(session, UUID(str(task["instance_id"])), [fact])
    if bound is not None:
        exchange.keep_number(runtime, session, *bound, kept["system"], kept["number"], by)
    else:
        store.put_number(session, store.TASK, str(task["id"]), kept["system"], kept["number"], runtime.clock.now(), by.id)
