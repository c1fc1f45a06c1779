"""The one chance to supplement a proposal (补正) before it is refused."""
