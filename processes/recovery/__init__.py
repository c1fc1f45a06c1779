"""Support that is no longer covered is recovered (收回资金)."""
