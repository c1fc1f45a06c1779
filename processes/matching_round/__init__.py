"""One round of matching (对接轮次): solutions go to the demand side, which compares and answers each (article 11)."""
