"""A tranche of the support is paid when its conditions are met (拨付资金)."""
