"""Experts score the proposals of a session (项目评分); who lacks scores gets more time once, then waits for the next session."""
