"""Stories about small processes on an empty database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from app.runtime import Runtime
from tests.dsl.scenario import Scenario


class Echo:
    """An operation that counts how often it has run."""

    name, help, parameters, gives = "echo", "", (), None

    def __init__(self) -> None:
        self.times = 0

    def run(self, variables: Mapping[str, Any], ports: Any) -> Any:
        self.times += 1
        return {"echoed": self.times}


@pytest.fixture
def story(runtime: Runtime) -> Scenario:
    """A scenario with nothing deployed yet, and one operation, `echo`."""
    echo = Echo()
    programme = replace(runtime.programme, operations={"echo": echo}, find_operation=lambda process, name: echo)
    return Scenario(replace(runtime, programme=programme), "p", at="2024-09-02 09:00")
