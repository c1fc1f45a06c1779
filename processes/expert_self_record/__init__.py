"""An expert updates his own record (本人专家信息); it counts when the agency has checked it."""
