"""Dossiers: from findings to Word files. Bytes and values in, bytes out."""
