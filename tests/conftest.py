"""A real PostgreSQL for every test that asks for one: a migrated template, cloned in 40 ms."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.adapters.queues import InlineQueue
from app.clock import VirtualClock
from app.factory import build_runtime, load_programme
from app.runtime import Programme, Runtime
from app.store import embedded
from app.store.database import Engine, open_engine
from app.store.migrate import migrate
from tests.dsl.play import moment

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server where databases may be made: TEST_DATABASE_URL, else an embedded one."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder = Path(os.environ.get("JIEBANG_TEST_DATA", tempfile.gettempdir())) / f"jiebang-test-{os.getuid()}-{worker}"
    running = embedded.start(folder, stop_with_last=True)
    yield embedded.url_of(running)
    running.cleanup()


def _admin(server: str, statement: str) -> None:
    engine = open_engine(server)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()


def _address(server: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def empty_template(server: str) -> str:
    """A migrated database without a row."""
    name = f"template_{uuid4().hex[:10]}"
    _admin(server, f'CREATE DATABASE "{name}"')
    engine = open_engine(_address(server, name))
    migrate(engine)
    engine.dispose()
    return name


@pytest.fixture(scope="session")
def programme() -> Programme:
    """The programme of this checkout."""
    return load_programme()


def definition_files() -> dict[str, bytes]:
    """All definitions of this checkout by path."""
    return {
        str(path.relative_to(ROOT)): path.read_bytes()
        for folder in ("bpmn", "forms") for path in sorted((ROOT / folder).rglob("*")) if path.is_file()
    }


@pytest.fixture(scope="session")
def deployed_template(server: str, empty_template: str, programme: Programme) -> str:
    """A database with the programme deployed, and the calls of 2023 to 2025 on record."""
    from app.commands import deployments
    from app.store import records
    from processes.demo.records import calls

    name = f"deployed_{uuid4().hex[:10]}"
    _admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{empty_template}"')
    engine = open_engine(_address(server, name))
    runtime = build_runtime(engine, InlineQueue(), clock=VirtualClock(moment("2024-01-02 09:00")), programme=programme)
    with engine.begin() as session:
        deployments.deploy(runtime, session, definition_files(), by=None, note="test", source="files")
        for call in calls():
            records.create(session, at=runtime.clock.now(), by=None, **call)
    engine.dispose()
    return name


@pytest.fixture
def clone(server: str) -> Iterator[object]:
    """Makes databases from a template and takes them away afterwards."""
    made: list[tuple[str, Engine]] = []

    def make(template: str) -> Engine:
        name = f"t_{uuid4().hex[:12]}"
        _admin(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        engine = open_engine(_address(server, name))
        made.append((name, engine))
        return engine

    yield make
    for name, engine in made:
        engine.dispose()
        _admin(server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database(clone, empty_template: str) -> Engine:
    """A fresh migrated database."""
    return clone(empty_template)


@pytest.fixture
def runtime(database: Engine, programme: Programme) -> Runtime:
    """A runtime on an empty database, with a clock that stands still and a queue that waits to be drained."""
    return build_runtime(database, InlineQueue(), clock=VirtualClock(moment("2024-09-02 09:00")), programme=programme)


@pytest.fixture
def programme_runtime(clone, deployed_template: str, programme: Programme) -> Runtime:
    """The same with the programme deployed."""
    return build_runtime(
        clone(deployed_template), InlineQueue(), clock=VirtualClock(moment("2024-09-02 09:00")), programme=programme,
    )


@pytest.fixture
def scenario(programme_runtime: Runtime):
    """Tells stories about the programme: `scenario("proposal", at="2024-09-02 09:00").start(...)`."""
    from tests.dsl.scenario import Scenario

    return lambda process, **options: Scenario(programme_runtime, process, **options)


@pytest.fixture
def web(programme_runtime: Runtime):
    """The pages on the deployed programme, as a WSGI application."""
    from app.web import create_app

    return create_app(programme_runtime, secret="for tests alone, never used anywhere", testing=True)
