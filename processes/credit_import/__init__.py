"""A credit entry that was read in from outside gets its span and its end like every other (article 20)."""
