"""A web API over the same commands and queries as the pages."""
