"""A proposal that goes to a direction of the guideline: its lead unit goes on with it or withdraws it."""
