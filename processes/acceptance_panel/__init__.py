"""The experts of an acceptance are drawn and the meeting is called (组成验收专家组)."""
