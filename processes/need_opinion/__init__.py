"""One expert's evaluation of one need (专家评估需求)."""
