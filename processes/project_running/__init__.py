"""A project under contract (项目运行): its reports, milestones and the clock of its acceptance."""
