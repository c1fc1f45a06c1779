"""The first page after the servers are started on a prepared machine, and the memory of each process when it is idle."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from tests.bench.ground import database, deploy, rounds, runtime_on

ROOT = Path(__file__).parent.parent.parent
IDLE = 3.0


def measure(quick: bool = False) -> dict[str, Any]:
    """Seconds from the command to the first page, and megabytes a process."""
    with database() as (engine, url):
        deploy(runtime_on(engine), rounds())
        found = [_once(url) for _ in range(1 if quick else 3)]
    fastest = min(found, key=lambda each: each["first_page_s"])
    return {"what": "`serve` with web and worker on a prepared database", **fastest, "n": len(found)}


def _once(url: str) -> dict[str, Any]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": str(ROOT), "JIEBANG_SECRET": "a secret of the benchmark alone, 32+"}
    begun = time.perf_counter()
    served = subprocess.Popen(
        [sys.executable, "-m", "app.cli.main", "serve", "--port", str(port)], env=environment, cwd=ROOT,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )
    try:
        while not _answers(port):
            assert served.poll() is None, "the server has ended"
            time.sleep(0.02)
        first = time.perf_counter() - begun
        time.sleep(IDLE)
        return {"first_page_s": round(first, 2), "idle_mb": sorted(_megabytes(each) for each in _family(served.pid))}
    finally:
        served.terminate()
        served.wait(timeout=20)


def _answers(port: int) -> bool:
    try:
        return urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5).status == 200
    except OSError:
        return False


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in _family(int(child)))]


def _megabytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmRSS"))
