"""Web and worker are killed with -9 in the middle of 200 completions: what was acknowledged is there, and there once."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from app.clock import SystemClock
from app.commands import accounts
from app.store import people
from tests.bench.ground import ANSWERS, deploy, open_task, rounds, runtime_on, start

ROOT = Path(__file__).parent.parent.parent
PASSWORD = "Kill-Test-2025"
COMPLETIONS, INSTANCES = 200, 4

pytestmark = pytest.mark.xdist_group("system")


class Server:
    """Web and worker as their own processes, started again when they have been killed."""

    def __init__(self, url: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environment = {
            **os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT), "JIEBANG_SECRET": "a secret of the kill test only, 32+",
        }
        self.children: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        for line in (["web", "--port", str(self.port)], ["worker"]):
            self.children.append(subprocess.Popen(
                [sys.executable, "-m", "app.cli.main", *line], env=self.environment, stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL, cwd=ROOT,
            ))
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in", timeout=5).read()
                return
            except OSError:
                assert self.children[-2].poll() is None, "the web server has ended"
                threading.Event().wait(0.1)

    def kill(self) -> None:
        for child in self.children:
            child.send_signal(signal.SIGKILL)
            child.wait()
        self.children.clear()


class Browser:
    """Signs in and posts, as little of a browser as that needs."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def sign_in(self) -> None:
        token = self._token("/sign-in")
        data = urllib.parse.urlencode({"name": "bench", "password": PASSWORD, "csrf_token": token}).encode()
        self.opener.open(self.base + "/sign-in", data, timeout=20).read()
        self.token = self._token("/account")

    def _token(self, path: str) -> str:
        page = self.opener.open(self.base + path, timeout=20).read().decode()
        return re.search(r'name="csrf-token" content="([^"]+)"', page)[1]

    def complete(self, task: object, key: str) -> int:
        request = urllib.request.Request(
            f"{self.base}/tasks/{task}/complete", json.dumps({"answers": ANSWERS}).encode(),
            {"Content-Type": "application/json", "X-CSRF-Token": self.token, "Idempotency-Key": key},
        )
        try:
            return self.opener.open(request, timeout=20).status
        except urllib.error.HTTPError as error:
            return error.code


def test_nothing_acknowledged_is_lost_and_nothing_happens_twice(database):
    runtime = runtime_on(database, clock=SystemClock())
    deploy(runtime, rounds())
    with database.begin() as session:
        people.add_person(session, "bench", "bench", password=accounts.hash_password(PASSWORD, cheap=True))
        for role in ("agency", "operator"):
            people.add_membership(session, "bench", role)
    instances = [start(runtime, "rounds", number) for number in range(INSTANCES)]
    server = Server(database.url.render_as_string(hide_password=False))
    acknowledged = 0
    try:
        server.start()
        browser = Browser(server.port)
        browser.sign_in()
        for number in range(COMPLETIONS):
            if number in (50, 120):
                threading.Timer(0.01, server.kill).start()
            task, key = open_task(database, instances[number % INSTANCES]), uuid4().hex
            try:
                code = browser.complete(task, key)
            except OSError:                        # killed under it: nobody knows, so it is sent again under the same key
                server.kill()
                server.start()
                code = browser.complete(task, key)
            assert code in (200, 409), code
            acknowledged += code == 200
        with database.connect() as session:
            done = session.scalar(text("SELECT count(*) FROM user_tasks WHERE state = 'completed'"))
            facts = session.scalar(text("SELECT count(*) FROM facts WHERE kind = 'completed' AND element = 'a'"))
            twice = session.scalar(text(
                "SELECT count(*) FROM (SELECT token FROM facts WHERE kind = 'completed' AND element = 'a'"
                " GROUP BY token HAVING count(*) > 1) AS doubled"
            ))
        assert (done, facts, twice) == (acknowledged, acknowledged, 0)
        assert acknowledged == COMPLETIONS
    finally:
        server.kill()
