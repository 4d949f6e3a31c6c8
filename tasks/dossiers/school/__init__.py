"""The self-assessment of one school."""
