"""Faults of the world around: a worker that pauses, clocks that jump, other zones, a database that dies or is full, a crowd."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.adapters.queues import InlineQueue
from app.clock import VirtualClock
from app.commands import instances, timers, user_tasks, verification
from app.commands.programme_time import advance, drain_inline
from app.errors import Conflict
from app.factory import build_runtime
from app.store import embedded
from app.store.database import aside, open_engine
from app.store.instances import Busy
from app.store.migrate import migrate
from tests.bench.ground import ANSWERS, CLERK, deploy, open_task, rounds, runtime_on, start
from tests.dsl.drawing import Drawing, items, timer
from tests.dsl.patience import until
from tests.dsl.play import moment

pytestmark = pytest.mark.xdist_group("system")


def numbers(runtime, query: str) -> Any:
    with runtime.sessions.connect() as session:
        return session.scalar(text(query))


def complete(runtime, task: Any) -> bool:
    """Whether it succeeded; somebody else may have been faster."""
    try:
        with runtime.sessions.begin() as session:
            user_tasks.complete(runtime, session, task, ANSWERS, by=CLERK)
        return True
    except Conflict:
        return False


# -- a worker that pauses ----------------------------------------------------------------------------------------------


def test_a_worker_that_claimed_and_fell_asleep_is_overtaken_and_its_late_firing_does_nothing(database):
    runtime = runtime_on(database)
    deploy(runtime, rounds())
    instance = start(runtime, "rounds")
    now = moment("2024-10-01 09:00")
    runtime.clock.set(now)
    with runtime.sessions.begin() as session:
        timers.claim_due(runtime, session, now)
    asleep = runtime.queue.take()
    with runtime.sessions.begin() as session:
        timers.claim_due(runtime, session, now + timers.LEASE + timers.LEASE)
    drain_inline(runtime)
    assert numbers(runtime, "SELECT count(*) FROM facts WHERE kind = 'timer_fired'") == 1
    assert asleep == ("fire", str(instance))
    with runtime.sessions.begin() as session:
        assert timers.fire(runtime, session, instance) == 0
    assert verification.verify(runtime) == []


@pytest.mark.nightly
def test_a_process_that_stops_in_the_middle_of_its_transaction_is_let_go_of(database):
    runtime = runtime_on(database)
    deploy(runtime, rounds())
    task = open_task(database, start(runtime, "rounds"))
    url = database.url.render_as_string(hide_password=False)
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            own = runtime_on(open_engine(url))
            with own.sessions.begin() as session:
                user_tasks.complete(own, session, task, ANSWERS, by=CLERK)
                os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    os.waitpid(child, os.WUNTRACED)
    with pytest.raises(Busy), runtime.sessions.begin() as session:             # told within ten seconds, not left hanging
        user_tasks.complete(runtime, session, task, ANSWERS, by=CLERK)
    until(lambda: _completes(runtime, task), 90)
    os.kill(child, signal.SIGCONT)
    os.waitpid(child, 0)
    assert numbers(runtime, "SELECT count(*) FROM facts WHERE kind = 'completed' AND element = 'a'") == 1
    assert verification.verify(runtime) == []


def _completes(runtime, task: Any) -> bool:
    with suppress(OperationalError):
        return complete(runtime, task)
    return False


# -- clocks that jump --------------------------------------------------------------------------------------------------


def yearly() -> Drawing:
    """A report every year, a deadline in two years, and a task that stays open."""
    drawing = Drawing("yearly", jiebang__businessKey="=id").start(jiebang__role="operator").user("a", jiebang__role="agency").end()
    drawing.boundary("report", "a", timer("cycle", "R/P1Y"), False).script("note", "{reports: if reports = null then 1 else reports + 1}").end("e2")
    drawing.boundary("over", "a", timer("duration", "P30M")).user("b", jiebang__role="agency").end("e3")
    return drawing.flow("start > a > end").flow("report > note > e2").flow("over > b > e3")


def fire_all(runtime) -> None:
    with runtime.sessions.begin() as session:
        timers.claim_due(runtime, session, runtime.clock.now())
    drain_inline(runtime)


def fired(runtime) -> list[str]:
    with runtime.sessions.connect() as session:
        return list(session.scalars(text("SELECT element FROM facts WHERE kind = 'timer_fired' ORDER BY id")))


def test_a_clock_that_jumps_three_years_ahead_and_back_fires_each_timer_once(database):
    runtime = runtime_on(database)
    deploy(runtime, yearly())
    start(runtime, "yearly")
    runtime.clock.set(moment("2027-09-03 09:00"))
    fire_all(runtime)
    assert fired(runtime) == ["report", "over"], "missed reports are one, and the deadline ends them"
    runtime.clock.set(moment("2024-09-02 10:00"))
    fire_all(runtime)
    start(runtime, "yearly", 2)
    fire_all(runtime)
    assert fired(runtime) == ["report", "over"] and verification.verify(runtime) == []
    runtime.clock.set(moment("2025-09-02 10:00"))
    fire_all(runtime)
    assert fired(runtime) == ["report", "over", "report"]


@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
def test_a_clock_that_jumps_by_hours_fires_nothing_early(database, hours):
    runtime = runtime_on(database)
    deploy(runtime, rounds())
    start(runtime, "rounds")
    from datetime import timedelta
    runtime.clock.set(runtime.clock.now() + timedelta(hours=hours))
    fire_all(runtime)
    assert fired(runtime) == []
    runtime.clock.set(moment("2024-09-14 16:59"))
    fire_all(runtime)
    assert fired(runtime) == []
    runtime.clock.set(moment("2024-09-14 17:00"))
    fire_all(runtime)
    assert fired(runtime) == ["late"]


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC"])
def test_the_zone_of_the_server_changes_no_date(programme_runtime, monkeypatch, zone):
    from tests.dsl.scenario import Scenario

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        s = Scenario(programme_runtime, "annual_report", at="2024-11-01 09:00")
        programme_runtime.clock.set(moment("2024-11-01 09:00"))
        with programme_runtime.sessions.connect() as session:
            assert session.scalar(text("SHOW timezone")) == "UTC"
        assert s.shanghai(programme_runtime.clock.now()) == "2024-11-01 09:00"
        runtime = runtime_on(programme_runtime.sessions)
        deploy(runtime, rounds())
        start(runtime, "rounds")
        due = numbers(runtime, "SELECT due FROM timers")
        assert s.shanghai(due) == "2024-09-14 17:00", "ten working days, one of them a Saturday worked in advance"
    finally:
        monkeypatch.undo()
        time.tzset()


# -- a database that dies, or is full ----------------------------------------------------------------------------------


@pytest.fixture
def own_server(tmp_path_factory):
    """A server of its own, to be treated badly."""
    folder = tmp_path_factory.mktemp("pg")
    folder.chmod(0o755)
    server = embedded.start(folder / "data", stop_with_last=True)
    yield server
    with suppress(Exception):
        server.cleanup()


def a_runtime(server: Any):
    url = embedded.ensure_database(server, "faults")
    engine = open_engine(url, pool_size=6)
    migrate(engine)
    runtime = build_runtime(engine, InlineQueue(), clock=VirtualClock(moment("2024-09-02 09:00")))
    deploy(runtime, rounds())
    return runtime


def kill_one(database: Any) -> bool:
    """Kills a process that the server cannot do without; False while it is not there again after the last time."""
    with suppress(OperationalError), database.connect() as session:
        found = session.scalar(text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"))
        if found:
            os.kill(found, signal.SIGKILL)
        return bool(found)
    return False


def test_a_database_killed_under_load_loses_nothing_it_acknowledged(own_server):
    """One of its processes is killed with -9: the server throws everybody out and recovers from its log."""
    runtime = a_runtime(own_server)
    cases = [start(runtime, "rounds", number) for number in range(4)]
    acknowledged, deaths = [0] * 4, [0]
    stop, database = threading.Event(), aside(runtime.sessions)

    def work(number: int) -> None:
        while not stop.is_set() and acknowledged[number] < 600:
            try:
                acknowledged[number] += complete(runtime, open_task(runtime.sessions, cases[number]))
            except OperationalError:
                deaths[0] += 1
                stop.wait(0.05)

    with ThreadPoolExecutor(4) as crowd:
        running = [crowd.submit(work, number) for number in range(4)]
        for _ in range(2):
            enough, seen = sum(acknowledged) + 40, deaths[0]
            until(lambda enough=enough: sum(acknowledged) > enough, 30)
            until(lambda: kill_one(database), 30, pause=0.2)
            until(lambda seen=seen: deaths[0] > seen, 30)
        enough = sum(acknowledged) + 40
        until(lambda: sum(acknowledged) > enough, 30)
        stop.set()
        [each.result(timeout=30) for each in running]
    runtime.sessions.dispose()                                # connections that nobody has used since the last death
    done = numbers(runtime, "SELECT count(*) FROM facts WHERE kind = 'completed' AND element = 'a'")
    twice = numbers(runtime, "SELECT count(*) - count(DISTINCT token) FROM facts WHERE kind = 'completed' AND element = 'a'")
    assert sum(acknowledged) <= done <= sum(acknowledged) + 8 and twice == 0, "an answer may be lost on the way, its effect not"
    assert verification.verify(runtime) == []
    runtime.sessions.dispose()


@pytest.mark.nightly
@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk can be made by root alone")
def test_a_full_disk_is_told_and_when_there_is_room_again_all_goes_on(tmp_path):
    disk = Path(tmp_path) / "small"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", str(disk)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        tmp_path.chmod(0o755)
        disk.chmod(0o777)
        server = embedded.start(disk / "data")
        runtime = a_runtime(server)
        instance = start(runtime, "rounds")
        junk = disk / "junk"
        with suppress(OSError), junk.open("wb") as full:
            while True:
                full.write(b"x" * 65536)
        refused = 0
        for _ in range(3000):
            try:
                complete(runtime, open_task(runtime.sessions, instance))
            except OperationalError:
                refused += 1
                break
        assert refused, "the disk was not full"
        junk.unlink()
        until(lambda: _completes(runtime, open_task(runtime.sessions, instance)), 60)
        assert verification.verify(runtime) == []
        runtime.sessions.dispose()
        embedded.stop(server)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


# -- a crowd -----------------------------------------------------------------------------------------------------------


def crowd(database, rounds_of_it: int, people: int) -> None:
    runtime = runtime_on(open_engine(database.url.render_as_string(hide_password=False), pool_size=16))
    deploy(runtime, rounds())
    instance = start(runtime, "rounds")
    with ThreadPoolExecutor(people) as pool:
        for _ in range(rounds_of_it):
            task, barrier = open_task(database, instance), threading.Barrier(people)

            def try_it(task=task, barrier=barrier) -> bool:
                barrier.wait()
                return complete(runtime, task)

            outcomes = [each.result(timeout=60) for each in [pool.submit(try_it) for _ in range(people)]]
            assert sum(outcomes) == 1
    assert numbers(runtime, "SELECT count(*) FROM facts WHERE kind = 'completed' AND element = 'a'") == rounds_of_it
    assert verification.verify(runtime) == []
    runtime.sessions.dispose()


def test_of_two_hundred_who_complete_one_task_at_once_one_succeeds(database):
    crowd(database, 2, 200)


@pytest.mark.nightly
def test_of_two_hundred_one_succeeds_in_each_of_a_hundred_rounds(database):
    crowd(database, 100, 200)


def test_four_departments_sign_one_instance_at_once_and_all_succeed(database):
    runtime = runtime_on(database)
    sign = items("departments", item="department", output="signed", output_item="note")
    drawing = Drawing("four", jiebang__businessKey="=id").start(jiebang__role="operator").user("a", sign, jiebang__role="agency").end().flow("start > a > end")
    deploy(runtime, drawing)
    for number in range(10):
        with runtime.sessions.begin() as session:
            identity = instances.start(runtime, session, "four", by=CLERK, variables={"id": str(number), "departments": ["SH", "JS", "ZJ", "AH"]})
        with runtime.sessions.connect() as session:
            tasks = list(session.scalars(text("SELECT id FROM user_tasks WHERE instance_id = :i"), {"i": identity}))
        barrier = threading.Barrier(4)

        def sign_one(task: Any, barrier=barrier) -> bool:
            barrier.wait()
            return complete(runtime, task)

        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(sign_one, tasks))
    assert numbers(runtime, "SELECT count(*) FROM instances WHERE status = 'completed'") == 10
    assert advance(runtime, moment("2024-09-03 09:00"), set_time=runtime.clock.set, drain=lambda: drain_inline(runtime)).timers == 0
