"""What schools say to queries: bound to a value, remembered, decided by the county, counted."""
