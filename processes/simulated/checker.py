"""An independent checker."""
RULES_CHECKED: list = []
def check(read): return []
