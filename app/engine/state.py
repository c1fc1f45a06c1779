"""The stored state of an instance: one compact JSON text, specs by reference, and nothing of its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from SpiffWorkflow.util.task import TaskState

from app.engine.errors import EngineError
from app.engine.execution import Execution, Token
from app.engine.surroundings import Surroundings

VERSION = 1
HELD = ("locals", "outputs", "rest", "own", "counted")      # stored among the notes, see `Token.held`
MAX_STATE = 8_000_000


class StateTooLarge(EngineError):
    """The variables of this instance have grown beyond {limit} MB; large data belong in records and attachments."""

    code = "state-too-large"
    zh = "该实例的变量超过 {limit} MB；大块数据应存入业务记录或附件。"


class UnreadableState(EngineError):
    """The stored state has version {version}, which this release cannot read."""

    code = "state-version"
    zh = "存储的状态版本为 {version}，当前版本无法读取。"


def save(execution: Execution) -> bytes:
    """The state as bytes; parents come before children."""
    processes: dict[str, int] = {}
    places: dict[UUID, int] = {}
    rows: list[list[Any]] = []
    root = execution.task_tree
    for token in [root, *root.descendants()]:
        places[token.id] = len(rows)
        process = processes.setdefault(token.task_spec._wf_spec.name, len(processes))
        rows.append([
            token.id.hex, places.get(token._parent, -1), process, token.task_spec.name, token._state,
            {**token.internal_data, **(Token.held.written(token) or {})} or 0, Token.data.written(token) or 0,
        ])
    held = {"s": execution.suspended} if execution.suspended else {}
    data = orjson.dumps({"v": VERSION, "p": list(processes), "t": rows, "f": execution.finished, **held})
    if len(data) > MAX_STATE:
        raise StateTooLarge(limit=MAX_STATE // 1_000_000)
    return data


def restore(data: bytes, surroundings: Surroundings, prune: bool = True) -> Execution:
    """The execution of stored bytes.

    Raises UnreadableState for a version this release does not know, EngineError when a definition is missing.
    """
    stored = orjson.loads(data)
    if stored.get("v") != VERSION:
        raise UnreadableState(version=stored.get("v"))
    specs = [surroundings.library.process(process).spec for process in stored["p"]]
    execution = Execution(specs[stored["t"][0][2]], surroundings, prune)
    tokens: list[Token] = []
    for identity, parent, process, name, state, internal, variables in stored["t"]:
        spec = specs[process].task_specs.get(name)
        if spec is None:
            raise EngineError(reason=f"element {name} is not in the definition of {stored['p'][process]}")
        token = Token(execution, spec, tokens[parent] if parent >= 0 else None, state, UUID(identity))
        if internal:
            Token.held.put(token, {name: internal.pop(name) for name in HELD if name in internal})
            token.internal_data = internal
        Token.data.put(token, variables)
        tokens.append(token)
        if spec.settles and token._state == TaskState.WAITING:
            execution.unsettled.add(token.id)
    execution.task_tree = tokens[0]
    execution.finished, execution.suspended = stored["f"], stored.get("s")
    return execution
