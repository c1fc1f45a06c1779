"""Adjusting a need's external tasks, or withdrawing the need (article 12, last paragraph)."""
