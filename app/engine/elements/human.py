"""Tasks of people: who may do them, until when, and what their answers become."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from app.calendar import CLOSE_OF_BUSINESS
from app.clock import SHANGHAI
from app.engine import dates, expressions, timers
from app.engine.elements.activities import Activity
from app.engine.elements.base import outputs_of
from app.engine.errors import EngineError
from app.engine.execution import Token
from app.engine.expressions import Viewpoint
from app.engine.model import Reminder
from app.engine.waiting import UserTask


class HumanTask(Activity):
    """A user or manual task: the token is ready and waits for a person."""

    manual = True
    told_when_cancelled = True

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.manual = True

    def prepare(self, token: Token) -> dict[str, Any]:
        """Who may do it and until when: decided once, when the token arrives."""
        texts = [self.element.settings.get("due"), *(reminder.on or reminder.counted for reminder in self.element.reminders)]
        (due, reminders), note = dates.noted(token, texts, lambda: self._dates(token))
        now, about = token.workflow.now, self._about(token)
        return {
            **({"about": about} if about else {}),
            "candidates": candidates(self.element.settings, token),
            "excluded": _people(expressions.resolve(self.element.settings.get("exclude"), token)),
            "due": due.isoformat() if due else None,
            "reminders": [[template, at.isoformat()] for template, at in reminders if at > now],
            **({"dated": note} if note else {}),
        }

    def _dates(self, place: Viewpoint) -> tuple[datetime | None, list[tuple[str, datetime]]]:
        """The due moment, and template and moment of every reminder; UTC."""
        due = _due(expressions.resolve(self.element.settings.get("due"), place))
        if due is None:
            return None, []
        return due, [(reminder.template, _remind_at(place, due, reminder)) for reminder in self.element.reminders]

    def redate(self, token: Token) -> bool:
        """An open task that is not due yet is given the dates that the calendar says now."""
        task, now = token.internal_data.get("task"), token.workflow.now
        if not task or "dated" not in task or token.internal_data.get("left"):
            return False
        before = datetime.fromisoformat(task["due"])
        due, reminders = self._dates(dates.then(token.workflow, task["dated"]))
        if due is None or min(before, due) <= now:
            return False
        pending = sum(datetime.fromisoformat(at) > now for _, at in task["reminders"])
        following = sorted(reminders, key=lambda each: each[1])[len(reminders) - pending:]
        after = {
            "due": due.isoformat(), "reminders": [[template, at.isoformat()] for template, at in following if at > now],
        }
        if due != before:
            token.workflow.record("due_moved", token, before=before, after=due)
        changed = any(task[name] != value for name, value in after.items())
        task.update(after)
        return changed

    def _about(self, token: Token) -> str:
        """What a called process is about, where that is something else than the whole instance."""
        if self._wf_spec is token.workflow.spec:
            return ""
        mine = expressions.heading(self._wf_spec.settings.get("title"), token)
        return mine if mine and mine != token.workflow.heading("title") else ""

    def begin(self, token: Token, prepared: dict[str, Any]) -> bool:
        """The task is open."""
        token.internal_data["task"] = prepared
        token.workflow.record("task_opened", token, due=prepared["due"])
        return True

    def complete(self, token: Token, answers: Mapping[str, Any], by: str | None) -> None:
        """A person has answered."""
        result = {**answers, "answers": dict(answers), "actor": by} if self.element.outputs is not None else answers
        token.write(outputs_of(self.element, token, result))
        token.internal_data["left"] = True
        token.workflow.guard(token, lambda: self.leave(token, **_around(token)))

    def execute(self, token: Token) -> bool | None:
        """Only reached after an incident on the way out."""
        return True

    def reenter(self, token: Token) -> None:
        """Tries the way out again, or entering when that failed."""
        if token.internal_data.get("left"):
            self.leave(token, **_around(token))
        else:
            token.workflow.queue.append(token)

    def waits(self, token: Token) -> UserTask | None:
        """The row of the inbox."""
        task = token.internal_data.get("task")
        if task is None or token.internal_data.get("left"):
            return None
        return UserTask(
            id=token.id, element=self.element.id, process=self._wf_spec.name, name=self.element.name or self.element.id,
            form=self.element.settings.get("form") or f"{self._wf_spec.name}/{self.element.id}",
            candidates=tuple(task["candidates"]), excluded=tuple(task["excluded"]),
            due=datetime.fromisoformat(task["due"]) if task["due"] else None,
            reminders=tuple((template, datetime.fromisoformat(at)) for template, at in task["reminders"]),
            lane=self._wf_spec.lanes.get(self.element.id, ""),
            item=task.get("about") or str(token.internal_data.get("counter", "")),
        )


def candidates(settings: Mapping[str, str], token: Token) -> list[str]:
    """Grants that let somebody do it, such as `region_officer@region:JS` (see app.access)."""
    roles = [role.strip() for role in (settings.get("role") or "").split(",") if role.strip()]
    scope = settings.get("scope") or "all"
    if scope == "all":
        return [f"{role}@all" for role in roles]
    keys = expressions.resolve(settings.get("scopeKey") or f"={scope}", token)
    texts = [expressions.key_text(key) for key in (keys if isinstance(keys, list) else [keys])]
    if not texts or not all(texts):
        raise EngineError(reason=f"jiebang:scopeKey names no {scope}")
    return [f"{role}@{scope}:{key}" for role in roles for key in texts]


def _around(token: Token) -> dict[str, list[str]]:
    """The scopes it stood in, kept with its completion for who may withdraw that; of the process itself nothing is kept."""
    around = [scope.id.hex for scope in token.scopes()]
    return {"scopes": around} if len(around) > 1 else {}


def _people(value: Any) -> list[str]:
    return [str(person) for person in (value if isinstance(value, list) else [value]) if person]


def _due(value: Any) -> datetime | None:
    """A date, as a value or as text, means 17:00 of that day in Shanghai."""
    if value is None:
        return None
    if isinstance(value, str):
        value = timers.read_moment(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, CLOSE_OF_BUSINESS, SHANGHAI)
    return timers.moment(value)


def _remind_at(place: Viewpoint, due: datetime, reminder: Reminder) -> datetime:
    """Lead times roll back to a working day, what comes after the due day rolls forward."""
    hour = time.fromisoformat(reminder.at)
    if reminder.on:
        day = expressions.resolve(reminder.on, place)
        if isinstance(day, datetime) or not isinstance(day, date):
            raise timers.BadTimer(text=str(day))
        return timers.moment(datetime.combine(day, hour, SHANGHAI))
    calendar = place.environment.working_days()
    day = due.astimezone(SHANGHAI).date()
    days = _days(place, reminder)
    day = calendar.add_working_days(day, days) if days else calendar.previous_working_day(day)
    return timers.moment(datetime.combine(day, hour, SHANGHAI))


def _days(place: Viewpoint, reminder: Reminder) -> int:
    if not reminder.counted:
        return reminder.working_days
    days = expressions.resolve(reminder.counted, place)
    if not isinstance(days, Decimal) or days != int(days):
        raise timers.BadTimer(text=reminder.counted)
    return int(days)
