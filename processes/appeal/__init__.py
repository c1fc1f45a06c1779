"""An appeal (申诉): fifteen days, once, decided by people who had no part in the decision."""
