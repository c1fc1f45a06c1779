"""The only package that knows SpiffWorkflow: drawings become specs, tokens move, nothing here knows a table."""
