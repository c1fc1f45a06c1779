"""A plan for moving instances to other definitions, and what may stand in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.engine.errors import EngineError

UNAFFECTED, MOVABLE, REFUSED = "unaffected", "movable", "refused"
DROPPED = ""                      # mapped to nothing: a boundary event or event subprocess that is given up


@dataclass(frozen=True)
class Plan:
    """How to get from old elements to new ones; keys are ids, or `process/id` where an id is not unique."""

    elements: Mapping[str, str] = field(default_factory=dict)
    armed: Mapping[str, bool] = field(default_factory=dict)      # new boundary events and event subprocess starts: armed now?

    def target(self, process: str, element: str) -> str:
        """The new id of an element."""
        return self.elements.get(f"{process}/{element}", self.elements.get(element, element))

    def arms(self, process: str, element: str) -> bool | None:
        """Whether a new boundary event is armed from now on; None while nobody has decided."""
        return self.armed.get(f"{process}/{element}", self.armed.get(element))


@dataclass(frozen=True)
class Obstacle:
    """Why an instance cannot be moved: a code (see `WORDS`), the process, and the element that is the reason."""

    code: str
    process: str
    element: str


@dataclass(frozen=True)
class Verdict:
    """What a new version means for an instance."""

    kind: str
    obstacles: tuple[Obstacle, ...] = ()


class NotMovable(EngineError):
    """“{element}”: {why_en}"""

    status = 409
    code = "not-movable"
    zh = "“{element}”：{why_zh}"

    def __init__(self, obstacle: Obstacle, **details: Any) -> None:
        self.obstacle = obstacle
        zh, en = WORDS[obstacle.code]
        super().__init__(element=obstacle.element, why_zh=zh, why_en=en, **details)


WORDS = {
    "process-gone": ("新版本中没有这一流程。", "the new version has no such process."),
    "element-gone": ("新版本中没有这一元素；请指定对应的新元素。", "the new version has no such element; say which one takes its place."),
    "element-kind": ("新元素的类型不同。", "the new element is of another kind."),
    "scope-changed": ("新元素位于另一个子流程中。", "the new element lies in another subprocess."),
    "items-changed": ("多实例或循环的设置已改变，正在进行的各项无法沿用。", "its multi-instance or loop has changed while items are running."),
    "boundary-undecided": (
        "这是新增的边界事件或事件子流程；请决定是否从现在起生效。", "it is a new boundary event or event subprocess; decide whether it is armed from now on.",
    ),
    "flow-gone": ("令牌在此汇合，而它经过的顺序流已不存在。", "a token waits at this join, and the flow it came over is gone."),
    "join-starves": ("此汇合需要的分支没有令牌会到达，流程会永远等待。", "no token can arrive on a branch that this join needs; it would wait for ever."),
    "race-changed": ("事件网关之后等待的事件已改变。", "the events that wait behind this event-based gateway have changed."),
    "handler-gone": ("补偿活动已不存在。", "the activity that compensates is gone."),
}
