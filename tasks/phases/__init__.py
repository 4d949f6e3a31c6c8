"""The phases of a season: which one a day lies in, what it asks for, and what was left undone."""
