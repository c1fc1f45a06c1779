"""Measurements, each beside a peer or a floor in the same run: `python3 run.py bench NAME --json`."""
