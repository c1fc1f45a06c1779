"""Event subprocesses: what waits beside a scope, interrupts it or runs along with it."""

from __future__ import annotations

import pytest

from tests.dsl.drawing import TERMINATE, Drawing, condition, error, escalation, message, signal, timer
from tests.dsl.play import Play


def handled(start: str, *, interrupting: bool = True, inside: bool = False) -> Drawing:
    """A user task, and an event subprocess beside it with a user task `handle`; both in a subprocess where `inside`."""
    handler = Drawing("x").user("handle").end("handled").flow("when_start > handle > handled")
    work = Drawing().start("s").user("work").end("e").flow("s > work > e").when("when", start, handler, interrupting)
    if not inside:
        return work
    outer = Drawing().start().end().user("after").add("subProcess", "sub", work.inside()).flow("start > sub > after > end")
    outer.roots = work.roots
    return outer


@pytest.mark.parametrize("inside", [False, True])
def test_an_interrupting_one_ends_the_scope_and_takes_its_place(inside):
    play = Play(handled(timer("duration", "P1D"), inside=inside).xml())
    assert play.open() == ["work"] and play.due("when_start") == "2024-09-03 09:00"
    play.until("2024-09-03 09:00")
    assert play.open() == ["handle"] and not play.instance.waiting().timers
    play.complete("handle")
    assert play.open() == (["after"] if inside else []) and play.status == ("active" if inside else "completed")


@pytest.mark.parametrize("inside", [False, True])
def test_one_that_does_not_interrupt_runs_along_as_often_as_it_is_triggered(inside):
    play = Play(handled(timer("cycle", "R3/P1D"), interrupting=False, inside=inside).xml()).until("2024-09-20 09:00")
    assert play.open() == ["handle", "handle", "handle", "work"]
    play.complete("handle").complete("work").complete("handle")
    assert play.open() == ["handle"], "the scope lives on while a handler does"
    assert play.complete("handle").open() == (["after"] if inside else [])


def test_a_scope_that_has_completed_listens_no_longer():
    play = Play(handled(timer("duration", "P1D"), inside=True).xml()).complete("work")
    assert play.open() == ["after"] and not play.instance.waiting().timers


def test_a_message_starts_it_again_and_again_with_what_it_carries():
    play = Play(handled(message("paper"), interrupting=False).message("paper").xml())
    play.correlate("when_start", page=1).correlate("when_start", page=2)
    assert play.open() == ["handle", "handle", "work"] and play.data["page"] == 2


def keyed() -> Drawing:
    """A process that makes its number in the middle, and waits all the time for papers with that number."""
    handler = Drawing("x").user("handle").end("handled").flow("when_start > handle > handled")
    return (
        Drawing().message("paper").start("s").user("before").script("number", '{no: "P-" + name}').user("work").end("e")
        .flow("s > before > number > work > e").when("when", message("paper"), handler, False, jiebang__correlationKey="=no")
    )


def test_a_key_that_is_made_later_is_waited_for_from_then_on():
    play = Play(keyed().xml(), name="7")
    assert play.open() == ["before"] and not play.instance.waiting().subscriptions and not play.instance.waiting().incidents
    play.complete("before")
    assert [each.key for each in play.instance.waiting().subscriptions] == ["P-7"] and play.open() == ["work"]
    play.correlate("when_start", page=1).correlate("when_start", page=2)
    assert play.open() == ["handle", "handle", "work"]


def test_a_key_that_was_made_is_not_made_anew_when_its_variables_change():
    play = Play(keyed().xml(), name="7", no="P-0")
    assert [each.key for each in play.instance.waiting().subscriptions] == ["P-0"]
    play.complete("before")
    assert [each.key for each in play.instance.waiting().subscriptions] == ["P-0"], "a conversation keeps its key"


def test_a_scope_that_ends_before_its_key_is_made_ends_as_any_other():
    play = Play(keyed().xml(), name=None).complete("before").complete("work")
    assert play.status == "completed" and not play.instance.waiting().subscriptions


def test_a_signal_triggers_it():
    assert Play(handled(signal("alarm")).signal("alarm").xml()).signal("alarm").open() == ["handle"]


def test_an_error_inside_is_caught_here_before_the_boundary_outside():
    handler = Drawing("x").user("handle").end("handled").flow("when_start > handle > handled")
    work = Drawing("x").start("s").user("work").end("e", error("bad")).flow("s > work > e").when("when", error(), handler)
    drawing = (
        Drawing().error("bad").start().end().user("outside").end("end2").add("subProcess", "sub", work.inside())
        .boundary("b", "sub", error("bad")).flow("start > sub > end").flow("b > outside > end2")
    )
    assert Play(drawing.xml()).complete("work").open() == ["handle"]


