"""People send back and withdraw where the drawing says so; operators jump and restart; every act has a reason and leaves a fact."""

from __future__ import annotations

import pytest

from tests.dsl.drawing import Drawing, items, timer


def approval(**more: str) -> Drawing:
    """Somebody drafts and may withdraw, an officer checks and may send back, a chief signs and may send back further."""
    return (
        Drawing(jiebang__businessKey="=id").start(jiebang__role="operator")
        .user("draft", jiebang__role="lead_unit", jiebang__withdraw="true")
        .user("check", jiebang__role="agency", jiebang__sendBack="draft", jiebang__withdraw="true")
        .user("sign", jiebang__role="region_officer", jiebang__sendBack="draft check", **more).end()
        .flow("start > draft > check > sign > end")
    )


@pytest.fixture
def s(story):
    return story.deploy(approval()).start(id="P-1")


def test_an_officer_sends_a_draft_back_and_it_is_done_again(s):
    s.complete("draft", by="ann", text="first").send_back("check", "draft", by="bob", reason="sum is wrong")
    s.expect_open("draft", role="lead_unit").expect_not_open("check")
    s.complete("draft", by="ann", text="second").complete("check").complete("sign")
    assert s.status() == "completed"
    fact = s.facts_as_values("sent_back")[0]
    assert (fact["element"], fact["by"], fact["data"]) == ("check", "bob", {"to": "draft", "reason": "sum is wrong"})


def test_only_where_the_drawing_says_and_where_it_has_been_done(s):
    s.complete("draft", by="ann")
    s.expect_no("not-sent-back", s.send_back, "check", "sign")
    s.complete("check").complete("sign")
    other = s.start(id="P-2")
    other.expect_no("not-sent-back", other.send_back, "draft", "check")


def test_without_a_reason_nothing_goes_back(s):
    s.complete("draft", by="ann")
    s.expect_no("reason-missing", s.send_back, "check", "draft", reason="  ")
    s.expect_no("reason-missing", s.withdraw, "draft", by="ann", reason="")
    s.expect_no("reason-missing", s.jump, "check", "sign", reason="")


def test_somebody_withdraws_what_he_submitted_before_the_next_one_acts(s):
    s.complete("draft", by="ann", text="too early").withdraw("draft", by="ann", reason="wrong file")
    assert s.open() == ["draft"] and s.variables()["text"] == "too early"
    assert s.facts("withdrawn")[0]["by"] == "ann"
    s.complete("draft", by="ann", text="right").complete("check")
    assert s.open() == ["sign"]


def test_after_the_next_one_has_acted_it_is_too_late(s):
    s.complete("draft", by="ann").complete("check", by="bob")
    s.expect_no("too-late", s.withdraw, "draft", by="ann")
    s.withdraw("check", by="bob")
    assert s.open() == ["check"]


def test_a_claim_is_an_act(s):
    from app.commands import user_tasks

    s.complete("draft", by="ann")
    task = s._task("check", None, 0)
    with s.runtime.sessions.begin() as session:
        user_tasks.claim(s.runtime, session, task["id"], by=s._doer(task, "bob"))
    s.expect_no("too-late", s.withdraw, "draft", by="ann")


def test_nobody_withdraws_for_another_or_what_the_drawing_keeps(s):
    s.complete("draft", by="ann")
    s.expect_no("not-found", s.withdraw, "draft", by="eve")
    s.complete("check").complete("sign", by="carl")
    s.expect_no("not-withdrawn", s.withdraw, "sign", by="carl")


def test_a_notice_that_has_gone_out_is_not_taken_back(story):
    s = story.deploy(
        Drawing(jiebang__businessKey="=id").start(jiebang__role="operator").user("draft", jiebang__role="agency", jiebang__withdraw="true")
        .add("sendTask", "tell", messageRef="r_told").message("told").user("check", jiebang__role="agency").end()
        .flow("start > draft > tell > check > end")
    ).start(id="P-1").complete("draft", by="ann")
    s.expect_no("too-late", s.withdraw, "draft", by="ann")


