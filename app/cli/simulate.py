"""`simulate`: a programme of any size with plausible people, on the virtual clock, in a database of its own."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from app.cli import setup
from app.cli.files import definition_files
from app.clock import SHANGHAI, VirtualClock
from app.store import simulated

RULE_SETS = "bpmn/programme/rule_sets.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `simulate`."""
    parser.add_argument("--years", type=_at_least_one, default=1, help="years from April 2023 on")
    parser.add_argument("--needs", type=_at_least_one, default=10, help="needs that are raised in these years")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same programme")
    parser.add_argument("--out", type=Path, help="folder of the report (.data/simulation-SEED)")
    parser.add_argument("--keep", action="store_true", help="keep the database")


def _at_least_one(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return value


def run(arguments: argparse.Namespace) -> int:
    """Simulates, checks, reports; 1 when something is stuck or a rule was broken."""
    from app.store import embedded

    name = f"jiebang_simulation_{arguments.seed}"
    server = embedded.start(setup.data_folder() / "postgres")
    simulated.drop(embedded.url_of(server), name)
    url = embedded.ensure_database(server, name)
    try:
        found = simulate(url, years=arguments.years, needs=arguments.needs, seed=arguments.seed, progress=_shown)
    finally:
        if not arguments.keep:
            simulated.drop(embedded.url_of(server), name)
    folder = arguments.out or setup.data_folder() / f"simulation-{arguments.seed}"
    print(_written(found, folder), flush=True)
    return 1 if found["violations"] or found["statistics"]["failures"] else 0


def simulate(url: str, *, years: int, needs: int, seed: int, progress: Callable[..., None] = lambda *told: None) -> dict[str, Any]:
    """Simulates in an empty database and checks what became of it: figures, rows, violations."""
    from app.commands.simulation import Simulation
    from processes.simulated import Script, checker, figures

    begun, worked = time.perf_counter(), time.process_time()
    engine = simulated.prepare(url)
    try:
        script = Script(years=years, needs=needs, seed=seed, world=simulated.World(engine))
        runtime = _deployed(engine, script)
        simulation = Simulation(runtime, script, lambda moment: progress(moment, script, simulation.statistics, begun))
        statistics = simulation.run()
        took = {"seconds": round(time.perf_counter() - begun, 1), "cpu_seconds": round(time.process_time() - worked, 1)}
        read = simulated.everything(engine)
    finally:
        engine.dispose()
    about = {"years": years, "needs": needs, "seed": seed, "begins": script.begins, "until": script.until}
    counted = vars(statistics) | {"refusals": dict(statistics.refusals)}
    return {
        "about": about, "took": took, "statistics": counted, "figures": figures.of(read, script.begins, script.until, _english()),
        "violations": [vars(each) for each in checker.check(read)], "rules": checker.RULES_CHECKED,
    }


def _english() -> dict[str, dict[str, str]]:
    """The names of user tasks in English, by process and element."""
    return json.loads(definition_files()["forms/translations/en.json"])["bpmn"]


def _deployed(engine: Any, script: Any) -> Any:
    """A runtime with the checkout's definitions, whose rules stay in force for as long as the simulation runs."""
    from app.adapters.queues import InlineQueue
    from app.commands import deployments
    from app.factory import build_runtime
    from app.store import calendar_days

    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    runtime = build_runtime(engine, InlineQueue(), clock=VirtualClock(script.begins), demo=True)
    with engine.begin() as session:
        calendar_days.load_official(session)
    files = definition_files()
    files[RULE_SETS] = _valid_until(files[RULE_SETS], script.until.date())
    deployments.deploy_files(runtime, files, note="模拟 / simulation")
    with engine.begin() as session:
        simulated.add_cast(session, script.cast, script.begins)
    return runtime


def _valid_until(content: bytes, last: date) -> bytes:
    """The rule sets with the newest of them in force until that day."""
    rule_sets = json.loads(content)
    newest = max(rule_sets, key=lambda name: rule_sets[name]["valid_from"])
    ends = max(date.fromisoformat(rule_sets[newest]["valid_to"]), last)
    rule_sets[newest] |= {"valid_to": ends.isoformat()}
    return json.dumps(rule_sets, ensure_ascii=False).encode()


def _written(found: dict[str, Any], folder: Path) -> str:
    """Writes the report and says what is in it, in a few lines."""
    from processes.simulated import report

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.html").write_text(report.html(found), encoding="utf-8")
    (folder / "report.json").write_text(json.dumps(found, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    return report.text(found) + f"\n{folder / 'report.html'}"


class _Progress:
    """One line on a terminal; on anything else a line every quarter of a year."""

    def __init__(self) -> None:
        self._shown = ""

    def __call__(self, moment: datetime, script: Any, statistics: Any, begun: float) -> None:
        month = moment.astimezone(SHANGHAI).strftime("%Y-%m")
        if month == self._shown:
            return
        self._shown = month
        part = max((moment - script.begins) / (script.until - script.begins), 0.001)
        spent = time.perf_counter() - begun
        left = spent / part - spent
        live = sys.stderr.isatty()
        if live or month.endswith(("-01", "-04", "-07", "-10")):
            line = f"  {month}  {part:4.0%}  {statistics.commands} 次操作 / commands  {spent:.0f}s, ETA {left:.0f}s"
            print(f"\r{line}" if live else line, end="" if live else "\n", file=sys.stderr, flush=True)


_shown = _Progress()
