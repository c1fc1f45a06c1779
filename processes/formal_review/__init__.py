"""The formal check (形式审查): is the proposal complete, and does it fit the rules?"""
