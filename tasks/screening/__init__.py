"""Plausibility of the whole: what a county's returns look like together, and whom to visit."""
