"""A change to a running project (项目变更): an instance of its own for each request."""
