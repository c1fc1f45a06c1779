"""A stage of a project is judged on its day (里程碑检查)."""
