"""Publishing other numbers, regions and rule sets in the middle of a story."""

from __future__ import annotations

import json
from typing import Any

from app import data_files
from app.commands import deployments
from processes import policy
from tests.dsl.scenario import Scenario

PATHS = {file.name: file.path for file in policy.FILES}


def publish(s: Scenario, file: str, key: str, note: str = "推进组会议", **values: Any) -> Scenario:
    """A designer gives an entry other values, or adds one, in a new version."""
    path = PATHS[file]
    document = json.loads(_content(s, path))
    document[key] = {**document.get(key, {}), **values}
    return deploy(s, {path: data_files.written(document)}, note)


def deploy(s: Scenario, files: dict[str, bytes], note: str = "推进组会议") -> Scenario:
    """New versions of files."""
    with s.runtime.sessions.begin() as session:
        deployments.deploy(s.runtime, session, files, by=None, note=note, source="studio", force=True)
    return s


def content(s: Scenario, path: str) -> str:
    """The newest version of a file."""
    return _content(s, path).decode()


def _content(s: Scenario, path: str) -> bytes:
    with s.runtime.sessions.connect() as session:
        return s.runtime.library(session).resources[path].content
