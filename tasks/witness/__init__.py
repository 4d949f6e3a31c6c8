"""The formula witness: every county indicator computed a second time, in another way."""
