"""Matching a published need (需求对接): feedback every two weeks, the reserve status from its tasks (articles 11, 12)."""
