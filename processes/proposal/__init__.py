"""The life of a proposal (项目申报), from the first line to the award."""
