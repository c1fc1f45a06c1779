"""Evaluating needs (需求评估): experts judge a batch, and a list is proposed from it (article 9)."""
