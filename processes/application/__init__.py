"""Filling in a proposal and submitting it (填报与提交): unit, recommending department, the closing day (article 13)."""
