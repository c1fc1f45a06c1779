"""`test`: installs what tests need, then runs all of them."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from app.cli.files import ROOT
from app.cli.setup import say

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FONT_FOLDERS = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path("/System/Library/Fonts"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `test`; what follows is handed to pytest."""
    parser.add_argument("--all", action="store_true", help="the slow nightly part too")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="arguments for pytest, such as tests/unit -k timer")


def run(arguments: argparse.Namespace) -> int:
    """pytest's exit code; no tests at all count as a failure."""
    _browser()
    rest = arguments.rest or []
    line = [sys.executable, "-m", "pytest", *(["-o", "timeout=3600"] if arguments.all else ["-m", "not nightly"])]
    if not any(each.startswith(("-n", "tests/")) for each in rest):
        line += ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadgroup"]
    return subprocess.call([*line, *rest], cwd=ROOT)


def _browser() -> None:
    """Chromium and a Chinese font: by apt where we may, else Playwright's own browser."""
    if os.environ.get("PLAYWRIGHT_CHROMIUM") or (any(map(shutil.which, BROWSERS)) and _has_chinese_font()):
        return
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("正在安装 Chromium 和中文字体 …", "Installing Chromium and a Chinese font …")
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.call(["apt-get", "update", "-qq"], env=environment, stdout=subprocess.DEVNULL)
        subprocess.call(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-wqy-microhei"],
            env=environment, stdout=subprocess.DEVNULL,
        )
        return
    if not any(map(shutil.which, BROWSERS)):
        say("正在下载 Playwright 的 Chromium …", "Fetching Playwright's Chromium …")
        subprocess.call([sys.executable, "-m", "playwright", "install", "chromium"])


def _has_chinese_font() -> bool:
    names = ("wqy", "cjk", "pingfang", "simsun", "msyh", "droidsansfallback")
    return any(
        any(name in path.name.lower() for name in names)
        for folder in FONT_FOLDERS if folder.exists() for path in folder.rglob("*.tt*")
    )
