"""The workbooks of the national education statistics as a source for the school return."""
