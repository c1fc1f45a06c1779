"""`deploy`: makes versions of what has changed in bpmn/ and forms/, checked as a whole."""

from __future__ import annotations

import argparse
from pathlib import Path

from app.cli import findings, setup
from app.cli.files import ROOT, definition_files
from app.clock import ProgrammeClock
from app.commands import chores, deployments
from app.engine.errors import DrawingRefused
from app.errors import Finding
from app.store import calendar_days
from app.store.database import Engine
from app.worker.queue import ProcrastinateQueue


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `deploy`."""
    parser.add_argument("--from", dest="folder", default=str(ROOT), metavar="FOLDER", help="the folder with bpmn/ and forms/")
    parser.add_argument("--note", default="", help="why, for the list of versions")
    parser.add_argument("--force", action="store_true", help="files win over what was published in the studio")


def run(arguments: argparse.Namespace) -> int:
    """Deploys all or nothing; findings are printed."""
    engine = setup.ready_engine(setup.database_url())
    runtime = setup.runtime_for(engine, queue=ProcrastinateQueue())
    try:
        done = deployments.deploy_files(
            runtime, definition_files(Path(arguments.folder)), note=arguments.note, force=arguments.force,
        )
    except DrawingRefused as error:
        _print(error.findings)
        raise
    if done.deployment is None:
        setup.say("没有变化。", "Nothing has changed.")
    for process, version in done.processes:
        print(f"{process} v{version}")
    setup.say(f"已部署 {len(done.files)} 个文件。", f"{len(done.files)} files deployed.")
    return 0


def at_start(engine: Engine, demo: bool) -> None:
    """What has changed in the checkout becomes a version; what the studio has published since is left alone."""
    runtime = setup.runtime_for(engine, queue=ProcrastinateQueue(), clock=ProgrammeClock() if demo else None, demo=demo)
    chores.follow_clock(runtime)
    with engine.begin() as session:
        calendar_days.load_official(session)
    try:
        done = deployments.deploy_files(runtime, definition_files(), note="start")
    except deployments.BothSidesMoved as error:
        setup.say(error.text("zh"), error.text("en"))
        return
    except DrawingRefused as error:
        _print(error.findings)
        raise
    for process, version in done.processes:
        setup.say(f"新版本：{process} v{version}", f"new version: {process} v{version}")


def _print(found: list[Finding]) -> None:
    for finding in found:
        print(findings.as_text(finding))
