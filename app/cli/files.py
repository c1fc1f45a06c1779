"""Definitions read from a folder instead of the database."""

from __future__ import annotations

import stat
from pathlib import Path

from app.commands.deployments import KINDS
from app.cli.place import ROOT
from app.data_files import Supplied
from app.errors import Refused
from app.library import Library, Resource

MAX_BYTES = 32_000_000
WORDS: dict[type[Exception], tuple[str, str]] = {
    FileNotFoundError: ("there is no such file", "没有这个文件"), PermissionError: ("permission denied", "没有读取权限"),
    NotADirectoryError: ("there is no such folder", "没有这个文件夹"),
}


class FileUnreadable(Refused):
    """{name} cannot be read: {why}."""

    code = "file-unreadable"
    zh = "无法读取 {name}：{why_zh}。"


def read_file(path: Path, name: str) -> bytes:
    """The content of a plain file of at most 32 MB, called `name` towards people; raises FileUnreadable.

    Devices and pipes are refused: they may never end.
    """
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise FileUnreadable(name=name, why="it is a folder", why_zh="这是文件夹")
        if not stat.S_ISREG(found.st_mode):
            raise FileUnreadable(name=name, why="it is no plain file", why_zh="不是普通文件")
        if found.st_size > MAX_BYTES:
            size = f"{MAX_BYTES // 1_000_000} MB"
            raise FileUnreadable(name=name, why=f"it is larger than {size}", why_zh=f"超过 {size}")
        with path.open("rb") as file:
            return file.read(MAX_BYTES)
    except (OSError, ValueError) as error:
        why, why_zh = WORDS.get(type(error), (getattr(error, "strerror", None) or str(error), "路径有误或读取失败"))
        raise FileUnreadable(name=name, why=why, why_zh=why_zh) from error


def models_beside(file: Path) -> list[tuple[str, bytes]]:
    """The other models in the folder; one that cannot be read is none that could be imported."""
    found = []
    for path in sorted(file.parent.glob("*.dmn")):
        try:
            if not path.samefile(file):
                found.append((path.name, read_file(path, path.name)))
        except (Refused, OSError):
            continue
    return found


def definition_files(root: Path = ROOT) -> dict[str, bytes]:
    """All drawings, tables, forms and templates of a checkout, by their path in it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("bpmn", "forms") for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.suffix in KINDS
    }


def library_of(files: dict[str, bytes], supplied: Supplied = Supplied()) -> Library:
    """A library of files."""
    resources = [Resource(number, path, 1, content) for number, (path, content) in enumerate(sorted(files.items()), 1)]
    return Library(0, resources, supplied=supplied)


def library_of_checkout() -> Library:
    """What this checkout would deploy, with the programme's code."""
    from app.factory import load_programme

    return library_of(definition_files(), load_programme().supplied)


def place_in_checkout(file: Path, root: Path = ROOT) -> str | None:
    """The path of a file in the checkout's bpmn/ or forms/, None for a file from elsewhere."""
    try:
        relative = file.resolve().relative_to(root.resolve()).as_posix()
    except (OSError, ValueError, RuntimeError):       # the last one: links that lead round in a circle
        return None
    return relative if relative.startswith(("bpmn/", "forms/")) else None
