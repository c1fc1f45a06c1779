"""The yearly report of a project (年度报告): a duty that does not vanish when it is late."""
