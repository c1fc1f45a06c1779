"""run.py stands outside the virtual environment: it knows the standard library alone and an old Python can read it."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SOURCE = (ROOT / "run.py").read_text()


def test_an_old_python_can_read_it_and_is_told_what_to_do(monkeypatch, capsys):
    ast.parse(SOURCE, feature_version=(3, 4))
    space: dict = {"__name__": "run", "__file__": str(ROOT / "run.py")}
    exec(compile(SOURCE, "run.py", "exec"), space)
    monkeypatch.setattr(sys, "version_info", (3, 8, 0))
    with pytest.raises(SystemExit):
        space["check_machine"]()
    told = capsys.readouterr().err
    assert "Python 3.11" in told and "需要" in told


def test_a_full_disk_is_told_before_anything_is_written(monkeypatch, capsys, tmp_path):
    space: dict = {"__name__": "run", "__file__": str(tmp_path / "run.py")}
    exec(compile(SOURCE, "run.py", "exec"), space)
    monkeypatch.setattr(space["shutil"], "disk_usage", lambda path: type("Usage", (), {"free": 10})())
    with pytest.raises(SystemExit):
        space["check_machine"]()
    assert "MB" in capsys.readouterr().err and list(tmp_path.iterdir()) == []


def test_it_imports_nothing_but_the_standard_library():
    for node in ast.walk(ast.parse(SOURCE)):
        if isinstance(node, ast.Import):
            assert all(alias.name.partition(".")[0] in sys.stdlib_module_names for alias in node.names)
        assert not isinstance(node, ast.ImportFrom)


def test_a_database_that_does_not_answer_is_told_in_both_languages():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "app.cli.main", "deploy"], cwd=ROOT, capture_output=True, text=True, timeout=60,
        env={"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 1 and "DATABASE_URL" in done.stderr and "数据库没有响应" in done.stderr and "Traceback" not in done.stderr
