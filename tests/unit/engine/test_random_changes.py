"""On random drawings: moving to an equal version changes nothing, suspending shows nothing, and what is sent back can end."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.errors import EngineError
from app.engine.instance import Instance
from app.engine.migration import Plan
from app.engine.places import comes_before
from app.engine.surroundings import Surroundings
from tests.dsl.play import Play, Shelf
from tests.dsl.random_drawings import BLOCKS, drawing_of
from tests.unit.engine.test_random_drawings import CHOICES, act, sets, view

UNHURRIED = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
ID = re.compile(rb'(\bid|sourceRef|targetRef|attachedToRef)="(?!r_|d")([^"]+)"')


@UNHURRIED
@given(BLOCKS, CHOICES)
def test_an_equal_version_concerns_nobody_and_moving_there_changes_nothing(block, choices):
    data = drawing_of(block)
    play, other = Play(data, seen=[]), Shelf(data)
    for choice in choices:
        if play.status != "active":
            break
        instance = play.instance
        assert instance.verdict(other, Plan(), lambda process, element: True).kind == "unaffected"
        moved = instance.migrated(Surroundings(play.clock, play._calendar, other), Plan())
        assert moved.save() == play._blob
        act(play, choice)


@UNHURRIED
@given(BLOCKS, CHOICES, st.integers(0, 3))
def test_under_other_names_everything_goes_on_as_before(block, choices, when):
    """On the way every element gets another name; told by its old names, the rest is the same story."""
    data = drawing_of(block)
    names = {found[2].decode() for found in ID.finditer(data)} - {"p"}
    renamed = ID.sub(lambda found: found[0] if found[2] == b"p" else found[1] + b'="n_' + found[2] + b'"', data)
    renamed = re.sub(rb'default="', b'default="n_', renamed)
    play, twin = Play(data, seen=[]), Play(data, seen=[])
    for number, choice in enumerate(choices):
        if number == when and twin.status == "active":
            surroundings = Surroundings(twin.clock, twin._calendar, Shelf(renamed))
            moved = twin.instance.migrated(surroundings, Plan({name: f"n_{name}" for name in names}))
            twin.surroundings = surroundings
            twin._keep(moved)
        if play.status != "active":
            break
        act(play, choice)
        act(twin, choice)
    told = view(twin)
    assert (told[0], [(each.removeprefix("n_"), item) for each, item in told[1]], told[4]) == (view(play)[0], view(play)[1], view(play)[4])


@UNHURRIED
@given(BLOCKS, CHOICES)
def test_suspending_and_going_on_at_once_shows_nothing(block, choices):
    play = Play(drawing_of(block), seen=[])
    for choice in choices:
        if play.status != "active":
            break
        before = sets(play.instance.waiting())
        instance = play.instance
        instance.suspend()
        again = Instance.restore(instance.save(), play.surroundings)
        again.resume("shift")
        assert sets(again.waiting()) == before
        act(play._keep(again), choice)


@UNHURRIED
@given(BLOCKS, CHOICES, st.integers(0, 50), st.integers(0, 4))
def test_what_goes_back_where_the_drawing_leads_here_again_waits_for_somebody(block, choices, pick, acts):
    play = Play(drawing_of(block), seen=[])
    for choice in choices[:acts]:
        act(play, choice) if play.status == "active" else None
    tasks = sorted(play.instance.waiting().user_tasks, key=lambda task: (task.element, task.item))
    if play.status != "active" or not tasks:
        return
    scope = play.surroundings.library.process("p").process.scope
    task = tasks[pick % len(tasks)]
    earlier = [
        each.id for _, each in scope.walk()          # with nobody to ask, a multi-instance is over at once
        if each.kind == "userTask" and not each.multi and comes_before(scope, each.id, task.element)
    ]
    for target in earlier[:3]:
        instance = play.instance
        instance.send_back(task.id, target)
        waiting = instance.waiting()
        assert target in {each.element for each in waiting.user_tasks} and not waiting.incidents
    for target in [each.id for _, each in scope.walk() if not each.aside][:6]:
        instance = play.instance
        try:
            instance.jump(task.id, target, alone=True)
        except EngineError:
            continue
        assert Instance.restore(instance.save(), play.surroundings).status in {"active", "completed"}


