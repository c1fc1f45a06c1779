"""The programme's data as the checkout has it, for tests that need no database."""

from __future__ import annotations

from pathlib import Path

from app.cli.files import library_of
from app.data_files import Supplied
from processes import kit, policy

_ROOT = Path(__file__).parents[2]
kit.load_handlers()

SUPPLIED = Supplied(kit.functions(), policy.FILES, policy.read)
LIBRARY = library_of({file.path: (_ROOT / file.path).read_bytes() for file in policy.FILES}, SUPPLIED)
PROGRAMME = LIBRARY.programme
PARAMETERS = PROGRAMME.parameters
FUNCTIONS = LIBRARY.callables
CONSTANTS = LIBRARY.constants
