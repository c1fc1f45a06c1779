"""An acceptance that was asked for late goes into the credit record and has another few days (逾期申请验收)."""
