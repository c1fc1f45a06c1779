"""One expert judges one proposal (专家评审), or makes room for a substitute."""
