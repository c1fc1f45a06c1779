"""The life of a need (攻关需求): raised, screened, evaluated, published, matched (articles 8 to 12)."""
