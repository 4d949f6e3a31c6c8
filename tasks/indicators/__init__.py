"""From checked returns to facts and judgements: the formulas of the evaluation."""
