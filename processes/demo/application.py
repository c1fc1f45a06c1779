"""Scenes up to the end of the formal check."""

from __future__ import annotations

from processes.demo import answers
from processes.demo.scene import Does, Turn

RETURNED = {"decision": "return", "note": "请补充合作单位分工说明。"}


def fill_proposal(turn: Turn) -> Does:
    """The lead unit writes; who is late or incurable later on already is so here."""
    story = turn.story
    assert story is not None
    curable = story.plan in {"supplement", "late"} or (story.plan == "second_defect" and turn.number == 0)
    return Does(
        answers.proposal(story, with_agreements=not curable), days=1 if story.cycle == 2025 else 3 + turn.chance(6)
    )


def review_proposal(turn: Turn) -> Does:
    """Every sixth is returned inside the unit once."""
    story = turn.story
    assert story is not None
    if turn.number == 0 and story.cycle < 2025 and story.chance("returned", 6) == 0:
        return Does(RETURNED)
    return Does(answers.PASS)


def recommend(turn: Turn) -> Does:
    return Does(answers.PASS, days=1 if turn.story and turn.story.cycle == 2025 else 1 + turn.chance(3))


def check_items(turn: Turn) -> Does:
    """What the rules have found stands; the agency adds what it has seen itself."""
    note = "请按清单补正。" if turn.plan in {"supplement", "late", "second_defect"} else "材料齐全。"
    return Does(
        {"defects": [], "check_note": note}, days=1 if turn.story and turn.story.cycle == 2025 else 2 + turn.chance(4)
    )


def second_check(turn: Turn) -> Does:
    return Does({"agreed": "agree"})


def supplement(turn: Turn) -> Does:
    """In time, but for one."""
    story = turn.story
    assert story is not None
    agreements = [{"unit": unit["name"], "file": [f"file:{answers.AGREEMENT}"]} for unit in answers.units(story)[1:]]
    given = {"answers": [{"code": "AGR-01", "answer": "已补交合作协议。"}], "agreements": agreements}
    if story.plan == "late":
        return Does(given, late=True)
    return Does(given, days=13 if story.rest == "recheck" else 4 + turn.chance(4))


def recheck(turn: Turn) -> Does:
    """One more defect is found in one of them."""
    return Does({"defects": ["IND-01"] if turn.plan == "second_defect" else []})


SCENES = {
    each.__name__: each
    for each in (fill_proposal, review_proposal, recommend, check_items, second_check, supplement, recheck)
}
