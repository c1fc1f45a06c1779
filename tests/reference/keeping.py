"""Finds the smallest drawing of a seed on which engine and reference differ, prints it and keeps it as an example.

`python -m tests.reference.keeping NAME SEED SIZE RUNS "what was wrong"`
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.reference.duel import HOW, Difference, Duel
from tests.reference.random_drawings import drawing_of

KEPT = Path(__file__).parent / "kept"


def smallest(seed: int, size: int, runs: int) -> tuple[bytes, Difference, dict[str, bool]] | None:
    """The first difference on the smallest drawing of a seed that has one; drawings grow with their size."""
    for fewer in range(1, size + 1):
        duel = Duel(drawing_of(seed, fewer))
        for run in range(runs):
            how = HOW[run % len(HOW)]
            try:
                duel.run(seed * 1000 + run, **how)
            except Difference as difference:
                return duel.data, difference, how
    return None


def keep(name: str, data: bytes, steps: list[Any], why: str) -> None:
    """An example that is played again with every test run."""
    text = json.dumps({"why": why, "steps": steps, "xml": data.decode()}, ensure_ascii=False, indent=1)
    (KEPT / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def main(name: str, seed: str, size: str, runs: str, why: str) -> None:
    """Prints and keeps."""
    found = smallest(int(seed), int(size), int(runs))
    if found is None:
        return print("no difference")
    data, difference, how = found
    print(data.decode().replace("><", ">\n<"), how, difference, sep="\n")
    keep(name, data, difference.steps, why)


if __name__ == "__main__":
    main(*sys.argv[1:])
