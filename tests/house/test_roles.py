"""Every role in a drawing can be held in the way the task asks for it."""

from __future__ import annotations

import pytest
from lxml import etree

from processes.programme import ROLES
from tests.conftest import ROOT

OURS = "{urn:jiebang:bpmn:1}"
TASKS = [
    (path.stem, task)
    for path in sorted(ROOT.glob("bpmn/*/*.bpmn"))
    for task in etree.parse(path).getroot().iter("{http://www.omg.org/spec/BPMN/20100524/MODEL}userTask")
]


@pytest.mark.parametrize("process,task", TASKS, ids=[f"{process}-{task.get('id')}" for process, task in TASKS])
def test_whoever_holds_a_role_of_the_task_can_be_found_by_its_scope(process, task):
    scope = task.get(f"{OURS}scope") or "all"
    roles = [role.strip() for role in task.get(f"{OURS}role").split(",")]
    assert {role: ROLES[role].scope for role in roles} == dict.fromkeys(roles, scope)
