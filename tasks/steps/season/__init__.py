"""Steps on a county's season: who owes what, when, and what has come of it."""
