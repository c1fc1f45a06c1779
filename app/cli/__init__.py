"""Commands for the terminal: `python3 run.py COMMAND`. Each module here is one of them."""
