"""A project is closed with the conclusion of its acceptance (办理结题)."""
