"""The report on a county under any regime, written part by part as the regime lists them."""
