"""One activity several times: multi-instance over items, standard loop in turns."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState

from app.engine import expressions
from app.engine.elements.activities import Activity
from app.engine.elements.scopes import Holder
from app.engine.errors import EngineError
from app.engine.execution import Token
from app.engine.model import Element, MultiInstance, StandardLoop

MAX_ITEMS = 2_000


class Body(Holder):
    """Holds the items of a multi-instance or the turns of a loop."""

    def take_inputs(self, token: Token) -> None:
        """Each item or turn takes its own."""


class Items(Body):
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
        token.internal_data.update(total=len(prepared), last=len(prepared), done=0)
        held = token.held
        held.update(outputs={}, rest=[])
        token._state = TaskState.STARTED
        token.workflow.record("items_started", token, count=len(prepared))
        if self.multi.sequential:
            held["rest"] = prepared[1:]
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
        token.spawn(self._wf_spec.task_specs[self.item_spec], counter=counter).held["locals"] = local

    def weigh(self, token: Token, item: Token) -> bool:
        """Whether this item is enough; asked before anything is changed."""
        self._collect(token, item)
        return bool(self.multi.completion) and self._is_enough(self.multi.completion or "", token, item)

    def item_done(self, token: Token, item: Token, enough: bool) -> None:
        """Starts the next item, or ends those that are not needed any more."""
        held = token.held
        token.internal_data["done"] += 1
        if enough:
            token.workflow.cancel_inside(token, but=item)
            held["rest"] = []
        elif held["rest"]:
            self._start(token, held["rest"].pop(0), item.internal_data["counter"] + 1)

    def _collect(self, token: Token, item: Token) -> None:
        multi, local = self.multi, item.held["locals"]
        if multi.output_collection:
            name = multi.output_item or multi.output_collection
            token.held["outputs"][str(item.internal_data["counter"])] = local.get(name)
        else:       # nothing declared: what an item wrote is kept rather than lost, the last one wins
            token.write({name: value for name, value in local.items() if name not in {multi.item, "loopCounter"}})

    def _is_enough(self, completion: str, token: Token, item: Token) -> bool:
        multi, state = self.multi, token.internal_data
        seen: dict[str, Any] = {
            "nrOfInstances": Decimal(state["total"]), "nrOfCompletedInstances": Decimal(state["done"] + 1),
            "nrOfActiveInstances": Decimal(len(token.tokens()) - 1 if not multi.sequential else 0),
        }
        if multi.output_collection:
            seen[multi.output_collection] = self._results(token)
        return expressions.holds(completion, item, seen)

    def _results(self, token: Token) -> list[Any]:
        outputs = token.held["outputs"]
        return [outputs[counter] for counter in sorted(outputs, key=int)]

    def close(self, token: Token) -> None:
        """Every item is done, or enough of them."""
        if self.multi.output_collection:
            token.write({self.multi.output_collection: self._results(token)})
        self.leave(token)

    # -- changing a running one ------------------------------------------------------------------------------------------

    def add(self, token: Token, item: Any) -> None:
        """One more item, after all others."""
        state = token.internal_data
        if state["total"] >= MAX_ITEMS:
            raise EngineError(reason=f"more than {MAX_ITEMS} items")
        state["total"] += 1
        state["last"] = state.get("last", state["total"] - 1) + 1
        if self.multi.sequential:
            token.held["rest"].append(item)
        else:
            self._start(token, item, state["last"])

    def replace(self, token: Token, running: Token, item: Any) -> None:
        """Another item in the place of one that is under way, from its beginning."""
        counter = running.internal_data["counter"]
        token.workflow.cancel_token(running)
        self._start(token, item, counter)

    def drop(self, token: Token, running: Token) -> None:
        """An item that is under way is not wanted any more; it counts no longer."""
        state = token.internal_data
        state["total"] -= 1
        counter = running.internal_data["counter"]
        token.workflow.cancel_token(running)
        rest = token.held["rest"]
        if rest and self.multi.sequential:
            self._start(token, rest.pop(0), counter + 1)
        token.workflow.close_if_empty(token)


class Loop(Body):
    """An activity that is done again while its condition holds, in the variables around it (BPMN 2.0.2, 13.3.6)."""

    def __init__(self, spec: WorkflowSpec, element: Element, loop: StandardLoop) -> None:
        super().__init__(spec, element)
        self.loop = loop
        self.item_spec = f"{element.id}#item"

    def prepare(self, token: Token) -> bool:
        """Whether there is a first turn."""
        return not self.loop.test_before or self._goes_on(token, token, 0)

    def begin(self, token: Token, prepared: bool) -> bool:
        """The first turn."""
        token._state = TaskState.STARTED
        if prepared:
            self._turn(token, 1)
        token.workflow.close_if_empty(token)
        return False

    def _turn(self, token: Token, number: int) -> None:
        token.spawn(self._wf_spec.task_specs[self.item_spec], counter=number).held["counted"] = {"loopCounter": Decimal(number)}

    def _goes_on(self, token: Token, place: Token, turns: int) -> bool:
        if self.loop.maximum and turns >= int(self.loop.maximum):
            return False
        return not self.loop.condition or expressions.holds(self.loop.condition, place, {"loopCounter": Decimal(turns)})

    def weigh(self, token: Token, item: Token) -> bool:
        """Whether there is another turn, with what this one wrote."""
        return self._goes_on(token, item, item.internal_data["counter"])

    def item_done(self, token: Token, item: Token, again: bool) -> None:
        """The next turn."""
        if again:
            self._turn(token, item.internal_data["counter"] + 1)

    def close(self, token: Token) -> None:
        """The last turn is over."""
        self.leave(token)


class Item(Activity):
    """An activity as an item of a multi-instance or a turn of a loop: it reports to its body instead of moving on."""

    def leave(self, token: Token, **data: Any) -> None:
        """The body collects; what can fail comes before anything is told or changed."""
        body = token.parent
        verdict = body.task_spec.weigh(body, token)
        token.workflow.record("completed", token, item=token.internal_data["counter"], **data)
        self.remember(token)
        body.task_spec.item_done(body, token, verdict)
        token.workflow.depart(token, [])


def as_item(kind: type[Activity]) -> type[Activity]:
    """The kind of the items when an activity of this kind is a multi-instance or a loop."""
    return type(f"{kind.__name__}Item", (Item, kind), {})
