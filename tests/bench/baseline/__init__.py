"""The same county season as a competent analyst would script it, to compare the cost with."""
