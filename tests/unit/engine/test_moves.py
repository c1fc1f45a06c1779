"""Moving tokens: send back, withdraw, jump and restart, and what becomes of the tokens beside them."""

from __future__ import annotations

from typing import Any

import pytest

from app.engine.errors import NotWaiting
from app.engine.moves import NoSuchPlace, NotBefore, NotEnterable, TooLate
from tests.dsl.drawing import Drawing, items, message, timer
from tests.dsl.play import Play


def three() -> bytes:
    return Drawing().start().user("a").user("b").user("c").end().flow("start > a > b > c > end").xml()


def branches() -> bytes:
    """draft, then two branches of two tasks each beside one another, then a decision."""
    return (
        Drawing().start().user("draft").add("parallelGateway", "fork").user("law").user("law_chief").user("money")
        .user("money_chief").add("parallelGateway", "join").user("decide").end()
        .flow("start > draft > fork > law > law_chief > join > decide > end").flow("fork > money > money_chief > join").xml()
    )


def do(play: Play, act: str, element: str, *arguments: Any, number: int = 0, **options: Any) -> Play:
    """An operator's command at the token that waits at an element."""
    instance = play.instance
    getattr(instance, act)(play.token(element, number), *arguments, by="boss", reason="because", **options)
    return play._keep(instance)


def last(play: Play, kind: str) -> Any:
    return [fact for fact in play.facts if fact.kind == kind][-1]


# -- send back ---------------------------------------------------------------------------------------------------------


def test_what_is_sent_back_is_done_again_from_there():
    play = do(Play(three()).complete("a", x=1).complete("b"), "send_back", "c", "a")
    assert play.open() == ["a"] and play.data == {"x": 1}
    assert play.complete("a").complete("b").complete("c").status == "completed"
    fact = last(play, "sent_back")
    assert (fact.element, fact.data, fact.by) == ("c", {"to": "a", "reason": "because"}, "boss")


def test_another_branch_lives_on_when_a_branch_goes_back_within_itself():
    play = do(Play(branches()).complete("draft").complete("law").complete("money"), "send_back", "law_chief", "law")
    assert play.open() == ["law", "money_chief"]
    play.complete("money_chief").complete("law").complete("law_chief")
    assert play.open() == ["decide"]


def test_going_back_before_the_fork_ends_both_branches_and_what_waits_at_the_join():
    play = Play(branches()).complete("draft").complete("money").complete("money_chief")
    do(play, "send_back", "law", "draft")
    assert play.open() == ["draft"]
    play.complete("draft")
    assert play.open() == ["law", "money"]


def test_a_branch_that_has_waited_at_the_join_lives_on_while_the_other_goes_back():
    play = Play(branches()).complete("draft").complete("money").complete("money_chief").complete("law")
    do(play, "send_back", "law_chief", "law").complete("law").complete("law_chief")
    assert play.open() == ["decide"]


def test_back_into_one_branch_of_a_join_that_has_passed_is_refused_for_it_would_wait_for_ever():
    play = Play(branches()).complete("draft")
    for task in ("law", "law_chief", "money", "money_chief"):
        play.complete(task)
    with pytest.raises(NotBefore):
        do(play, "send_back", "decide", "law")


def test_back_over_an_inclusive_join_which_waits_for_nobody():
    drawing = (
        Drawing().start().add("inclusiveGateway", "fork").user("x").user("y").add("inclusiveGateway", "join").user("z").end()
        .flow("start > fork").flow("fork > x", when="true").flow("fork > y", when="true").flow("x > join > z > end").flow("y > join")
    )
    play = do(Play(drawing.xml()).complete("x").complete("y"), "send_back", "z", "x")
    assert play.open() == ["x"] and play.complete("x").open() == ["z"]


def test_forward_to_itself_and_elsewhere_is_not_back():
    play = Play(three()).complete("a")
    for target in ("c", "b"):
        with pytest.raises(NotBefore):
            do(play, "send_back", "b", target)
    with pytest.raises(NoSuchPlace):
        do(play, "send_back", "b", "nowhere")


def test_what_a_non_interrupting_deadline_started_after_the_target_ends_with_it():
    drawing = (
        Drawing().start().user("a").user("b").user("hurry").user("c").end().boundary("slow", "b", timer("duration", "P1D"), False)
        .flow("start > a > b > c > end").flow("slow > hurry")
    )
    play = Play(drawing.xml()).complete("a").until("2024-09-04 09:00").complete("b")
    assert play.open() == ["c", "hurry"]
    assert do(play, "send_back", "c", "a").open() == ["a"]


def subprocess_of(inner: Drawing, kind: str = "subProcess", loop: str = "") -> bytes:
    return (
        Drawing().start().user("before").add(kind, "sub", loop + inner.inside()).user("after").end()
        .boundary("stopped", "sub", message("stop")).user("sorry").message("stop")
        .flow("start > before > sub > after > end").flow("stopped > sorry").xml()
    )


