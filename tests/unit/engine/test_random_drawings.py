"""On random drawings the engine that forgets what has moved on does exactly what one that remembers everything does."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.instance import Instance
from app.engine.waiting import Waiting
from tests.dsl.play import Play
from tests.dsl.random_drawings import BLOCKS, drawing_of

STEPS = 25
CHOICES = st.lists(st.integers(0, 9), min_size=STEPS, max_size=STEPS)


def view(play: Play) -> tuple:
    """Everything a person or program can see of an instance."""
    waiting = play.instance.waiting()
    return (
        play.status, sorted((task.element, task.item) for task in waiting.user_tasks),
        sorted((timer.element, timer.due) for timer in waiting.timers), sorted(each.element for each in waiting.incidents), play.data,
    )


def act(play: Play, choice: int) -> None:
    """Completes one of the open tasks, or lets time pass to the next due moment."""
    waiting = play.instance.waiting()
    tasks = sorted(waiting.user_tasks, key=lambda task: (task.element, task.item))
    if tasks and not (choice == 9 and waiting.timers):
        instance = play.instance
        task = tasks[choice % len(tasks)]
        match = next(each for each in instance.waiting().user_tasks if each.id == task.id)
        instance.complete_user_task(match.id, {"answer": choice}, "me")
        play._keep(instance)
    elif waiting.timers:
        play.clock.set(min(timer.due for timer in waiting.timers) + timedelta(seconds=1))
        instance = play.instance
        instance.fire_due()
        play._keep(instance)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(BLOCKS, CHOICES)
def test_forgetting_changes_nothing(block, choices):
    data = drawing_of(block)
    pruned, whole = Play(data, seen=[]), Play(data, seen=[], prune=False)
    for choice in choices:
        assert view(pruned) == view(whole)
        if pruned.status != "active":
            break
        act(pruned, choice)
        act(whole, choice)
    assert view(pruned) == view(whole) and pruned.path == whole.path


def sets(waiting: Waiting) -> list[set]:
    """What is waited for; the order in which tokens are kept means nothing."""
    return [set(getattr(waiting, field.name)) for field in fields(waiting)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(BLOCKS, CHOICES)
def test_a_stored_state_is_the_whole_state(block, choices):
    play = Play(drawing_of(block), seen=[], reload=False)
    for choice in choices:
        data = play._instance.save()
        again = Instance.restore(data, play.surroundings)
        assert again.save() == data and sets(again.waiting()) == sets(play._instance.waiting())
        if play.status != "active":
            break
        act(play, choice)
