"""A public notice (公示): five working days in which anybody may object with a name; an objection holds up its own subject only."""
