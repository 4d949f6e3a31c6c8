"""Further papers of a county: what stands beside its application form and its report."""
