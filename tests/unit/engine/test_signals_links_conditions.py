"""Signals, links, conditions, and every way into and out of an activity that BPMN allows without a gateway."""

from __future__ import annotations

from tests.dsl.drawing import Drawing, condition, link, message, signal, timer
from tests.dsl.play import Play, moment


def test_a_signal_reaches_all_who_wait_when_its_thrower_has_come_to_rest():
    drawing = (
        Drawing().signal("go").start().add("parallelGateway", "fork").add("intermediateThrowEvent", "throw", signal("go"))
        .add("intermediateCatchEvent", "catch", signal("go")).user("a").user("b").boundary("b_go", "b", signal("go")).user("c")
        .end().end("e2").end("e3").flow("start > fork").flow("fork > throw > end").flow("fork > catch > a > e2")
        .flow("fork > b > e3").flow("b_go > c")
    )
    assert Play(drawing.xml()).open() == ["a", "c"]


def test_a_signal_that_nobody_waits_for_is_gone():
    drawing = Drawing().signal("go").start().add("intermediateThrowEvent", "throw", signal("go")).user("first")
    drawing.add("intermediateCatchEvent", "catch", signal("go")).end().flow("start > throw > first > catch > end")
    play = Play(drawing.xml()).complete("first")
    assert play.status == "active" and play.signal("go").status == "completed"


def test_a_process_ends_with_a_signal():
    play = Play(Drawing().signal("done").start().end("end", signal("done")).flow("start > end").xml())
    assert [(each.name, each.kind, each.broadcast) for each in play.messages] == [("done", "signal", True)]


def test_a_link_goes_on_where_its_name_is_caught():
    drawing = (
        Drawing().start().add("exclusiveGateway", "g", default="d").user("a").user("b").flow("start > g").flow("g > a", when="n = 1")
        .flow("g > b", id="d").add("intermediateThrowEvent", "one", link("far")).add("intermediateThrowEvent", "two", link("far"))
        .add("intermediateCatchEvent", "far", link("far")).user("c").end().flow("a > one").flow("b > two").flow("far > c > end")
    )
    assert Play(drawing.xml(), n=1).complete("a").open() == ["c"]
    assert Play(drawing.xml(), n=2).complete("b").complete("c").path == ["start", "g", "b", "two", "far", "c", "end"]


def test_a_condition_is_looked_at_whenever_variables_have_changed():
    drawing = Drawing().start().add("parallelGateway", "f").user("ask").add("intermediateCatchEvent", "ready", condition("n > 2"))
    drawing.user("next").end().end("e2").flow("start > f").flow("f > ask > end").flow("f > ready > next > e2")
    play = Play(drawing.xml(), n=0)
    assert [each.element for each in play.instance.waiting().conditions] == ["ready"]
    assert play.complete("ask", n=3).open() == ["next"]
    assert {"n": 3} in [fact.data["saw"] for fact in play.facts if fact.kind == "condition_met"]


def test_a_condition_that_holds_already_does_not_wait():
    drawing = Drawing().start().add("intermediateCatchEvent", "ready", condition("n > 2")).end().flow("start > ready > end")
    assert Play(drawing.xml(), n=5).status == "completed"


def test_a_condition_at_the_boundary_ends_its_activity_when_it_becomes_true():
    drawing = Drawing().start().user("work").boundary("over", "work", condition("stop")).user("after").end().end("e2")
    drawing.flow("start > work > end").flow("over > after > e2")
    assert Play(drawing.xml(), stop=False).set(stop=True).open() == ["after"]


def test_a_condition_that_cannot_be_asked_is_an_incident_beside_which_life_goes_on():
    drawing = Drawing().start().user("work").boundary("over", "work", condition("n > 2")).user("after").end().end("e2")
    drawing.flow("start > work > end").flow("over > after > e2")
    play = Play(drawing.xml(), n=1)
    assert play.set(n=[1, 2]).open() == ["work"] and play.set(n=3).open() == ["after"]


