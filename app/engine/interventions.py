"""What is done to a running instance from outside its drawing: data, moves, suspension, timers, another version."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from app import feel
from app.engine import holding, migration, moves
from app.engine.elements.items import Items
from app.engine.errors import NotWaiting
from app.engine.execution import Execution, Token
from app.engine.migration import Plan, Verdict
from app.engine.model import Element
from app.engine.surroundings import Library, Surroundings
from app.engine.waiting import Fact


class Interventions(ABC):
    """The part of an instance's vocabulary that is for operators, and for people who take something back."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    @abstractmethod
    def fire_due(self) -> int:
        """Fires every timer that is due."""

    @abstractmethod
    def correlate(self, subscription_id: UUID, payload: Mapping[str, Any] | None = None, *, keep: bool = False) -> None:
        """A message or signal arrives at the token that subscribed to it."""

    @abstractmethod
    def _run(self) -> None:
        """Moves tokens until every one of them waits."""

    # -- data ------------------------------------------------------------------------------------------------------------

    def set_variables(
        self, values: Mapping[str, Any], by: str | None = None, reason: str = "", *, at: UUID | None = None,
    ) -> None:
        """An operator repairs variables of the process, or those that a token sees, where they live. Raises NotWaiting."""
        self.fire_due()
        execution = self._execution
        token = execution.tasks.get(at) if at else execution.task_tree
        if token is None:
            raise NotWaiting()
        execution.actor = by
        seen = token.variables()
        before = {name: seen.get(name) for name in values}
        token.write(values)
        types = {name: f"{feel.type_name(before[name])} → {feel.type_name(value)}" for name, value in values.items()}
        execution.record("variables_set", token, before=before, after=dict(values), types=types, reason=reason)
        self._run()

    # -- items of a running multi-instance ------------------------------------------------------------------------------

    def add_item(self, beside_id: UUID, item: Any, *, by: str | None = None, reason: str = "") -> None:
        """One more item for the multi-instance in which a token stands, at its end; `item` is a FEEL value.

        Raises NotWaiting when that is in no multi-instance, or there no more.
        """
        _, body = self._running_item(beside_id)
        self._change_items(body, "item_added", by, reason, lambda: body.task_spec.add(body, item), item=item)

    def replace_item(self, item_id: UUID, item: Any, *, by: str | None = None, reason: str = "") -> None:
        """Another item in the place of one that is under way; it begins anew. Raises NotWaiting."""
        running, body = self._running_item(item_id)
        number = running.internal_data["counter"]
        self._change_items(
            body, "item_replaced", by, reason, lambda: body.task_spec.replace(body, running, item), item=item, number=number,
        )

    def drop_item(self, item_id: UUID, *, by: str | None = None, reason: str = "") -> None:
        """An item that is under way is ended and counts no longer. Raises NotWaiting."""
        running, body = self._running_item(item_id)
        number = running.internal_data["counter"]
        self._change_items(body, "item_dropped", by, reason, lambda: body.task_spec.drop(body, running), number=number)

    def _running_item(self, item_id: UUID) -> tuple[Token, Token]:
        """The item itself, where the token is one or stands inside one, and the multi-instance around it."""
        token = self._execution.tasks.get(item_id)
        while token is not None and not (token.parent is not None and isinstance(token.parent.task_spec, Items)):
            token = token.parent
        if token is None:
            raise NotWaiting()
        return token, token.parent

    def _change_items(self, body: Token, kind: str, by: str | None, reason: str, act: Callable[[], None], **data: Any) -> None:
        self.fire_due()
        if not body.live:
            raise NotWaiting()
        self._execution.actor = by
        self._execution.record(kind, body, reason=reason, **data)
        act()
        self._run()

    # -- moves, see `app.engine.moves` and `app.engine.holding` -------------------------------------------------------

    def movable(self) -> list[dict[str, Any]]:
        """Tokens that may be moved, the outer ones first: id, process, element, and which item it is or stands in."""
        return [
            {
                "id": token.id, "process": token.task_spec._wf_spec.name, "element": token.element,
                "item": next((each.internal_data["counter"] for each in (token, *token.scopes()) if "counter" in each.internal_data), None),
            }
            for token in self._execution.tasks.values()
            if token.live and token.parent is not None and not moves.WATCHING & token.internal_data.keys()
        ]

    def jump(self, token_id: UUID, target: str, *, alone: bool = False, by: str | None = None, reason: str = "") -> None:
        """An operator puts a token elsewhere; with `alone` every other token of that scope ends. Raises NotWaiting, EngineError."""
        token = moves.movable(self._execution, token_id)
        self._move("jumped", token, by, reason, lambda: moves.jump(self._execution, token_id, target, alone), to=target, alone=alone)

    def send_back(self, token_id: UUID, target: str, *, by: str | None = None, reason: str = "") -> None:
        """What a token waits at is done again from an earlier element. Raises NotWaiting, NotBefore."""
        token = moves.movable(self._execution, token_id)
        self._move("sent_back", token, by, reason, lambda: moves.send_back(self._execution, token_id, target), to=target)

    def withdraw(
        self, process_id: str, element: str, *, scopes: Sequence[str] = (), item: int | None = None, by: str | None = None,
        reason: str = "", of: UUID | None = None,
    ) -> None:
        """A person takes a completion back; `scopes` and `item` are what the fact of it says, `of` is the task. Raises TooLate."""
        execution = self._execution
        self.fire_due()
        if execution.finished:
            raise NotWaiting()
        execution.actor = by
        moves.withdraw(execution, process_id, element, scopes or (execution.task_tree.id.hex,), item)
        execution.facts.append(Fact("withdrawn", element, of, execution.now, by, {"reason": reason}))
        self._run()

    def restart(self, target: str, *, by: str | None = None, reason: str = "") -> None:
        """A finished instance runs again from an element. Raises NotWaiting when it runs, NoSuchPlace."""
        execution = self._execution
        if execution.finished is None:
            raise NotWaiting()
        execution.actor = by
        moves.restart(execution, target)
        execution.record("restarted", execution.task_tree, to=target, reason=reason)
        self._run()

    def suspend(self, *, by: str | None = None, reason: str = "") -> None:
        """Nothing moves until it is resumed. Raises Suspended, NotWaiting."""
        self._execution.actor = by
        holding.suspend(self._execution)
        self._execution.record("suspended", self._execution.task_tree, reason=reason)

    def resume(self, timers: str = holding.CATCH_UP, *, by: str | None = None, reason: str = "") -> None:
        """Goes on; `timers` is catch_up, shift or hold. Raises NotSuspended."""
        execution = self._execution
        since = (execution.suspended or {}).get("since")
        execution.actor = by
        signals = holding.resume(execution, timers)
        execution.record("resumed", execution.task_tree, timers=timers, since=since, reason=reason)
        self._run()
        self.fire_due()
        for subscription, payload in signals:
            with suppress(NotWaiting):
                self.correlate(subscription, payload)

    def move_timer(self, token_id: UUID, due: datetime, *, by: str | None = None, reason: str = "") -> None:
        """A waiting timer is due at another moment, at once when that has passed. Raises NotWaiting."""
        execution = self._execution
        execution.actor = by
        before = execution.tasks[token_id].internal_data.get("due") if token_id in execution.tasks else None
        holding.move_timer(execution, token_id, due)
        moved = datetime.fromisoformat(before) if before else None
        execution.record("timer_set", execution.tasks[token_id], before=moved, after=due, reason=reason)
        self.fire_due()

    # -- other versions, see `app.engine.migration` --------------------------------------------------------------------

    def verdict(self, library: Library, plan: Plan, same: Callable[[str, Element], bool]) -> Verdict:
        """Whether other definitions concern it, and whether it can move to them."""
        return migration.judge(self._execution, library, plan, same)

    def migrated(self, surroundings: Surroundings, plan: Plan, *, by: str | None = None, **told: Any) -> Self:
        """The same instance on other definitions; `told` is kept with the fact. Raises NotMovable."""
        moved = type(self)(migration.migrate(self._execution, surroundings, plan))
        moved._execution.actor = by
        moved._execution.record("migrated", moved._execution.task_tree, **told)
        moved._run()
        return moved

    def _move(self, kind: str, token: Token, by: str | None, reason: str, act: Callable[[], None], **data: Any) -> None:
        """What is due comes first; the fact tells where the token was."""
        self.fire_due()
        if not token.live or self._execution.finished:
            raise NotWaiting()
        self._execution.actor = by
        self._execution.record(kind, token, **data, reason=reason)
        act()
        self._run()
