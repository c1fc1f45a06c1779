"""Masking one need's public wording (脱密审定), with a check that looks for what gives the demand side away."""