def test_an_error_of_a_handler_goes_to_the_scope_around():
    handler = Drawing("x").end("again", error("bad")).flow("when_start > again")
    work = Drawing("x").start("s").user("work").end("e", error("bad")).flow("s > work > e").when("when", error("bad"), handler)
    drawing = (
        Drawing().error("bad").start().end().user("outside").end("end2").add("subProcess", "sub", work.inside())
        .boundary("b", "sub", error("bad")).flow("start > sub > end").flow("b > outside > end2")
    )
    assert Play(drawing.xml()).complete("work").open() == ["outside"]


def test_an_escalation_may_leave_the_thrower_going():
    handler = Drawing("x").user("told").end("handled").flow("when_start > told > handled")
    drawing = (
        Drawing().escalation("late").start().end().add("intermediateThrowEvent", "throw", escalation("late")).user("work")
        .flow("start > throw > work > end").when("when", escalation("late"), handler, interrupting=False)
    )
    play = Play(drawing.xml())
    assert play.open() == ["told", "work"]
    assert play.complete("told").complete("work").status == "completed"


def test_an_interrupting_escalation_takes_the_thrower_away():
    handler = Drawing("x").user("told").end("handled").flow("when_start > told > handled")
    drawing = (
        Drawing().escalation("late").start().end().add("intermediateThrowEvent", "throw", escalation("late")).user("work")
        .flow("start > throw > work > end").when("when", escalation("late"), handler)
    )
    assert Play(drawing.xml()).open() == ["told"]


def test_a_condition_triggers_it_whenever_it_has_become_true_anew():
    play = Play(handled(condition("n > 2"), interrupting=False).xml(), n=1)
    assert play.open() == ["work"]
    assert play.set(n=3).set(n=4).open() == ["handle", "work"], "true twice is once"
    assert play.set(n=1).set(n=9).open() == ["handle", "handle", "work"]


def test_an_interrupting_one_ends_running_handlers_too():
    quiet = Drawing("x").user("aside").end("done").flow("quiet_start > aside > done")
    loud = Drawing("x").user("alarm").end("over").flow("loud_start > alarm > over")
    drawing = (
        Drawing().message("quiet").message("loud").start().user("work").end().flow("start > work > end")
        .when("quiet", message("quiet"), quiet, interrupting=False).when("loud", message("loud"), loud)
    )
    play = Play(drawing.xml()).correlate("quiet_start")
    assert play.open() == ["aside", "work"]
    play.correlate("loud_start")
    assert play.open() == ["alarm"] and not play.instance.waiting().subscriptions
    assert play.complete("alarm").status == "completed"


def test_terminate_inside_ends_the_handler_alone():
    handler = Drawing("x").add("parallelGateway", "both").user("a").user("b").end("stop", TERMINATE).end("z")
    handler.flow("when_start > both").flow("both > a > stop").flow("both > b > z")
    work = Drawing().message("m").start("s").user("work").end("e").flow("s > work > e").when("when", message("m"), handler, False)
    play = Play(work.xml()).correlate("when_start").complete("a")
    assert play.open() == ["work"]


def test_a_called_process_has_event_subprocesses_of_its_own():
    handler = Drawing("x").user("handle").end("handled").flow("when_start > handle > handled")
    callee = Drawing("c").start("s").user("work").end("e").flow("s > work > e").when("when", timer("duration", "=wait"), handler)
    caller = Drawing().start().user("after").end().add("callActivity", "call", calledElement="c").flow("start > call > after > end")
    play = Play(caller.xml(callee), wait="P2D")
    assert play.due("when_start") == "2024-09-04 09:00"
    assert play.until("2024-09-05 09:00").open() == ["handle"]
    assert play.complete("handle").open() == ["after"]


def test_a_moment_that_cannot_be_computed_is_an_incident_that_can_be_repaired():
    play = Play(handled(timer("date", "=day"), inside=True).xml())
    assert play.incidents == ["sub: timer-text"] and play.open() == []
    assert play.set(day="2024-09-09").retry("sub").open() == ["work"] and play.due("when_start") == "2024-09-09 00:00"


def test_a_thrower_that_its_escalation_has_ended_says_nothing_more():
    inner = Drawing("x").start("s").add("intermediateThrowEvent", "throw", escalation("late")).user("work").end("e").flow("s > throw > work > e")
    drawing = Drawing().escalation("late").start().add("subProcess", "sub", inner.inside()).boundary("b", "sub", escalation("late")).user("told")
    play = Play(drawing.end().end("e2").flow("start > sub > end").flow("b > told > e2").xml())
    assert play.open() == ["told"] and play.path == ["start", "s", "b"]
    assert "incident" not in {fact.kind for fact in play.facts}
