"""`demo` and `serve`: database, migrations, definitions, web and worker in one process group; Ctrl-C ends all of it."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from app.cli import setup, web
from app.store import people, work
from app.store.database import Engine

# What takes long to import is imported where it is used: the first page should not wait for it.

RESTART_PAUSE = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `demo` and `serve`."""
    web.add_arguments(parser)
    parser.add_argument("--workers", type=int, default=1, help="worker processes")
    parser.add_argument("--fresh", action="store_true", help="demo: make it again from its beginning")
    parser.add_argument("--stats", action="store_true", help="demo: make it if needed, say how long it took and how many commands it ran, and end")


def run(arguments: argparse.Namespace) -> int:
    """Serves until Ctrl-C or until a process of the group cannot be kept alive."""
    demo = arguments.command == "demo"
    if not arguments.stats:
        web.require_port(arguments.host, arguments.port)
    url = setup.database_url("jiebang_demo" if demo else "jiebang")
    engine = setup.ready_engine(url)
    if demo and arguments.stats:
        return _make_demo(engine, arguments.fresh)
    if demo and (arguments.fresh or not _is_made(engine)):
        made = _make_demo_aside(url, arguments.fresh)
        if made:
            return made
    address = os.environ.get("JIEBANG_ADDRESS") or f"http://{arguments.host}:{arguments.port}"
    environment = {**os.environ, "DATABASE_URL": url, "JIEBANG_ADDRESS": address, "JIEBANG_DEMO": "1" if demo else "0"}
    return Group(environment, arguments).run(lambda: _ready(engine, address, demo))


def _make_demo(engine: Engine, fresh: bool) -> int:
    from app.cli import demo as demo_command

    if fresh:
        demo_command.forget(engine)
    print(demo_command.words(demo_command.ensure(engine)))
    return 0


def _make_demo_aside(url: str, fresh: bool) -> int:
    """Made by a process of its own: the memory that a thousand instances take is given back before anything is served."""
    command = [sys.executable, "-m", "app.cli.main", "demo", "--stats", *(["--fresh"] if fresh else [])]
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, stdout=subprocess.DEVNULL).returncode


def _is_made(engine: Engine) -> bool:
    with engine.connect() as session:
        return bool(work.setting(session, setup.DEMO_MADE))


def _ready(engine: Engine, address: str, demo: bool) -> None:
    """The page is there: says so, then brings the definitions up to date."""
    _announce(address, demo)
    from app.cli import deploy

    deploy.at_start(engine, demo)
    with engine.connect() as session:
        if not people.listing(session):
            setup.say("还没有账号。另开终端运行：python3 run.py account NAME --role designer …", "There is no account yet. In another terminal: python3 run.py account NAME --role designer …")
    engine.dispose()


def _announce(address: str, demo: bool) -> None:
    print(f"\n  揭榜 Jiebang   {address}\n")
    if demo:
        from app.cli import demo as demo_command

        print(demo_command.accounts_text())
    print("  Ctrl-C 结束 / Ctrl-C to stop\n", flush=True)


class Group:
    """Web and workers as children: restarted when they fall, ended together."""

    def __init__(self, environment: dict[str, str], arguments: argparse.Namespace) -> None:
        self._environment, self._arguments = environment, arguments
        self._children: list[tuple[list[str], subprocess.Popen[bytes], float]] = []
        self._ending = False

    def run(self, ready: Callable[[], None]) -> int:
        """Until a signal, or until a child falls again and again."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: setattr(self, "_ending", True))
        host, port = self._arguments.host, str(self._arguments.port)
        self._start(["web", "--host", host, "--port", port])
        if self._wait_for_page(host, port):
            for _ in range(self._arguments.workers):
                self._start(["worker"])
            try:
                ready()
            except BaseException:
                self._end()
                raise
        code = 0
        while not self._ending:
            time.sleep(0.2)
            code = self._watch()
            if code:
                break
        self._end()
        return code

    def _start(self, line: list[str]) -> None:
        command = [sys.executable, "-m", "app.cli.main", *line]
        child = subprocess.Popen(command, env=self._environment, start_new_session=True)
        self._children.append((line, child, time.monotonic()))

    def _wait_for_page(self, host: str, port: str) -> bool:
        while not self._ending and all(child.poll() is None for _, child, _ in self._children):
            try:
                with urllib.request.urlopen(f"http://{host}:{port}/sign-in", timeout=5):
                    return True
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        return False

    def _watch(self) -> int:
        """Restarts a child that has fallen; a child that falls right after its start ends the group."""
        for entry in list(self._children):
            line, child, since = entry
            if child.poll() is None:
                continue
            if time.monotonic() - since < RESTART_PAUSE * 3:
                setup.say(f"{line[0]} 启动后立即退出，见上文。", f"{line[0]} ended right after its start, see above.")
                return child.returncode or 1
            self._children.remove(entry)
            setup.say(f"{line[0]} 意外退出，正在重启。", f"{line[0]} has ended unexpectedly and is started again.")
            self._start(line)
        return 0

    def _end(self) -> None:
        for _, child, _ in self._children:
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + 15
        for _, child, _ in self._children:
            try:
                child.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.kill()
        setup.stop_database()
