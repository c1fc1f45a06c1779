"""Signing the letter of intent (签署合作意向): with it a task counts as matched (article 12)."""