def inner() -> Drawing:
    return Drawing().start("in").user("one").user("two").end("out").flow("in > one > two > out")


def test_out_of_a_subprocess_the_whole_of_it_ends_with_its_boundary_events():
    play = do(Play(subprocess_of(inner())).complete("before").complete("one"), "send_back", "two", "before")
    assert play.open() == ["before"] and play.instance.waiting().subscriptions == ()


def test_back_into_a_subprocess_it_begins_at_the_target_and_is_watched_again():
    play = do(Play(subprocess_of(inner())).complete("before").complete("one").complete("two"), "send_back", "after", "two")
    assert play.open() == ["two"] and [each.message for each in play.instance.waiting().subscriptions] == ["stop"]
    assert play.complete("two").open() == ["after"]
    play = do(play, "send_back", "after", "one").correlate("stopped")
    assert play.open() == ["sorry"]


def test_an_item_goes_back_by_itself():
    loop = items("people", item="who")
    play = Play(subprocess_of(inner(), loop=loop), people=["x", "y"]).complete("before").complete("one").complete("one")
    assert play.open() == ["two", "two"]
    do(play, "send_back", "two", "one", number=1)
    assert play.open() == ["one", "two"]
    assert play.complete("one").complete("two").complete("two").open() == ["after"]


def test_back_into_a_multi_instance_that_is_over_is_refused():
    play = Play(subprocess_of(inner(), loop=items("people", item="who")), people=["x"]).complete("before").complete("one").complete("two")
    with pytest.raises(NotEnterable):
        do(play, "send_back", "after", "one")


def called() -> tuple[bytes, bytes]:
    outer = Drawing("outer").start().user("ask").add("callActivity", "call", calledElement="inner").user("end_task").flow("start > ask > call > end_task")
    return outer.xml(), Drawing("inner").start().user("one").user("two").flow("start > one > two").xml()


def test_inside_a_called_process_and_out_of_it_by_its_call_activity():
    play = Play(*called(), process="outer", n=1).complete("ask").complete("one", n=2)
    assert do(play, "send_back", "two", "one").open() == ["one"]
    play.complete("one")
    assert do(play, "send_back", "call", "ask").open() == ["ask"]
    assert play.complete("ask").open() == ["one"] and play.data["n"] == 1


# -- withdraw ----------------------------------------------------------------------------------------------------------


def withdraw(play: Play, element: str, process: str = "p") -> Play:
    opened = {fact.token for fact in play.facts if fact.kind == "task_opened" and fact.element == element}
    done = [fact for fact in play.facts if fact.kind == "completed" and fact.token in opened][-1]
    instance = play.instance
    instance.withdraw(process, element, scopes=done.data.get("scopes", ()), item=done.data.get("item"), by=done.by, reason="wrong file")
    return play._keep(instance)


def test_a_submission_is_open_again_and_what_it_led_to_is_not():
    play = withdraw(Play(branches()).complete("draft", x=1), "draft")
    assert play.open() == ["draft"] and play.data == {"x": 1}
    assert (last(play, "withdrawn").element, last(play, "withdrawn").data) == ("draft", {"reason": "wrong file"})


def test_only_ones_own_branch_is_withdrawn():
    play = withdraw(Play(branches()).complete("draft").complete("law").complete("money"), "law")
    assert play.open() == ["law", "money_chief"]


def test_what_a_join_has_taken_is_not_given_back():
    play = Play(branches()).complete("draft")
    for task in ("law", "law_chief", "money", "money_chief"):
        play.complete(task)
    with pytest.raises(TooLate):
        withdraw(play, "money_chief")


def test_the_last_task_of_a_subprocess_is_withdrawn_although_that_is_over():
    play = withdraw(Play(subprocess_of(inner())).complete("before").complete("one").complete("two"), "two")
    assert play.open() == ["two"] and play.complete("two").open() == ["after"]


def test_inside_one_of_two_items_the_other_is_left_alone():
    loop = items("people", item="who", output="all", output_item="word")
    play = Play(subprocess_of(inner(), loop=loop), people=["x", "y"]).complete("before").complete("one", word="of x")
    assert withdraw(play, "one").open() == ["one", "one"]
    play.complete("one", 0, word="a").complete("one", word="b").complete("two").complete("two")
    assert play.data["all"] == ["a", "b"] or sorted(play.data["all"]) == ["a", "b"]


def reviews(sequential: bool = False) -> bytes:
    loop = items("people", item="who", output="scores", output_item="score", sequential=sequential)
    return Drawing().start().user("review", loop, jiebang__role="expert", jiebang__scope="person", jiebang__scopeKey="=who").user("rank").flow("start > review > rank").xml()


