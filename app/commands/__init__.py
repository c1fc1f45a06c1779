"""Every change to the world, one module per noun; each function works inside its caller's transaction."""
