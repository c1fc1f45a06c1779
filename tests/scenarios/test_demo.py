"""The demo has the shape of the published year, and something to do for everybody."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from app.access import actor
from app.adapters.queues import InlineQueue
from app.cli import demo as demo_command
from app.cli.demo import PASSWORD
from app.clock import VirtualClock
from app.commands import accounts
from app.factory import build_runtime
from app.store import people, pristine, work
from processes import demo, programme

SCOPES = {code: role.scope for code, role in programme.ROLES.items()}
pytestmark = pytest.mark.nightly


@pytest.fixture(scope="module")
def made(server, empty_template, request):
    """The demo, made once."""
    from tests.conftest import _address, _admin
    from app.store.database import open_engine

    _admin(server, f'CREATE DATABASE demo_for_tests TEMPLATE "{empty_template}"')
    engine = open_engine(_address(server, "demo_for_tests"))
    try:
        yield engine, demo_command.ensure(engine)
    finally:
        engine.dispose()
        _admin(server, "DROP DATABASE demo_for_tests WITH (FORCE)")


def _rows(made, query):
    with made[0].connect() as session:
        return [tuple(row) for row in session.execute(text(query))]


def test_nothing_failed_on_the_way(made):
    assert made[1]["failures"] == [] and made[1]["gone"] == 0
    assert _rows(made, "SELECT * FROM incidents") == []


def test_forty_proposals_of_2024_lead_to_twenty_nine_projects(made):
    states = Counter(_rows(made, "SELECT region, state FROM records WHERE type = 'proposal' AND key LIKE 'SB-2024-%'"))
    approved = Counter()
    for (region, state), count in states.items():
        approved[region] += count if state in {"contracting", "approved"} else 0
    assert sum(states.values()) == 40
    assert approved == {"SH": 3, "JS": 12, "ZJ": 7, "AH": 7}


def test_twenty_four_needs_look_for_solvers_of_sixty_tasks_among_a_hundred_and_ten_solutions(made):
    pool = Counter(status for (status,) in _rows(made, "SELECT data->>'reserve_status' FROM records WHERE type = 'need'"))
    assert {status: pool[status] for status in ("full", "partial", "unsolved")} == {"full": 8, "partial": 9, "unsolved": 7}
    published = "SELECT data->>'need_id' FROM records WHERE type = 'publication'"
    (tasks,) = _rows(made, f"SELECT count(*) FROM records WHERE type = 'external_task' AND data->>'need_id' IN ({published})")
    assert (tasks, _rows(made, "SELECT count(*) FROM records WHERE type = 'solution'")) == ((60,), [(110,)])
    assert pool[None] == len(demo.NEEDS) - 24          # on their way: written, screened, evaluated, not listed


def test_what_is_published_of_a_need_does_not_name_its_demand_side(made):
    assert _rows(made, "SELECT key FROM records WHERE type = 'publication' AND (title LIKE '%示例%' OR unit IS NOT NULL)") == []


def test_proposals_of_the_reserve_pool_are_of_needs_that_were_solved(made):
    of_needs = "SELECT data->>'need_id' FROM records WHERE type = 'proposal' AND data->>'origin' = 'reserve'"
    states = _rows(made, f"SELECT state FROM records WHERE type = 'need' AND key IN ({of_needs})")
    assert states == [("applied",)] * 5


def test_the_years_are_called_by_the_process(made):
    states = _rows(made, "SELECT key, state FROM records WHERE type = 'cycle' ORDER BY key")
    assert states == [("2023", "published"), ("2024", "archived"), ("2025", "published")]
    assert _rows(made, "SELECT key, state FROM records WHERE type = 'guideline' ORDER BY key") == [
        ("2024", "published"), ("2025", "published"),
    ]


def test_needs_stand_at_every_step(made):
    open_now = {element for (element,) in _rows(made, "SELECT DISTINCT element FROM user_tasks WHERE state = 'open'")}
    assert open_now >= {
        "fill_need", "screen_need", "evaluate_need", "submit_solution", "forward_solutions", "choose_solvers",
        "attend_roadshow", "sign_intent", "supplement_reserve", "audit_reserve",
    }


def test_older_projects_have_come_to_every_end(made):
    states = {state for (state,) in _rows(made, "SELECT state FROM records WHERE type = 'project'")}
    assert states >= {
        "contracting",
        "active",
        "extended",
        "prep_acceptance",
        "rectifying",
        "accepted",
        "accepted_after_rectification",
        "failed",
        "terminated",
        "forfeited",
    }


def test_everybody_with_tasks_in_the_drawings_has_something_to_do(made):
    grants = _rows(made, "SELECT DISTINCT split_part(unnest(candidates), '@', 1) FROM user_tasks WHERE state = 'open'")
    assert {role for (role,) in grants} == {
        "agency",
        "demand_owner",
        "expert",
        "lead_unit",
        "unit_admin",
        "local_recommender",
        "promotion_group",
        "region_officer",
        "solver",
        "supervisor",
        "task_force",
    }


def test_the_accounts_to_begin_with_have_something_to_do(made):
    held = {person.id: actor(person.id, person.name, _members(person), SCOPES).grants for person in demo.PEOPLE if person.purpose}
    offered = {grant for (grant,) in _rows(made, "SELECT DISTINCT unnest(candidates) FROM user_tasks WHERE state = 'open'")}
    idle = {person for person, grants in held.items() if grants.isdisjoint(offered)}
    assert idle == {"designer-1", "operator-1"}


def _members(person):
    return [SimpleNamespace(role=role, region=region, unit=unit, code=None) for role, region, unit in person.roles]


def test_a_few_things_are_overdue_and_a_few_nearly(made):
    due = _rows(made, f"SELECT due < '{demo.ENDS.isoformat()}' FROM user_tasks WHERE state = 'open'")
    assert 0 < sum(late is True for (late,) in due) < 8          # a draft has no day


def test_what_came_late_is_kept_and_counted(made):
    assert made[1]["late"] == len(_rows(made, "SELECT 1 FROM facts WHERE kind = 'refused_late'")) == 1


def test_every_account_signs_in_with_the_demo_password(made):
    runtime = build_runtime(made[0], InlineQueue(), clock=VirtualClock(demo.ENDS), demo=True)
    assert len(_rows(made, "SELECT DISTINCT password FROM people")) == 1
    with made[0].begin() as session:
        assert accounts.sign_in(runtime, session, "agency-1", PASSWORD, demo.ENDS)["id"] == "agency-1"


def test_data_of_ones_own_is_never_mixed_with_a_demo(database):
    with database.begin() as session:
        people.add_unit(session, "U-1", "示例单位")
    with pytest.raises(demo_command.NotEmpty):
        demo_command.ensure(database)


def test_a_demo_that_was_interrupted_leaves_nothing_behind(database):
    with database.begin() as session:
        work.set_setting(session, demo_command.MAKING, True)
        people.add_unit(session, "U-1", "示例单位")
        demo_command._clear_the_way(session)
        assert people.units(session) == [] and work.setting(session, demo_command.MAKING)


def test_only_a_demo_is_taken_out_to_be_made_again(database):
    with database.begin() as session:
        people.add_unit(session, "U-1", "示例单位")
    demo_command.forget(database)
    with database.begin() as session:
        assert [unit["id"] for unit in people.units(session)] == ["U-1"]
        work.set_setting(session, demo_command.setup.DEMO_MADE, {"seconds": 1})
    demo_command.forget(database)
    with database.begin() as session:
        assert people.units(session) == [] and not work.setting(session, demo_command.setup.DEMO_MADE)


def test_the_beginning_is_kept_so_that_it_can_be_put_back(made):
    with made[0].connect() as session:
        assert pristine.is_there(session)


def test_the_second_start_makes_nothing_again(made):
    assert demo_command.ensure(made[0]) == made[1]
