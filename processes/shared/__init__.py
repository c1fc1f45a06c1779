"""What several processes share: conflicts of interest, draws, contracts, acceptance and credit."""
