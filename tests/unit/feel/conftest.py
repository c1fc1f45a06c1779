"""The grammar is built at its first use; here that happens before anything is timed."""

from app import feel

feel.compile("1")
