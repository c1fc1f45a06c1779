"""One year of the programme (年度联合攻关周期): needs in batches, the guideline, the call for proposals (articles 4, 10, 13)."""
