"""A version of the programme is signed by the authorities (图纸会签) before it counts (article 1)."""
