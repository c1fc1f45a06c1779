"""A drawing says which state a business record has when a task is done."""

from __future__ import annotations

from tests.dsl.drawing import Drawing


def paper() -> Drawing:
    """A unit writes a contract, an officer passes it or sends it back; the officer's answers stay out of it."""
    return (
        Drawing(jiebang__businessKey="=contract_id").start(jiebang__role="operator")
        .user("draft", jiebang__role="lead_unit", jiebang__record="contract", jiebang__state="filled")
        .user(
            "check", jiebang__role="region_officer", jiebang__context="contract",
            jiebang__state='=if answers.text = "pass" then "authority_review" else if answers.text = "return" then "returned" else null',
        )
        .end().flow("start > draft > check > end")
    )


def test_what_was_written_is_filled_and_what_was_reviewed_is_passed_or_returned(story):
    for decision, state in [("pass", "authority_review"), ("return", "returned"), ("later", "filled")]:
        s = story.deploy(paper()).start(contract_id=decision).complete("draft", text="一")
        assert s.of("contract", decision)["state"] == "filled"
        s.complete("check", text=decision)
        assert (s.of("contract", decision)["state"], s.of("contract", decision)["data"]["text"]) == (state, "一")
