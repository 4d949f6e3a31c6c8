"""Pupils' fitness: scores by the national tables, rates of any group, and the facts of a county."""
