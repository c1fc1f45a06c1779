"""A call of one region alone (地方自主征集): its own needs and proposals, outside the shared flow (article 4)."""
