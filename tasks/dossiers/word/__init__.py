"""The writer of Word files: pages, styles, tables, charts, and numbers that know their fact."""
