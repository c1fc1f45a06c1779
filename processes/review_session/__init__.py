"""A review session (评审会次): once or twice a year the agency lets experts judge the proposals."""
