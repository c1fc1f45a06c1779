"""The way of an accepted proposal into a review session (进入评审会次): once or twice a year (article 15)."""
