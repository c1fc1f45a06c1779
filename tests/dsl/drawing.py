"""Writes small drawings for tests, one element a line, so that a test shows its whole process."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:jiebang="urn:jiebang:bpmn:1"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="t">'
)


class Drawing:
    """Collects elements and flows; `d.flow("a > b > c")` connects, `d.flow("g > x", when="n = 1")` with a condition."""

    def __init__(self, process_id: str = "p", **settings: str) -> None:
        self.process_id, self.settings = process_id, settings
        self.body: list[str] = []
        self.roots: list[str] = []
        self._flows = 0

    def add(self, kind: str, identity: str, inner: str = "", **attributes: str) -> "Drawing":
        """Any element; attributes with a double underscore are ours: jiebang__role → jiebang:role."""
        self.body.append(f"<{kind} id={quoteattr(identity)} name={quoteattr(identity)}{_attributes(attributes)}>{inner}</{kind}>")
        return self

    def start(self, identity: str = "start", inner: str = "", **attributes: str) -> "Drawing":
        """A start event."""
        return self.add("startEvent", identity, inner, **attributes)

    def end(self, identity: str = "end", inner: str = "", **attributes: str) -> "Drawing":
        """An end event."""
        return self.add("endEvent", identity, inner, **attributes)

    def user(self, identity: str, inner: str = "", **attributes: str) -> "Drawing":
        """A user task for role `clerk`."""
        attributes.setdefault("jiebang__role", "clerk")
        return self.add("userTask", identity, inner, **attributes)

    def script(self, identity: str, text: str, inner: str = "") -> "Drawing":
        """A script task in FEEL."""
        return self.add("scriptTask", identity, f"{inner}<script><![CDATA[{text}]]></script>", scriptFormat="feel")

    def boundary(self, identity: str, attached: str, inner: str, interrupting: bool = True, **attributes: str) -> "Drawing":
        """A boundary event."""
        return self.add(
            "boundaryEvent", identity, inner, attachedToRef=attached, cancelActivity="true" if interrupting else "false",
            **attributes,
        )

    def flow(self, path: str, when: str | None = None, id: str | None = None, name: str = "") -> "Drawing":
        """Sequence flows along a path."""
        names = [name.strip() for name in path.split(">")]
        for source, target in zip(names, names[1:]):
            self._flows += 1
            condition = (
                f'<conditionExpression xsi:type="tFormalExpression"><![CDATA[{when}]]></conditionExpression>' if when else ""
            )
            identity = id or f"f{self._flows}_{source}_{target}"
            self.body.append(
                f'<sequenceFlow id={quoteattr(identity)} name={quoteattr(name)} sourceRef={quoteattr(source)} targetRef={quoteattr(target)}>'
                f"{condition}</sequenceFlow>"
            )
        return self

    def message(self, name: str) -> "Drawing":
        """Declares a message; refer to it by messageRef of the same id."""
        self.roots.append(f'<message id={quoteattr(ref(name))} name={quoteattr(name)}/>')
        return self

    def error(self, code: str) -> "Drawing":
        """Declares an error."""
        self.roots.append(f'<error id={quoteattr(ref(code))} errorCode={quoteattr(code)}/>')
        return self

    def escalation(self, code: str) -> "Drawing":
        """Declares an escalation."""
        self.roots.append(f'<escalation id={quoteattr(ref(code))} escalationCode={quoteattr(code)}/>')
        return self

    def signal(self, name: str) -> "Drawing":
        """Declares a signal."""
        self.roots.append(f'<signal id={quoteattr(ref(name))} name={quoteattr(name)}/>')
        return self

    def undo(self, activity: str, handler: str) -> "Drawing":
        """A compensating activity, by a boundary event and an association."""
        self.boundary(f"undo_{activity}", activity, compensate())
        self.body.append(f'<association id="a_{activity}" sourceRef="undo_{activity}" targetRef={quoteattr(handler)}/>')
        return self

    def when(self, identity: str, start: str, inner: "Drawing", interrupting: bool = True, **attributes: str) -> "Drawing":
        """An event subprocess: `start` is its event definition, `inner` what follows its start event `<identity>_start`."""
        begin = Drawing("x").start(f"{identity}_start", start, isInterrupting="true" if interrupting else "false", **attributes)
        self.roots += inner.roots
        return self.add("subProcess", identity, begin.inside() + inner.inside(), triggeredByEvent="true")

    def inside(self) -> str:
        """The elements alone, for a subprocess."""
        return "".join(self.body)

    def process(self) -> str:
        """The process element."""
        return (
            f'<process id={quoteattr(self.process_id)} isExecutable="true"{_attributes(self.settings)}>'
            f"{self.inside()}</process>"
        )

    def xml(self, *others: "Drawing") -> bytes:
        """The file, with other processes in it."""
        roots = "".join(root for drawing in (self, *others) for root in drawing.roots)
        return f"{HEAD}{roots}{''.join(d.process() for d in (self, *others))}</definitions>".encode()


def ref(name: str) -> str:
    """An id made of a message or error name."""
    return "r_" + re.sub(r"\W", "_", name)


def timer(kind: str, text: str) -> str:
    """A timer definition: kind is date, duration or cycle."""
    tag = f"time{kind.capitalize()}"
    return f'<timerEventDefinition><{tag} xsi:type="tFormalExpression"><![CDATA[{text}]]></{tag}></timerEventDefinition>'


def message(name: str) -> str:
    """A message definition."""
    return f'<messageEventDefinition messageRef="{ref(name)}"/>'


def error(code: str | None = None) -> str:
    """An error definition, for every error without a code."""
    return f'<errorEventDefinition errorRef="{ref(code)}"/>' if code else "<errorEventDefinition/>"


def escalation(code: str | None = None) -> str:
    """An escalation definition."""
    return f'<escalationEventDefinition escalationRef="{ref(code)}"/>' if code else "<escalationEventDefinition/>"


def signal(name: str) -> str:
    """A signal definition."""
    return f'<signalEventDefinition signalRef="{ref(name)}"/>'


def condition(text: str) -> str:
    """A conditional definition."""
    return f'<conditionalEventDefinition><condition xsi:type="tFormalExpression"><![CDATA[{text}]]></condition></conditionalEventDefinition>'


def link(name: str) -> str:
    """A link definition."""
    return f"<linkEventDefinition name={quoteattr(name)}/>"


def compensate(activity: str = "", wait: bool = True) -> str:
    """A compensation definition, of one activity or of all in the scope."""
    reference = f" activityRef={quoteattr(activity)}" if activity else ""
    return f'<compensateEventDefinition{reference} waitForCompletion="{"true" if wait else "false"}"/>'


TERMINATE = "<terminateEventDefinition/>"
CANCEL = "<cancelEventDefinition/>"


def loop(condition: str = "", *, before: bool = False, most: str = "") -> str:
    """Standard loop characteristics."""
    maximum = f" loopMaximum={quoteattr(most)}" if most else ""
    inner = f"<loopCondition><![CDATA[{condition}]]></loopCondition>" if condition else ""
    return f'<standardLoopCharacteristics testBefore="{"true" if before else "false"}"{maximum}>{inner}</standardLoopCharacteristics>'


def items(collection: str = "", *, item: str = "", output: str = "", output_item: str = "", until: str = "",
          sequential: bool = False, count: str = "") -> str:
    """Multi-instance characteristics."""
    parts = [
        f"<loopCardinality>{count}</loopCardinality>" if count else "",
        f"<loopDataInputRef>{collection}</loopDataInputRef>" if collection else "",
        f"<loopDataOutputRef>{output}</loopDataOutputRef>" if output else "",
        f'<inputDataItem id="i_{item}" name="{item}"/>' if item else "",
        f'<outputDataItem id="o_{output_item}" name="{output_item}"/>' if output_item else "",
        f"<completionCondition><![CDATA[{until}]]></completionCondition>" if until else "",
    ]
    return (
        f'<multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">'
        f"{''.join(parts)}</multiInstanceLoopCharacteristics>"
    )


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f" {name.replace('__', ':')}={quoteattr(value)}" for name, value in attributes.items())
