"""Screening a need (需求初审): the regional authority lets it pass, returns or rejects it (article 8)."""
