"""What the studio shows: processes, their versions and differences, forms, decision tables, templates."""
