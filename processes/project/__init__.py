"""The life of a project (项目实施), from the award to its conclusion."""
