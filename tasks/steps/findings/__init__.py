"""Steps from the standing returns to facts and verdicts, and what is reckoned beside them."""
