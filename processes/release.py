"""What designers publish is signed by the authorities before it counts (article 1): the process for it, and whether it must."""

from __future__ import annotations

from processes.kit import Programme, Release


def _needed(programme: Programme) -> bool:
    """The rule is a number of the policy, on unless the four have agreed otherwise."""
    rule = programme.parameters.get("joint_release")
    return rule is not None and rule.value > 0


RELEASE = Release(process="drawing_release", series="BB", needed=_needed)
