"""Earlier years: where schools came from, what their cohorts were, and what has changed since."""
