"""The term of a credit entry (信用记录期限): it may be appealed, and expires by itself."""
