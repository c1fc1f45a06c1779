"""Three months before its end a project prepares its acceptance (验收准备)."""
