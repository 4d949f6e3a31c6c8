"""Junheng: from the spreadsheets of schools to the dossiers of a county."""

__version__ = "0.1.0"
