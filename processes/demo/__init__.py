"""The demo: invented units and people, and what they do between October 2023 and March 2025.

Nothing of it is written into tables by hand but who there is: needs, solutions, proposals, sessions, projects and
everything that becomes of them are made by running the processes on the virtual clock, through the commands that people
use. The shape is the published one of 2024: 40 proposals, two review sessions, 29 approved; and 24 needs with 60 tasks
and 110 solutions before them.
"""

from processes.demo.cast import PEOPLE, UNITS
from processes.demo.records import RECORDS
from processes.demo.seeking import NEEDS
from processes.demo.script import BEGINS, ENDS, Act, Script, Start

__all__ = ["BEGINS", "ENDS", "NEEDS", "PEOPLE", "RECORDS", "UNITS", "Act", "Script", "Start"]
