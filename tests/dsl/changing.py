"""What a scenario tells of changing running instances: operators move, suspend and migrate, people send back and withdraw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from app.access import Actor, Scope
from app.commands import deployments, instances, migrations, moving, suspending
from app.engine.reader import read
from app.errors import Refused
from app.runtime import Runtime
from app.store import batches, instances as stored
from tests.dsl.drawing import Drawing
from tests.dsl.play import moment

if TYPE_CHECKING:
    from tests.dsl.scenario import Scenario

OPERATOR = Actor("operator", "operator", frozenset(), frozenset({"operator"}), Scope("operator", True))
FORM = b"""{"type":"default","components":[
  {"type":"textfield","key":"text","id":"f1","label":"text"},{"type":"number","key":"score","id":"f2","label":"score"}]}"""


class Changing:
    """Mixed into `Scenario`."""

    runtime: Runtime
    instance: UUID | None

    def deploy(self, *drawings: Drawing) -> "Scenario":
        """A new version of drawings, each user task with a form for a text and a score, each reminder with a notice."""
        files = {f"bpmn/{each.process_id}/{each.process_id}.bpmn": each.xml() for each in drawings}
        for process, _, element in [found for each in drawings for found in read(each.xml()).walk("userTask")]:
            files[f"forms/{process.id}/{element.id}.form"] = FORM
            files |= {f"forms/notices/{each.template}.{end}.txt": b"{title}\n{title}" for each in element.reminders for end in ("zh", "en")}
        with self.runtime.sessions.begin() as session:
            deployments.deploy(self.runtime, session, files, by=None, source="files")
        return self._settle()

    def operate(self, act: Callable[..., Any], *arguments: Any, of: UUID | None = None, **options: Any) -> "Scenario":
        """An operator's command on an instance, the newest unless told which; the reason is “because”."""
        with self.runtime.sessions.begin() as session:
            act(self.runtime, session, of or self.instance, *arguments, **{"reason": "because", "by": OPERATOR, **options})
        return self._settle()

    def token(self, element: str, number: int = 0) -> UUID:
        """A token that stands at an element of the newest instance."""
        with self.runtime.sessions.connect() as session:
            instance = stored.peek(self.runtime, session, self.instance).instance
        found = [each.id for each in instance._execution.tasks.values() if each.live and each.element == element]
        assert len(found) > number, f"nothing is at {element}; open: {self.open()}"
        return found[number]

    def jump(self, source: str, target: str, **options: Any) -> "Scenario":
        """An operator puts a token elsewhere."""
        return self.operate(moving.jump, self.token(source), target, **options)

    def send_token_back(self, source: str, target: str, **options: Any) -> "Scenario":
        """An operator has something done again."""
        return self.operate(moving.send_token_back, self.token(source), target, **options)

    def restart(self, target: str, **options: Any) -> "Scenario":
        """An operator lets the newest instance run again."""
        return self.operate(moving.restart, target, **options)

    def suspend(self, **options: Any) -> "Scenario":
        """An operator suspends the newest instance."""
        return self.operate(suspending.suspend, **options)

    def resume(self, timers: str = "catch_up", **options: Any) -> "Scenario":
        """An operator lets it go on."""
        return self.operate(suspending.resume, timers=timers, **options)

    def move_timer(self, element: str, when: str, **options: Any) -> "Scenario":
        """An operator gives a waiting timer another moment."""
        return self.operate(suspending.move_timer, self.token(element), moment(when), **options)

    def set_variable(self, name: str, text: str, **options: Any) -> "Scenario":
        """An operator repairs a variable."""
        return self.operate(instances.set_variable, name, text, **options)

    def send_back(self, element: str, target: str, *, by: str | None = None, reason: str = "because", number: int = 0) -> "Scenario":
        """Whoever may do a task sends it back."""
        task = self._task(element, None, number)
        with self.runtime.sessions.begin() as session:
            moving.send_back(self.runtime, session, task["id"], target, reason=reason, by=self._doer(task, by))
        return self._settle()

    def withdraw(self, element: str, *, by: str, reason: str = "because", number: int = 0) -> "Scenario":
        """Somebody takes back the last completion of a task that was his."""
        done = self._rows(
            "SELECT u.id FROM user_tasks u JOIN facts f ON f.token = u.id AND f.kind = 'completed'"
            " WHERE u.element = :element ORDER BY f.id DESC", element=element,
        )
        who = Actor(by, by, frozenset(), frozenset(), Scope(by))
        with self.runtime.sessions.begin() as session:
            moving.withdraw(self.runtime, session, done[number]["id"], reason=reason, by=who)
        return self._settle()

    def verdicts(self, process: str, **plan: Any) -> dict[str, str]:
        """What the newest version means for each running instance, by business key: the verdict, and why not."""
        with self.runtime.sessions.connect() as session:
            found = migrations.judge(self.runtime, session, process, migrations.plan_of(plan))
        return {
            each.row["business_key"]: " ".join([each.verdict.kind, *(f"{one.element}:{one.code}" for one in each.verdict.obstacles)])
            for each in found
        }

    def migrate(self, process: str, *, settle: bool = True, reason: str = "because", unaffected: bool = False, **plan: Any) -> UUID:
        """An operator moves all that can move; returns the batch."""
        with self.runtime.sessions.begin() as session:
            batch = migrations.start(self.runtime, session, process, plan, reason=reason, by=OPERATOR, unaffected=unaffected)
        if settle:
            self._settle()
        return batch

    def batch(self, identity: UUID) -> Mapping[str, Any]:
        """How far a batch is."""
        with self.runtime.sessions.connect() as session:
            return {**batches.get(session, identity), **batches.counts(session, identity), "errors": batches.failed(session, identity)}

    def expect_no(self, code: str, act: Callable[..., Any], *arguments: Any, **options: Any) -> "Scenario":
        """Something is refused; nothing has changed."""
        before = self._rows("SELECT id, version, state FROM instances ORDER BY id")
        try:
            act(*arguments, **options)
        except Refused as error:
            assert error.code == code, error.code
            assert self._rows("SELECT id, version, state FROM instances ORDER BY id") == before
            return self
        raise AssertionError(f"{act.__name__} was accepted")
