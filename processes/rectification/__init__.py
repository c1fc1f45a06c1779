"""One chance to rectify before an acceptance fails (验收整改)."""
