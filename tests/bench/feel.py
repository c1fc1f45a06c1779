"""FEEL: a simple condition compiled, beside Python's own eval of the same text; a table of 100 rules; hostile expressions."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from decimal import Decimal
from typing import Any

from app import decisions, feel
from tests.unit.decisions.dmn import definitions, table
from tests.unit.feel.hostile import TOO_DEEP, TOO_MUCH_WORK

_CHILD = """
import resource, sys, time
from app import feel
feel.compile('matches("a", "a") and is working day(date("2024-01-01"))').evaluate({}, feel.Environment())
before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    feel.compile(sys.stdin.read()).evaluate({}, feel.Environment())
except feel.FeelError:
    print(time.perf_counter() - begin, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def measure(quick: bool = False) -> dict[str, Any]:
    """Microseconds per evaluation, the best of five series; seconds and megabytes of the worst hostile expressions."""
    count = 2_000 if quick else 20_000
    variables = {"amount": Decimal(5), "region": "JS"}
    environment = feel.Environment()
    expression = feel.compile('amount > 3 and region = "JS"')
    ours = _best(lambda: expression.evaluate(variables, environment), count)
    plain = {"amount": 5, "region": "JS"}
    peer = _best(lambda: eval('amount > 3 and region == "JS"', {}, plain), count)
    rules = [f'[{n}..{n + 1}) | "JS" | {n}' for n in range(100)]
    decision = decisions.load(definitions(table("t", "amount | region", "out", *rules))).decision("t")
    last = {"amount": Decimal(99), "region": "JS"}
    return {
        "what": "one simple condition", "ours_us": ours, "Python eval, not compiled": peer, "ratio": round(peer / ours, 1),
        "table of 100 rules_us": _best(lambda: decision.evaluate(last, environment), count // 20), "hostile": _hostile(quick),
    }


def _hostile(quick: bool) -> dict[str, Any]:
    """Each expression in a process of its own: what it takes until it is stopped."""
    corpus = {**TOO_MUCH_WORK, **TOO_DEEP}
    found = {name: _stopped(text) for name, text in list(corpus.items())[:: 8 if quick else 1]}
    slowest, largest = (max(found, key=lambda name: found[name][place]) for place in (0, 1))
    return {
        "expressions": len(found), "slowest_s": round(found[slowest][0], 2), "slowest": slowest,
        "largest_mb": round(found[largest][1]), "largest": largest,
    }


def _stopped(text: str) -> tuple[float, float]:
    child = subprocess.run(
        [sys.executable, "-c", _CHILD], input=text, capture_output=True, text=True, timeout=60, check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (30, 30)),
    )
    seconds, megabytes = child.stdout.split()
    return float(seconds), float(megabytes)


def _best(action: Any, count: int) -> float:
    found = []
    for _ in range(5):
        begin = time.perf_counter()
        for _ in range(count):
            action()
        found.append((time.perf_counter() - begin) / count * 1e6)
    return round(min(found), 2)
