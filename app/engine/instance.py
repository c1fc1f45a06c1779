"""The whole vocabulary for execution: everything that can be done to a process instance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from app.engine import expressions, holding, moves, state
from app.engine.elements.activities import ServiceTask
from app.engine.elements.human import HumanTask
from app.engine.elements.items import Body
from app.engine.errors import DeadlinePassed, MessageStorm, NotWaiting, UncaughtError, UnknownDefinition
from app.engine.execution import MAX_HEARD, Execution, Token
from app.engine.interventions import Interventions
from app.engine.surroundings import Surroundings
from app.errors import Refused
from app.engine.waiting import Condition, Fact, Incident, Job, Message, Subscription, Timer, UserTask, Waiting

KINDS = (UserTask, Timer, Subscription, Job, Incident, Condition)
HEADLINES = ("businessKey", "region", "unit", "title")


class Instance(Interventions):
    """One process instance in memory. Load it, give it one command, save it; an exception means: throw it away."""

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
        token = self._living(task_id)
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

    def fail_job(self, job_id: UUID, message: str, code: str = "job-failed", zh: str = "") -> None:
        """The retries of a job are used up: it becomes an incident; its neighbours go on."""
        self._execution.stop(self._job(job_id), code, message, zh)

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

    def correlate(self, subscription_id: UUID, payload: Mapping[str, Any] | None = None, *, keep: bool = False) -> None:
        """A message or signal arrives at the token that subscribed to it; raises NotWaiting when that is gone.

        A signal that reaches a suspended instance is kept until that goes on, and so is what others take as well (`keep`); a
        message for it alone stays with whoever brings it (Suspended).
        """
        if self._execution.suspended is not None:
            return self._keep(subscription_id, dict(payload or {}), keep)
        self.fire_due()
        token = self._living(subscription_id)
        if token is None or not isinstance(token.task_spec.waits(token), Subscription):
            raise NotWaiting()
        if self._hears_too_much():
            storm = MessageStorm(most=MAX_HEARD)
            return self._execution.stop(token, storm.code, str(storm), zh=storm.text("zh"))
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
        self.fire_due()
        token = self._living(token_id)
        if token is None or "incident" not in token.internal_data:
            raise NotWaiting()
        self._execution.actor = by
        del token.internal_data["incident"]
        self._execution.record("retried", token)
        self._execution.guard(token, lambda: token.task_spec.reenter(token))
        self._run()

    # -- questions ---------------------------------------------------------------------------------------------------

    @property
    def status(self) -> str:
        """active, suspended, completed or cancelled."""
        return self._execution.finished or ("suspended" if self._execution.suspended else "active")

    @property
    def running(self) -> bool:
        """Whether it has not finished, be it suspended."""
        return self._execution.finished is None

    @property
    def variables(self) -> dict[str, Any]:
        """Variables of the process, as FEEL values."""
        return dict(self._execution.task_tree.data)

    def variables_at(self, token_id: UUID) -> dict[str, Any]:
        """Variables that a token sees."""
        token = self._execution.tasks.get(token_id)
        return dict(token.variables()) if token is not None else self.variables

    def scopes_of(self, token_id: UUID) -> tuple[str, ...]:
        """Token ids of the scopes around a token as history names them, from the inside out, without the process itself."""
        token = self._execution.tasks.get(token_id)
        return tuple(scope.id.hex for scope in token.scopes())[:-1] if token is not None else ()

    def evaluate_at(self, token_id: UUID, text: str | None, **extra: Any) -> Any:
        """A setting of the element where a token stands: FEEL when it begins with “=”; it sees what is given besides."""
        token = self._execution.tasks.get(token_id)
        if token is None:
            raise NotWaiting()
        return expressions.resolve(text, token, extra or None)

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
                found[Incident].append(Incident(token.id, token.element, incident["code"], incident["message"], incident.get("zh", "")))
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
            and not isinstance(token.task_spec, Body)                  # it holds the items, which are counted themselves
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
            stuck = (
                token for token in execution.tasks.values()
                if token.live and not token.tokens() and not moves.WATCHING & token.internal_data.keys()
            )
            execution.stop(min(stuck, key=_place), "join-never-complete", "a join waits for tokens that can no longer arrive")

    def _can_go_on(self) -> bool:
        """Whether something waits for the world outside, beside event subprocesses that may never be triggered."""
        return any(
            "incident" in token.internal_data or token.task_spec.waits(token) is not None
            for token in self._execution.tasks.values() if token.live and "listens" not in token.internal_data
        )

    def _keep(self, subscription_id: UUID, payload: dict[str, Any], keep: bool) -> None:
        token = self._execution.tasks.get(subscription_id)
        waits = token.task_spec.waits(token) if token is not None else None
        if not isinstance(waits, Subscription):
            raise NotWaiting()
        if waits.kind != "signal" and not keep:
            raise holding.Suspended()
        holding.keep(self._execution, subscription_id, payload)

    def _hears_too_much(self) -> bool:
        """Counts what arrives within a minute: each step of a conversation with itself is a command of its own."""
        minute, root = self._execution.now.strftime("%Y%m%d%H%M"), self._execution.task_tree.internal_data
        known, count = root.get("heard", ("", 0))
        root["heard"] = [minute, count + 1 if known == minute else 1]
        return root["heard"][1] > MAX_HEARD

    def _living(self, token_id: UUID) -> Token | None:
        """The token of that id while it lives; those that have ended are known too where history is kept."""
        token = self._execution.tasks.get(token_id)
        return token if token is not None and token.live else None

    def _job(self, job_id: UUID) -> Token:
        token = self._living(job_id)
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


def _turn(token: Token) -> tuple[Any, ...]:
    """Moment, depth, element and items: the same whether the instance has been stored in between or not."""
    return token.internal_data["due"], *_place(token)


def _place(token: Token) -> tuple[int, str, list[int]]:
    numbers = token.numbers()
    return len(numbers), token.element, numbers
