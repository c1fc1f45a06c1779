"""Which of several proposals on one need keeps it, and which go to a direction of the guideline (articles 5, 13)."""
