"""The life of a solution (解决方案), from the offer to the signed intent or the refusal (articles 10, 11)."""
