"""A simulated programme: any number of needs over any number of years, with people who are as people are."""

from processes.simulated.script import BEGINS, Act, Script, behaviour
from processes.simulated.turn import Start

__all__ = ["BEGINS", "Act", "Script", "Start", "behaviour"]
