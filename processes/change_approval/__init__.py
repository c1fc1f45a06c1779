"""Who is to say yes to a change says so (变更审批): endorsement, experts, one or two authorities, the promotion group."""
