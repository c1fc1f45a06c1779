"""Which review sessions of a year count (article 15)."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.clock import SHANGHAI
from processes.kit import Record
from processes.session_entry.data import Accepted
from processes.session_entry.handlers import find_session
from tests.dsl.basis import basis
from tests.dsl.memory import ports


@basis("R15.3", "PP05", "D09")
@pytest.mark.parametrize("state,used", [("open", 1), ("closed", 1), ("planned", 1), ("refused", 0), ("cancelled", 0)])
def test_a_session_that_is_not_held_does_not_use_up_the_year(state, used):
    held = Record("session", "2024-1", "", None, None, state, {"year": "2024", "intake_close": datetime(2024, 12, 1, tzinfo=SHANGHAI)})
    assert find_session(Accepted("SB-1", "U-1"), ports(held))["sessions_used"] == used
