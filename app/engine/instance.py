"""The whole vocabulary for execution: everything that can be done to a process instance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from app.engine import expressions, holding, moves, state
from app.engine.elements.activities import ServiceTask
from app.engine.elements.human import HumanTask
from app.engine.elements.items import Items
from app.engine.errors import DeadlinePassed, NotWaiting, UncaughtError, UnknownDefinition
from app.engine.execution import Execution, Token
from app.engine.surroundings import Surroundings
from app.errors import Refused
from app.engine.waiting import Condition, Fact, Incident, Job, Message, Subscription, Timer, UserTask, Waiting

KINDS = (UserTask, Timer, Subscription, Job, Incident, Condition)
HEADLINES = ("businessKey", "region", "unit", "title")


class Instance:
    """One process instance in memory. Load it, give it one command, save it; an exception means: throw it away."""

    def __init__(self, execution: Execution) -> None:
        self._execution = execution

    # -- life --------------------------------------------------------------------------------------------------------

    @classmethod
    def start(
        cls, surroundings: Surroundings, process_id: str, variables: Mapping[str, Any] | None = None, *,
        message: str | None = None, event: str | None = None, by: str | None = None, prune: bool = True,
    ) -> "Instance":
        """A new instance, run until every token waits.

        `variables` are FEEL values; `message` names the message that starts it, `event` the start event of a timer or
        signal that does, neither a plain start. Raises UnknownDefinition when the process or such a start is missing.
        """
        executable = surroundings.library.process(process_id)
        instance = cls(Execution(executable.spec, surroundings, prune))
        execution = instance._execution
        execution.actor = by
        root = execution.begin()
        root.data = dict(variables or {})
        execution.record("started", root, message=message, **({"event": event} if event else {}))
        if not executable.spec.start.start(root, message, event):
            raise UnknownDefinition(kind="start event", name=message or event or "none")
        instance._run()
        return instance

    @classmethod
    def restore(cls, data: bytes, surroundings: Surroundings, *, prune: bool = True) -> "Instance":
        """The instance that `save` wrote, by any release."""
        return cls(state.restore(data, surroundings, prune))

    def save(self) -> bytes:
        """The state to store; history is not in it, see `take_facts`."""
        return state.save(self._execution)

    # -- commands ----------------------------------------------------------------------------------------------------

    def complete_user_task(self, task_id: UUID, answers: Mapping[str, Any], by: str | None = None) -> None:
        """A person answers an open user task; the tokens move on until all of them wait.

        Deadlines come first: raises DeadlinePassed when one has just taken the task away, NotWaiting when it is not open.
        """
        execution = self._execution
        holding.require_running(execution)
        was_open = task_id in execution.tasks
        self.fire_due()
        token = execution.tasks.get(task_id)
        if token is None and was_open:
            raise DeadlinePassed()
        if token is None or not isinstance(token.task_spec, HumanTask) or token.task_spec.waits(token) is None:
            raise NotWaiting()
        execution.actor = by
        token.task_spec.complete(token, answers, by)
        self._run()

    def complete_job(self, job_id: UUID, result: Any = None) -> None:
        """A worker reports the result of a service task; raises NotWaiting when nobody waits for it any more."""
        holding.require_running(self._execution)
        self.fire_due()
        token = self._job(job_id)
        self._execution.guard(token, lambda: token.task_spec.complete(token, result))
        self._run()

    def fail_job(self, job_id: UUID, message: str, code: str = "job-failed") -> None:
        """The retries of a job are used up: it becomes an incident; its neighbours go on."""
        self._execution.stop(self._job(job_id), code, message)

    def throw_error(self, job_id: UUID, code: str, message: str = "") -> None:
        """A job reports an error of the drawing: the nearest boundary event takes it, otherwise it is an incident."""
        holding.require_running(self._execution)
        self.fire_due()
        token = self._job(job_id)
        self._execution.record("error_thrown", token, code=code, message=message)
        if not self._execution.throw(token, "error", code, {"message": message}):
            error, why = UncaughtError(name=code), f" ({message})" if message else ""
            self._execution.stop(token, error.code, f"{error}{why}", zh=error.text("zh") + why)
        self._run()

    def correlate(self, subscription_id: UUID, payload: Mapping[str, Any] | None = None) -> None:
        """A message or signal arrives at the token that subscribed to it; raises NotWaiting when that is gone.

        A signal that reaches a suspended instance is kept until that goes on; a message stays with whoever brings it.
        """
        if self._execution.suspended is not None:
            return self._keep(subscription_id, dict(payload or {}))
        self.fire_due()
        token = self._execution.tasks.get(subscription_id)
        if token is None or not isinstance(token.task_spec.waits(token), Subscription):
            raise NotWaiting()
        self._execution.record("message_received", token, message=token.task_spec.waits(token).message)
        self._execution.guard(token, lambda: token.task_spec.correlate(token, dict(payload or {})))
        self._run()

    def fire_due(self) -> int:
        """Fires every timer that is due, in the order of their moments; says how many. Never before the moment."""
        fired = 0
        while (token := self._next_due()) is not None:
            self._execution.guard(token, lambda: token.task_spec.fire_timer(token))
            self._run()
            fired += 1
        return fired

    def follow_calendar(self) -> int:
        """Counts again what was counted in working days and has not come yet, from the moment and the variables of then.

        Says how many tokens have other dates now. What cannot be computed any more stays as it is.
        """
        moved = 0
        for token in list(self._execution.tasks.values()):
            if token.live and "incident" not in token.internal_data:
                try:
                    moved += token.task_spec.redate(token)
                except Refused:
                    continue
        return moved

    def cancel(self, reason: str, by: str | None = None) -> None:
        """Ends the instance and everything in it."""
        execution = self._execution
        execution.actor = by
        for token in execution.task_tree.tokens():
            if token.id in execution.tasks:
                execution.cancel_token(token)
        execution.finished = "cancelled"
        execution.record("instance_cancelled", execution.task_tree, reason=reason)

    def retry(self, token_id: UUID, by: str | None = None) -> None:
        """An operator lets a token try again after its incident; raises NotWaiting when there is none."""
        token = self._execution.tasks.get(token_id)
        if token is None or "incident" not in token.internal_data:
            raise NotWaiting()
        self._execution.actor = by
        del token.internal_data["incident"]
        self._execution.record("retried", token)
        self._execution.guard(token, lambda: token.task_spec.reenter(token))
        self._run()

    def set_variables(
        self, values: Mapping[str, Any], by: str | None = None, reason: str = "", *, at: UUID | None = None,
    ) -> None:
        """An operator repairs variables of the process, or those that a token sees, where they live. Raises NotWaiting."""
        execution = self._execution
        token = execution.tasks.get(at) if at else execution.task_tree
        if token is None:
            raise NotWaiting()
        execution.actor = by
        seen = token.variables()
        before = {name: seen.get(name) for name in values}
        token.write(values)
        execution.record("variables_set", token, before=before, after=dict(values), reason=reason)
        self._run()

    def add_item(self, body_id: UUID, item: Any, *, by: str | None = None, reason: str = "") -> None:
        """One more item for a multi-instance that is under way, at its end; `item` is a FEEL value.

        Raises NotWaiting when no multi-instance is there any more.
        """
        body = self._items(self._execution.tasks.get(body_id))
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

    # -- moves, see `app.engine.moves` and `app.engine.holding` -------------------------------------------------------

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
        reason: str = "",
    ) -> None:
        """A person takes a completion back; `scopes` and `item` are what the fact of it says. Raises TooLate."""
        root = self._execution.task_tree
        around = scopes or (root.id.hex,)
        self._move(
            "withdrawn", root, by, reason,
            lambda: moves.withdraw(self._execution, process_id, element, around, item), element=element,
        )

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

    # -- questions ---------------------------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        """active, suspended, completed or cancelled."""
        return self._execution.finished or ("suspended" if self._execution.suspended else "active")

    @property
    def variables(self) -> dict[str, Any]:
        """Variables of the process, as FEEL values."""
        return dict(self._execution.task_tree.data)

    def variables_at(self, token_id: UUID) -> dict[str, Any]:
        """Variables that a token sees."""
        token = self._execution.tasks.get(token_id)
        return dict(token.variables()) if token is not None else self.variables

    def evaluate_at(self, token_id: UUID, text: str | None) -> Any:
        """A setting of the element where a token stands: FEEL when it begins with “=”."""
        token = self._execution.tasks.get(token_id)
        if token is None:
            raise NotWaiting()
        return expressions.resolve(text, token)

    def settings_at(self, token_id: UUID) -> Mapping[str, str]:
        """Our attributes on the element where a token stands."""
        token = self._execution.tasks.get(token_id)
        if token is None:
            raise NotWaiting()
        return token.task_spec.element.settings

    def waiting(self) -> Waiting:
        """Everything it waits for."""
        found: dict[type, list[Any]] = {kind: [] for kind in KINDS}
        for token in self._execution.tasks.values():
            if not token.live:
                continue
            incident = token.internal_data.get("incident")
            if incident:
                found[Incident].append(Incident(token.id, token.element, incident["code"], incident["message"]))
            elif (waits := token.task_spec.waits(token)) is not None:
                found[type(waits)].append(waits)
        return Waiting(*(tuple(found[kind]) for kind in KINDS))

    def next_due(self) -> datetime | None:
        """When its next timer is due, UTC."""
        return min((timer.due for timer in self.waiting().timers), default=None)

    def headline(self) -> dict[str, str | None]:
        """Business key, region, unit and title, as the process says they are computed."""
        return {name: self._execution.heading(name) for name in HEADLINES}

    def active_elements(self) -> list[tuple[str, str]]:
        """Process and element ids where tokens are, for the picture."""
        return [
            (token.task_spec._wf_spec.name, token.element) for token in self._execution.tasks.values()
            if token.live and token is not self._execution.task_tree and not moves.WATCHING & token.internal_data.keys()
        ]

    def take_facts(self) -> list[Fact]:
        """What has happened since the last call."""
        facts, self._execution.facts = self._execution.facts, []
        return facts

    def take_messages(self) -> list[Message]:
        """Messages thrown since the last call."""
        messages, self._execution.messages = self._execution.messages, []
        return messages

    # -- inside ------------------------------------------------------------------------------------------------------

    def _run(self) -> None:
        execution = self._execution
        execution.run()
        if execution.finished is None and execution.suspended is None and not self._can_go_on():
            stuck = next(
                token for token in execution.tasks.values()
                if token.live and not token.tokens() and "listens" not in token.internal_data
            )
            execution.stop(stuck, "join-never-complete", "a join waits for tokens that can no longer arrive")

    def _can_go_on(self) -> bool:
        """Whether something waits for the world outside, beside event subprocesses that may never be triggered."""
        return any(
            "incident" in token.internal_data or token.task_spec.waits(token) is not None
            for token in self._execution.tasks.values() if token.live and "listens" not in token.internal_data
        )

    def _move(self, kind: str, token: Token, by: str | None, reason: str, act: Callable[[], None], **data: Any) -> None:
        """What is due comes first; the fact tells where the token was."""
        self.fire_due()
        if not token.live or self._execution.finished:
            raise NotWaiting()
        self._execution.actor = by
        self._execution.record(kind, token, **data, reason=reason)
        act()
        self._run()

    def _keep(self, subscription_id: UUID, payload: dict[str, Any]) -> None:
        token = self._execution.tasks.get(subscription_id)
        waits = token.task_spec.waits(token) if token is not None else None
        if not isinstance(waits, Subscription):
            raise NotWaiting()
        if waits.kind != "signal":
            raise holding.Suspended()
        holding.keep_signal(self._execution, subscription_id, payload)

    def _items(self, token: Token | None) -> Token:
        if token is None or not isinstance(token.task_spec, Items) or token.internal_data.get("total") is None:
            raise NotWaiting()
        return token

    def _running_item(self, item_id: UUID) -> tuple[Token, Token]:
        """The item itself, where the token is one or stands inside one, and the multi-instance around it."""
        token = self._execution.tasks.get(item_id)
        while token is not None and not (token.parent is not None and isinstance(token.parent.task_spec, Items)):
            token = token.parent
        if token is None:
            raise NotWaiting()
        return token, self._items(token.parent)

    def _change_items(self, body: Token, kind: str, by: str | None, reason: str, act: Callable[[], None], **data: Any) -> None:
        self.fire_due()
        if not body.live:
            raise NotWaiting()
        self._execution.actor = by
        self._execution.record(kind, body, reason=reason, **data)
        act()
        self._run()

    def _job(self, job_id: UUID) -> Token:
        token = self._execution.tasks.get(job_id)
        if token is None or not isinstance(token.task_spec, ServiceTask) or token.task_spec.waits(token) is None:
            raise NotWaiting()
        return token

    def _next_due(self) -> Token | None:
        """The token whose timer is due first; of several at one moment the outermost, for it may end the others."""
        due = [
            token for token in self._execution.tasks.values()
            if token.internal_data.get("due") and token.live and "incident" not in token.internal_data
        ]
        if not due or self._execution.finished or self._execution.suspended:
            return None
        first = min(due, key=_turn)
        return first if datetime.fromisoformat(first.internal_data["due"]) <= self._execution.now else None


def _turn(token: Token) -> tuple[str, int, str, int]:
    """Moment, depth, element and item: the same whether the instance has been stored in between or not."""
    return token.internal_data["due"], sum(1 for _ in token.scopes()), token.element, token.internal_data.get("counter", 0)