def test_one_branch_goes_back_while_the_other_works_on(story):
    s = story.deploy(
        Drawing(jiebang__businessKey="=id").start(jiebang__role="operator").add("parallelGateway", "fork")
        .user("law", jiebang__role="agency", jiebang__withdraw="true").user("law_chief", jiebang__role="agency", jiebang__sendBack="law")
        .user("money", jiebang__role="agency").add("parallelGateway", "join").user("sign", jiebang__role="agency").end()
        .flow("start > fork > law > law_chief > join > sign > end").flow("fork > money > join")
    ).start(id="P-1").complete("law", by="ann").complete("money", by="bob")
    s.send_back("law_chief", "law")
    assert s.open() == ["law"]
    s.complete("law", by="ann").withdraw("law", by="ann").complete("law", by="ann").complete("law_chief").complete("sign")
    assert s.status() == "completed"


def test_one_review_of_several_is_withdrawn(story):
    loop = items("experts", item="expert", output="scores", output_item="score")
    s = story.deploy(
        Drawing(jiebang__businessKey="=id").start(jiebang__role="operator")
        .user("review", loop, jiebang__role="expert", jiebang__scope="person", jiebang__scopeKey="=expert", jiebang__withdraw="true")
        .user("rank", jiebang__role="agency").end().flow("start > review > rank > end")
    ).start(id="P-1", experts=["x", "y"]).complete("review", by="x", item=[0, 1][0], score=1)
    done = s._rows("SELECT completed_by FROM user_tasks WHERE state = 'completed'")[0]["completed_by"]
    s.withdraw("review", by=done)
    assert len(s.open_of("review")) == 2
    s.complete("review", score=2).complete("review", score=2)
    assert s.variables()["scores"] == [2, 2] and s.open() == ["rank"]


def test_inside_a_called_process_it_goes_back_there(story):
    outer = Drawing("p", jiebang__businessKey="=id").start(jiebang__role="operator").add("callActivity", "call", calledElement="q").end().flow("start > call > end")
    inner = (
        Drawing("q").start(jiebang__role="operator").user("one", jiebang__role="agency", jiebang__withdraw="true")
        .user("two", jiebang__role="agency", jiebang__sendBack="one").end().flow("start > one > two > end")
    )
    s = story.deploy(outer, inner).start(id="P-1").complete("one", by="ann").send_back("two", "one")
    s.complete("one", by="ann").withdraw("one", by="ann")
    assert s.open() == ["one"] and s.complete("one").complete("two").status("p") == "completed"


# -- operators ---------------------------------------------------------------------------------------------------------


def test_an_operator_jumps_and_the_deadline_of_what_is_left_goes_with_it(story):
    s = story.deploy(
        approval().boundary("late", "draft", timer("duration", "P5D")).user("lost", jiebang__role="agency").flow("late > lost")
    ).start(id="P-1").jump("draft", "sign")
    assert s.open() == ["sign"] and s.timers() == []
    assert s.facts_as_values("jumped")[0]["data"] == {"to": "sign", "alone": False, "reason": "because"}


def test_an_operator_sends_back_whatever_the_drawing_lets_people_do(s):
    assert s.complete("draft").complete("check").send_token_back("sign", "check").open() == ["check"]
    s.expect_no("not-before", s.send_token_back, "check", "sign")


def test_a_finished_instance_is_restarted(s):
    s.complete("draft").complete("check").complete("sign", text="x").restart("check")
    assert (s.status(), s.open(), s.variables()["text"]) == ("active", ["check"], "x")
    assert s._rows("SELECT ended_at FROM instances")[0]["ended_at"] is None
    s.expect_no("not-waiting", s.restart, "draft")


def test_only_operators_do_it(s):
    from app.access import Actor, Scope

    clerk = Actor("ann", "ann", frozenset({"agency@all"}), frozenset({"agency"}), Scope("ann", True))
    for act, arguments in ((s.jump, ("draft", "sign")), (s.restart, ("draft",)), (s.suspend, ()), (s.set_variable, ("id", "1"))):
        s.expect_no("forbidden", act, *arguments, by=clerk)


def test_data_is_edited_with_its_types(s):
    s.set_variable("id", "12.5", reason="typing error")
    data = s.facts_as_values("variables_set")[0]["data"]
    assert data["types"] == {"id": "string → number"} and str(data["after"]["id"]) == "12.5" and data["before"] == {"id": "P-1"}
