"""Activities that hold tokens of their own: embedded subprocess, call activity, multi-instance."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState

from app import feel
from app.engine import expressions
from app.engine.elements.activities import Activity
from app.engine.elements.base import outputs_of
from app.engine.errors import EngineError
from app.engine.execution import MAX_DEPTH, Token
from app.engine.model import Element, MultiInstance

MAX_ITEMS = 2_000


class Holder(Activity):
    """An activity that is complete when no token is left inside."""

    def reenter(self, token: Token) -> None:
        """Enters again when that failed, otherwise tries the way out again."""
        if token._state == TaskState.STARTED:
            token.workflow.close_if_empty(token)
        else:
            token.workflow.queue.append(token)


class Subprocess(Holder):
    """Tokens inside see and change the variables around it (BPMN 2.0.2, 13.3.5)."""

    told_when_cancelled = True

    def __init__(self, spec: WorkflowSpec, element: Element, name: str | None = None) -> None:
        super().__init__(spec, element, name)
        self.entries: tuple[str, ...] = ()

    def execute(self, token: Token) -> None:
        """Tokens begin inside."""
        for entry in self.entries:
            token.spawn(self._wf_spec.task_specs[entry])
        token._state = TaskState.STARTED
        token.workflow.close_if_empty(token)

    def close(self, token: Token) -> None:
        """Nothing moves inside any more."""
        self.leave(token)


class CallActivity(Holder):
    """Another process runs inside, with variables of its own (BPMN 2.0.2, 13.3.6)."""

    holds_variables = True
    told_when_cancelled = True

    def prepare(self, token: Token) -> tuple[Any, dict[str, Any]]:
        """The called process and what goes in."""
        if sum(1 for _ in token.scopes()) > MAX_DEPTH:
            raise EngineError(reason=f"processes call each other more than {MAX_DEPTH} levels deep")
        called = token.workflow.surroundings.library.process(self.element.called)
        if not called.spec.entries:
            raise EngineError(reason=f"nothing but a message starts the process {called.id}, so it cannot be called")
        variables = token.variables()
        if self.element.inputs is not None:
            given = {name: expressions.resolve(value, token) for name, value in self.element.inputs}
            feel.encode(given)               # refused here, where it can be told, and not when the instance is stored
            return called, given
        if called.process.data_inputs is not None:
            return called, {name: variables.get(name) for name in called.process.data_inputs}
        return called, dict(variables)

    def begin(self, token: Token, prepared: tuple[Any, dict[str, Any]]) -> bool:
        """Its variables are in place before its first token moves."""
        called, inputs = prepared
        token.data = inputs
        token._state = TaskState.STARTED
        token.workflow.record("called", token, process=called.process.id)
        called.spec.start.start(token)
        token.workflow.close_if_empty(token)
        return False

    def close(self, token: Token) -> None:
        """What was declared comes out, once: an operator may have repaired it before the way out is tried again."""
        if "came_out" not in token.internal_data:
            token.write(self._results(token))
            token.internal_data["came_out"], token.data = True, {}
        self.leave(token)

    def _results(self, token: Token) -> dict[str, Any]:
        inside = token.data
        if self.element.outputs is not None:
            return outputs_of(self.element, expressions.Values(inside, token.environment, token.functions), inside)
        names = token.workflow.surroundings.library.process(self.element.called).process.data_outputs
        return inside if names is None else {name: inside.get(name) for name in names}


class Items(Holder):
    """One activity for every item; results are collected in the order of the items (BPMN 2.0.2, 13.3.7)."""

    def __init__(self, spec: WorkflowSpec, element: Element, multi: MultiInstance) -> None:
        super().__init__(spec, element)
        self.multi = multi
        self.item_spec = f"{element.id}#item"

    def prepare(self, token: Token) -> list[Any]:
        """The items."""
        multi = self.multi
        if multi.collection is not None:
            items = expressions.evaluate(multi.collection, token)
            if items is None:
                raise EngineError(reason=f"the collection {multi.collection} has no value")
            items = items if isinstance(items, list) else [items]
        else:
            count = expressions.evaluate(multi.cardinality or "0", token)
            if not isinstance(count, Decimal) or count != count.to_integral_value() or count < 0:
                raise EngineError(reason=f"loopCardinality gives {count}, not a whole number")
            if count > MAX_ITEMS:
                raise EngineError(reason=f"more than {MAX_ITEMS} items")
            items = [None] * int(count)
        if len(items) > MAX_ITEMS:
            raise EngineError(reason=f"more than {MAX_ITEMS} items")
        return items

    def begin(self, token: Token, prepared: list[Any]) -> bool:
        """All items at once, or the first."""
        state = token.internal_data
        state.update(total=len(prepared), done=0, outputs={}, rest=[])
        token._state = TaskState.STARTED
        token.workflow.record("items_started", token, count=len(prepared))
        if self.multi.sequential:
            state["rest"] = prepared[1:]
            prepared = prepared[:1]
        for counter, item in enumerate(prepared, 1):
            self._start(token, item, counter)
        token.workflow.close_if_empty(token)
        return False

    def _start(self, token: Token, item: Any, counter: int) -> None:
        multi = self.multi
        local: dict[str, Any] = {"loopCounter": Decimal(counter)}
        if multi.item and multi.collection is not None:
            local[multi.item] = item
        token.spawn(self._wf_spec.task_specs[self.item_spec], counter=counter, locals=local)

    def item_done(self, token: Token, item: Token) -> None:
        """Collects one result, asks the completion condition, starts the next."""
        multi, state = self.multi, token.internal_data
        local = item.internal_data["locals"]
        state["done"] += 1
        self._collect(token, item, local)
        if multi.completion and self._is_enough(multi.completion, token, item):
            for other in token.tokens():
                if other is not item:
                    token.workflow.cancel_token(other)
        elif state["rest"]:
            self._start(token, state["rest"].pop(0), state["done"] + 1)

    def _collect(self, token: Token, item: Token, local: dict[str, Any]) -> None:
        multi = self.multi
        if multi.output_collection:
            name = multi.output_item or multi.output_collection
            token.internal_data["outputs"][str(item.internal_data["counter"])] = local.get(name)
        else:       # nothing declared: what an item wrote is kept rather than lost, the last one wins
            token.write({name: value for name, value in local.items() if name not in {multi.item, "loopCounter"}})

    def _is_enough(self, completion: str, token: Token, item: Token) -> bool:
        multi, state = self.multi, token.internal_data
        seen: dict[str, Any] = {
            "nrOfInstances": Decimal(state["total"]), "nrOfCompletedInstances": Decimal(state["done"]),
            "nrOfActiveInstances": Decimal(len(token.tokens()) - 1 if not multi.sequential else 0),
        }
        if multi.output_collection:
            seen[multi.output_collection] = self._results(token)
        return expressions.holds(completion, item, seen)

    def _results(self, token: Token) -> list[Any]:
        outputs = token.internal_data["outputs"]
        return [outputs[counter] for counter in sorted(outputs, key=int)]

    def close(self, token: Token) -> None:
        """Every item is done, or enough of them."""
        if self.multi.output_collection:
            token.write({self.multi.output_collection: self._results(token)})
        self.leave(token)


class Item(Activity):
    """An activity as an item of a multi-instance: it reports to its body instead of moving on."""

    def leave(self, token: Token, **data: Any) -> None:
        """The body collects."""
        body = token.parent
        token.workflow.record("completed", token, item=token.internal_data["counter"], **data)
        body.task_spec.item_done(body, token)
        token.workflow.depart(token, [])


def as_item(kind: type[Activity]) -> type[Activity]:
    """The kind of the items when an activity of this kind is a multi-instance."""
    return type(f"{kind.__name__}Item", (Item, kind), {})
