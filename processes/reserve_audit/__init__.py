"""Entering the reserve pool (储备入库): the demand side completes the record, its region audits it (article 12)."""
