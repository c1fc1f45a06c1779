"""How long a regulation holds (办法有效期): warnings, the decision on what follows, the end (article 22)."""
