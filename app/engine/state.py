"""The stored state of an instance: one compact JSON text, specs by reference, and nothing of its history."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson
from SpiffWorkflow.util.task import TaskState

from app import feel
from app.engine.errors import EngineError
from app.engine.execution import Execution, Token
from app.engine.surroundings import Surroundings

VERSION = 1
VALUES = ("locals", "outputs", "rest", "own", "counted")    # internal data that holds FEEL values
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
            _encode_internal(token.internal_data), feel.encode(token.data) if token.data else 0,
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
        token.internal_data = _decode_internal(internal)
        token.data = feel.decode(variables) if variables else {}
        tokens.append(token)
        if spec.settles and token._state == TaskState.WAITING:
            execution.unsettled.add(token.id)
    execution.task_tree = tokens[0]
    execution.finished, execution.suspended = stored["f"], stored.get("s")
    return execution


def _encode_internal(internal: dict[str, Any]) -> Any:
    if not any(name in internal for name in VALUES):
        return internal or 0
    return {name: feel.encode(value) if name in VALUES else value for name, value in internal.items()}


def _decode_internal(internal: Any) -> dict[str, Any]:
    if not internal:
        return {}
    return {name: feel.decode(value) if name in VALUES else value for name, value in internal.items()}
