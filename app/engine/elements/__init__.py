"""One small module per kind of element: what a token does there, as SpiffWorkflow task specs."""
