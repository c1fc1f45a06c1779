"""Templates of official documents: what they may name, what is wrong with one, and what it looks like with sample data."""

from app.papers.checks import findings
from app.papers.names import known
from app.papers.samples import sample

__all__ = ["findings", "known", "sample"]
