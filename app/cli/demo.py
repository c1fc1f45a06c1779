"""The demo: its units and people, and a history made by running the processes on the virtual clock."""

from __future__ import annotations

import gc
import sys
import time
from datetime import datetime
from typing import Any

from app.adapters.queues import InlineQueue
from app.cli import setup
from app.cli.files import definition_files
from app.clock import SHANGHAI, ProgrammeClock, VirtualClock
from app.commands import accounts, chores, deployments
from app.commands.simulation import Simulation
from app.errors import Refused
from app.factory import build_runtime
from app.store import calendar_days, emptying, people, pristine, records, simulated, work
from app.store.database import Engine, open_engine

PASSWORD = "Jiebang-Demo-2025"
MAKING = "demo_making"


class NotEmpty(Refused):
    """This database has data of its own, so no demo is made in it. Use `serve`, or name an empty database."""

    code = "not-empty"
    zh = "该数据库已有数据，不在其中生成演示。请使用 serve，或指定一个空数据库。"


def ensure(engine: Engine) -> dict[str, Any]:
    """Makes the demo when the database has none, in one go; afterwards only new definitions are deployed."""
    with engine.begin() as session:
        made = work.setting(session, setup.DEMO_MADE)
        if not made:
            _clear_the_way(session)
    if made:
        return made
    setup.say("正在生成演示数据：按流程运行三年的申报、评审、立项与验收 …", "Making the demo by running the processes on the virtual clock …")
    quick = open_engine(engine.url.render_as_string(hide_password=False), durable=False)
    try:
        return _make(quick)
    finally:
        quick.dispose()


def forget(engine: Engine) -> None:
    """Takes a demo out of its database, so that it is made again; other data is never touched."""
    with engine.begin() as session:
        if work.setting(session, setup.DEMO_MADE):
            emptying.empty(session)
            work.set_setting(session, MAKING, True)


def _clear_the_way(session: Any) -> None:
    """An interrupted demo is begun anew; other data is never mixed with a demo."""
    if work.setting(session, MAKING):
        emptying.empty(session)
    elif people.listing(session) or people.units(session):
        raise NotEmpty()
    work.set_setting(session, MAKING, True)


def _make(engine: Engine) -> dict[str, Any]:
    from processes import demo

    begin = time.perf_counter()
    gc.collect()
    gc.freeze()                               # a thousand restored instances: less walking over what stays anyway
    gc.set_threshold(100_000, 50, 100)
    clock = VirtualClock(demo.BEGINS)
    runtime = build_runtime(engine, InlineQueue(), clock=clock, demo=True)
    with engine.begin() as session:
        calendar_days.load_official(session)
    deployments.deploy_files(runtime, definition_files(), note="演示 / demo")
    with engine.begin() as session:
        _add_people(session, demo, clock.now())
    statistics = Simulation(runtime, demo.Script(simulated.World(engine)), _bar(demo.BEGINS, demo.ENDS)).run()
    print(file=sys.stderr)
    found = {
        "seconds": round(time.perf_counter() - begin, 1), "commands": statistics.commands, "starts": statistics.starts,
        "completions": statistics.completions, "late": statistics.late, "timers": statistics.timers,
        "reminders": statistics.reminders, "left_open": statistics.left_open, "gone": statistics.gone, "failures": [*statistics.failures, *statistics.refusals][:20],
    }
    with engine.begin() as session:
        moving = build_runtime(engine, InlineQueue(), clock=ProgrammeClock(), programme=runtime.programme, demo=True)
        chores.move_clock(moving, session, demo.ENDS)
        work.set_setting(session, setup.DEMO_MADE, found)
        pristine.keep(session, demo.ENDS)
    return found


def _add_people(session: Any, demo: Any, now: datetime) -> None:
    password = accounts.hash_password(PASSWORD, cheap=True)
    for unit in demo.UNITS:
        people.add_unit(session, unit.id, unit.name, name_en=unit.name_en, uscc=unit.uscc, region=unit.region, kind=unit.kind, demo=True)
    for person in demo.PEOPLE:
        people.add_person(
            session, person.id, person.name, name_en=person.name_en, email=f"{person.id}@demo.example", unit=person.unit,
            password=password, demo=True,
        )
        for role, region, unit in person.roles:
            people.add_membership(session, person.id, role, region, unit)
    for row in demo.RECORDS:
        records.create(session, at=now, by=None, reason="demo", **row)


def _bar(begins: datetime, ends: datetime) -> Any:
    """Progress on one line, as far as there is a terminal to show it."""
    shown = [""]

    def show(moment: datetime) -> None:
        month = moment.astimezone(SHANGHAI).strftime("%Y-%m")
        if month != shown[0]:
            shown[0] = month
            part = (moment - begins) / (ends - begins)
            end = "" if sys.stderr.isatty() else "\n"
            if sys.stderr.isatty() or month.endswith(("-01", "-07")):
                print(f"\r  {month}  {'█' * int(part * 30):<30} {part:4.0%}", end=end, file=sys.stderr, flush=True)

    return show


def words(statistics: dict[str, Any]) -> str:
    """What `demo --stats` prints."""
    return "\n".join(f"{name}: {value}" for name, value in statistics.items())


def accounts_text() -> str:
    """A few accounts to begin with; the sign-in page lists all of them."""
    from processes import demo

    lines = [f"  密码 / password: {PASSWORD}"]
    lines += [f"    {person.id:<16} {person.name}  {person.purpose}" for person in demo.PEOPLE if person.purpose]
    return "\n".join(lines) + "\n"