def test_one_review_of_several_is_withdrawn_and_its_score_forgotten():
    play = Play(reviews(), people=["x", "y"]).complete("review", score=1)
    withdraw(play, "review")
    assert sorted(task.candidates for task in play.instance.waiting().user_tasks) == [("expert@person:x",), ("expert@person:y",)]
    play.complete("review", score=5).complete("review", score=6)
    assert sorted(play.data["scores"]) == [5, 6] and play.open() == ["rank"]


def test_in_a_sequence_the_next_one_waits_again():
    play = withdraw(Play(reviews(True), people=["x", "y", "z"]).complete("review", score=1), "review")
    assert [task.candidates for task in play.instance.waiting().user_tasks] == [("expert@person:x",)]
    for score in (2, 3, 4):
        play.complete("review", score=score)
    assert play.data["scores"] == [2, 3, 4]


def test_the_last_review_of_all_stays():
    play = Play(reviews(), people=["x"]).complete("review", score=1)
    with pytest.raises(TooLate):
        withdraw(play, "review")


# -- jump --------------------------------------------------------------------------------------------------------------


def test_a_jump_moves_one_token_and_leaves_the_others():
    play = do(Play(branches()).complete("draft"), "jump", "law", "decide")
    assert play.open() == ["decide", "money"]


def test_a_jump_alone_ends_all_others():
    play = do(Play(branches()).complete("draft"), "jump", "law", "decide", alone=True)
    assert play.open() == ["decide"] and play.complete("decide").status == "completed"
    assert last(play, "jumped").data == {"to": "decide", "alone": True, "reason": "because"}


def test_a_jump_into_a_subprocess_opens_it_and_one_out_of_it_ends_it():
    play = do(Play(subprocess_of(inner())), "jump", "before", "two")
    assert play.open() == ["two"]
    assert do(play, "jump", "two", "after").open() == ["after"]
    assert play.instance.waiting().subscriptions == ()


def test_a_jump_out_of_an_item_ends_the_whole_multi_instance():
    play = Play(subprocess_of(inner(), loop=items("people", item="who")), people=["x", "y"]).complete("before")
    assert do(play, "jump", "one", "after").open() == ["after"]


def test_jumping_from_an_event_that_races_ends_the_race():
    drawing = (
        Drawing().start().add("eventBasedGateway", "race").add("intermediateCatchEvent", "soon", timer("duration", "P1D"))
        .add("receiveTask", "mail", messageRef="r_mail").message("mail").user("z").end()
        .flow("start > race > soon > end").flow("race > mail > end").flow("z > end")
    )
    play = do(Play(drawing.xml()), "jump", "mail", "z")
    assert play.open() == ["z"] and play.instance.waiting().timers == ()


def test_boundary_events_are_neither_moved_nor_entered():
    play = Play(subprocess_of(inner())).complete("before")
    with pytest.raises(NotEnterable):
        do(play, "jump", "one", "stopped")
    with pytest.raises(NotWaiting):
        do(play, "jump", "stopped", "after")


def test_event_subprocesses_listen_on_after_a_jump():
    handler = Drawing().start("note", message("note"), isInterrupting="false").user("read").flow("note > read")
    drawing = Drawing().start().user("a").user("b").end().add("subProcess", "on_note", handler.inside(), triggeredByEvent="true").message("note")
    play = do(Play(drawing.flow("start > a > b > end").xml()), "jump", "a", "b", alone=True).correlate("note")
    assert play.open() == ["b", "read"]


# -- restart -----------------------------------------------------------------------------------------------------------


def test_a_finished_instance_runs_again_with_its_variables():
    play = Play(three()).complete("a", x=1).complete("b").complete("c")
    instance = play.instance
    instance.restart("b", by="boss", reason="appeal")
    play._keep(instance)
    assert (play.status, play.open(), play.data) == ("active", ["b"], {"x": 1})
    assert play.complete("b").complete("c").status == "completed"
    assert last(play, "restarted").data == {"to": "b", "reason": "appeal"}


def test_a_cancelled_one_too_and_a_running_one_not():
    play = Play(subprocess_of(inner())).complete("before")
    with pytest.raises(NotWaiting):
        play.instance.restart("after", by="boss", reason="")
    instance = play.instance
    instance.cancel("mistake")
    play._keep(instance)
    instance = play.instance
    instance.restart("two", by="boss", reason="mistaken mistake")
    assert play._keep(instance).open() == ["two"] and play.complete("two").open() == ["after"]


def test_event_subprocesses_listen_again_after_a_restart():
    handler = Drawing().start("note", message("note"), isInterrupting="false").user("read").flow("note > read")
    drawing = Drawing().start().user("a").end().add("subProcess", "on_note", handler.inside(), triggeredByEvent="true").message("note")
    play = Play(drawing.flow("start > a > end").xml()).complete("a")
    instance = play.instance
    instance.restart("a", by="boss", reason="again")
    assert play._keep(instance).correlate("note").open() == ["a", "read"]
