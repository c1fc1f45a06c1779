"""A proposal in a region's own call: the shared application and formal check, decided by the region (article 4)."""
