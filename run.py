#!/usr/bin/env python3
"""Sets up and runs Jiebang: `python3 run.py` serves the demo, `python3 run.py test` runs all tests, `--help` shows the rest.

Only this file runs outside the virtual environment, so it knows the standard library alone and stays readable for an old
Python, which it then refuses in words.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
OLDEST = (3, 11)
NEEDS_MB = 900
DEVELOPERS = {"test", "bench", "scenarios"}


def say(zh, en):
    """A line for people, in both languages."""
    sys.stderr.write("%s\n%s\n" % (zh, en))
    sys.stderr.flush()


def fail(zh, en):
    """Says what is wrong and what to do, and ends."""
    say(zh, en)
    sys.exit(1)


def venv_python():
    """The interpreter of the virtual environment."""
    folder = "Scripts" if os.name == "nt" else "bin"
    return os.path.join(VENV, folder, "python.exe" if os.name == "nt" else "python")


def lock_files(command):
    """The lock files that a command needs installed."""
    names = ["requirements.txt"] + (["requirements-dev.txt"] if command in DEVELOPERS else [])
    return [os.path.join(ROOT, name) for name in names]


def stamp(path):
    """What was installed, known by its hash."""
    with open(path, "rb") as file:
        digest = hashlib.sha256(file.read() + sys.version.encode()).hexdigest()[:16]
    return os.path.join(VENV, ".installed-%s-%s" % (os.path.basename(path), digest))


def check_machine():
    """Refuses a Python that is too old, one without venv or pip, and a full disk, before anything is written."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        fail(
            "需要 Python 3.11 或更新版本，当前是 %s。请安装后用新的 python3 重试。" % found,
            "Python 3.11 or newer is needed, this is %s. Install one and run this again with it." % found,
        )
    if not os.path.exists(venv_python()):
        free = shutil.disk_usage(ROOT).free // (1024 * 1024)
        if free < NEEDS_MB:
            fail(
                "磁盘空间不足：需要约 %d MB，剩余 %d MB。请清理后重试。" % (NEEDS_MB, free),
                "The disk is nearly full: about %d MB are needed, %d MB are free. Make room and try again." % (NEEDS_MB, free),
            )
        try:
            import ensurepip  # noqa: F401
            import venv  # noqa: F401
        except ImportError:
            version = "%d.%d" % sys.version_info[:2]
            fail(
                "这个 Python 没有 venv 或 pip。Debian/Ubuntu 上请运行：apt install python%s-venv" % version,
                "This Python has no venv or pip. On Debian or Ubuntu: apt install python%s-venv" % version,
            )


def install(command):
    """Makes the virtual environment and installs the lock files, when that has not been done."""
    missing = [path for path in lock_files(command) if not os.path.exists(stamp(path))]
    if not missing and os.path.exists(venv_python()):
        return
    check_machine()
    if not os.path.exists(venv_python()):
        say("正在创建虚拟环境 .venv …", "Making the virtual environment .venv …")
        if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
            fail("虚拟环境创建失败，见上文。", "The virtual environment could not be made, see above.")
    for path in missing:
        name = os.path.basename(path)
        say("正在安装 %s（首次约一分钟）…" % name, "Installing %s (about a minute the first time) …" % name)
        command_line = [venv_python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                        "--require-hashes", "--no-deps", "-r", path]
        if subprocess.call(command_line) != 0:
            fail(
                "依赖安装失败，见上文。请检查网络或镜像设置后重试。",
                "Installing failed, see above. Check the network or your package mirror and try again.",
            )
        with open(stamp(path), "w") as file:
            file.write("installed\n")


def main():
    """Installs what is missing and hands over to `app.cli` inside the virtual environment."""
    arguments = sys.argv[1:]
    command = next((word for word in arguments if not word.startswith("-")), "")
    if sys.version_info < OLDEST:
        check_machine()
    install(command)
    environment = dict(os.environ, PYTHONPATH=ROOT, PYTHONWARNINGS=os.environ.get("PYTHONWARNINGS", "ignore"))
    line = [venv_python(), "-m", "app.cli.main"] + arguments
    if os.name != "nt":
        os.execve(line[0], line, environment)
    sys.exit(subprocess.call(line, env=environment))


if __name__ == "__main__":
    main()
