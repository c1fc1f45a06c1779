"""An approval in several steps (逐级审批): each may approve, return or reject, and a return voids what was approved before."""
