"""From scores to a settled ranking (评审会与排序): tiers by the table, the panel, and the consent of the four."""
