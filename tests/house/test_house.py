"""Rules about the house, each a sentence."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports as run_contracts
from mypy import api as mypy

from app.cli.files import definition_files, library_of
from app.factory import load_programme

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted([*ROOT.glob("app/**/*.py"), *ROOT.glob("processes/**/*.py")])


def test_the_import_contracts_of_setup_cfg_hold(monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    assert run_contracts(config_filename="setup.cfg", no_cache=True) == 0, capsys.readouterr().out


def test_the_types_of_setup_cfg_hold(monkeypatch):
    monkeypatch.chdir(ROOT)
    complaints, trouble, code = mypy.run(["--config-file", "setup.cfg"])
    assert code == 0, complaints + trouble


def test_nothing_is_imported_or_named_for_nothing():
    found = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--select", "F", "app", "processes", "tests"], cwd=ROOT, capture_output=True, text=True,
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_only_the_clock_reads_the_machines_time(path):
    if path.relative_to(ROOT).as_posix() == "app/clock.py":
        return
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"now", "utcnow", "today"}:
            owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
            assert owner not in {"datetime", "date"}, f"{path}:{node.lineno} looks the time up"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.time", "time.time_ns"}:
            pytest.fail(f"{path}:{node.lineno} looks the time up")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_lives_there_and_is_read_on_a_few_screens(path):
    text = path.read_text()
    if not text.strip():
        return
    assert ast.get_docstring(ast.parse(text)) or "migrations" in str(path), "no first line"
    assert len(text.splitlines()) <= 450 or "migrations" in str(path), "too long to read"


def test_every_route_says_who_may_use_it(web):
    silent = [
        rule.endpoint for rule in web.url_map.iter_rules()
        if getattr(web.view_functions[rule.endpoint], "allowed", None) is None
    ]
    assert silent == []


def test_nothing_is_written_by_get(web):
    for rule in web.url_map.iter_rules():
        if rule.methods & {"POST", "PUT", "PATCH", "DELETE"}:
            assert not rule.methods & {"GET"}, rule


def test_every_user_task_has_a_form():
    library = library_of(definition_files(), load_programme().supplied)
    for process_id in library.process_ids():
        for _, element in library.process(process_id).process.scope.walk():
            if element.kind == "userTask":
                assert library.has_form(element.settings.get("form") or f"{process_id}/{element.id}"), element.id


def test_every_package_of_the_lock_files_has_a_hash():
    for name in ("requirements.txt", "requirements-dev.txt"):
        blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text())
        assert blocks and all("--hash=sha256:" in block for block in blocks if re.match(r"[a-zA-Z]", block))


def test_every_english_text_of_drawings_and_forms_is_there():
    english = json.loads((ROOT / "forms/translations/en.json").read_text())
    library = library_of(definition_files(), load_programme().supplied)
    missing = [
        f"{process_id}/{element.id}" for process_id in library.process_ids()
        for _, element in library.process(process_id).process.scope.walk()
        if element.name and element.id not in english["bpmn"].get(process_id, {})
    ]
    assert missing == []
