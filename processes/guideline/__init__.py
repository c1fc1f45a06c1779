"""The guideline of a year (申报指南), written with experts and approved before it is published (article 13)."""
