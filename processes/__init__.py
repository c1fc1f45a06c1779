"""The programme as code: what the drawings call by name, and the data that describes it."""
