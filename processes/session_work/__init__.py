"""The work of a review session (会次评审): from the first proposal that comes in to the settled ranking."""