def test_events_of_every_kind_race_behind_a_gateway():
    drawing = Drawing().message("m").signal("s").start().add("eventBasedGateway", "g").flow("start > g")
    events = {"late": timer("duration", "P9D"), "soon": timer("duration", "P1D"), "told": message("m"), "called": signal("s"), "true": condition("x")}
    for name, definition in events.items():
        drawing.add("intermediateCatchEvent", name, definition).user(f"u_{name}").end(f"e_{name}").flow(f"g > {name} > u_{name} > e_{name}")
    file = drawing.xml()
    assert Play(file).until("2024-09-20 09:00").open() == ["u_soon"]
    assert Play(file).correlate("told").open() == ["u_told"]
    assert Play(file).signal("s").open() == ["u_called"]
    won = Play(file).set(x=True)
    assert won.open() == ["u_true"] and not won.instance.waiting().timers and not won.instance.waiting().subscriptions
    assert Play(file, x=True).open() == ["u_true"], "a condition that holds already wins"


def test_flows_without_ids_several_out_and_several_in_need_no_gateway():
    drawing = Drawing().user("a").user("b").user("c").user("d").flow("a > b > d").flow("a > c > d")
    file = drawing.xml().replace(b"<sequenceFlow id=", b"<sequenceFlow was=").replace(b" was=", b" name2=")
    import re
    file = re.sub(rb'<sequenceFlow name2="[^"]*" name=""', b"<sequenceFlow", file)
    play = Play(file).complete("a")
    assert play.open() == ["b", "c"]
    assert play.complete("b").complete("c").open() == ["d", "d"], "each token passes on its own"
    assert play.complete("d").complete("d").status == "completed"


def test_conditions_and_a_default_leave_an_activity():
    drawing = Drawing().start().user("ask", default="no").user("big").user("odd").user("other").flow("start > ask")
    drawing.flow("ask > big", when="n > 9").flow("ask > odd", when="odd(n)").flow("ask > other", id="no")
    file = drawing.xml()
    assert Play(file).complete("ask", n=11).open() == ["big", "odd"]
    assert Play(file).complete("ask", n=2).open() == ["other"]


def test_of_two_conditions_that_become_true_together_the_one_that_waits_longer_is_first():
    drawing = Drawing().start().user("first").user("second").flow("start > first").flow("start > second")
    for before, name in (("first", "z"), ("second", "a")):
        drawing.add("intermediateCatchEvent", name, condition("n > 1")).script(f"note_{name}", f'{{seen: append(seen, "{name}")}}')
        drawing.user(f"after_{name}").flow(f"{before} > {name} > note_{name} > after_{name}")
    for reload in (True, False):
        play = Play(drawing.xml(), n=0, seen=[], reload=reload).complete("first").complete("second")
        assert play.set(n=2).data["seen"] == ["z", "a"]


def test_a_deadline_that_has_passed_wins_over_an_operator_who_changes_variables():
    drawing = Drawing().start().user("ask").user("late").user("met").boundary("gone", "ask", timer("duration", "P1D"))
    drawing.boundary("found", "ask", condition("n > 1")).flow("start > ask").flow("gone > late").flow("found > met")
    play = Play(drawing.xml(), n=0)
    play.clock.set(moment("2024-09-04 09:00"))
    assert play.set(n=2).open() == ["late"]


def test_an_inclusive_join_counts_the_events_behind_a_gateway_as_the_one_token_they_stand_for():
    """It can reach the join by the way that has brought a token already, so nothing more is waited for (13.4.3)."""
    drawing = Drawing().message("m").message("n").start().add("parallelGateway", "f").user("a").add("eventBasedGateway", "g").add("inclusiveGateway", "j")
    drawing.add("exclusiveGateway", "x").add("intermediateCatchEvent", "m1", message("m")).add("intermediateCatchEvent", "n1", message("n"))
    drawing.user("after").end().flow("start > f").flow("f > a > x > j").flow("f > g").flow("g > m1 > x").flow("g > n1 > j").flow("j > after > end")
    assert Play(drawing.xml()).complete("a").open() == ["after"]
