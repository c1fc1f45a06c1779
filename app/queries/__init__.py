"""Every read for a screen or a program."""
