"""The page about who may read what says what the data say."""

from __future__ import annotations

from itertools import chain

from processes.programme import RECORD_TYPES, ROLES
from processes.public import OPENING
from processes.visibility import MATRIX
from tests.house.visibility_page import PAGE, text


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == text(), "python -m tests.house.visibility_page"


def test_every_role_of_the_programme_is_some_kind_of_reader():
    assert ROLES.keys() <= MATRIX.readers.keys()


def test_the_matrix_and_what_is_public_name_records_and_states_that_there_are():
    for matter in MATRIX.matters.values():
        assert matter.records.keys() <= RECORD_TYPES.keys()
        assert all(states <= set(RECORD_TYPES[kind].states) for kind, states in matter.opened.items())
    assert all(each.states <= set(RECORD_TYPES[each.type].states) for each in OPENING.collections)


def test_the_variables_of_the_matrix_are_variables_that_there_are():
    root = PAGE.parent.parent
    written = "".join(path.read_text(encoding="utf-8") for path in chain(root.glob("bpmn/**/*.bpmn"), root.glob("forms/**/*.form"), root.glob("processes/*/*.py")))
    assert [name for matter in MATRIX.matters.values() for name in matter.variables if f'"{name}"' not in written] == []
