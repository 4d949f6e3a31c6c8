"""All counties of a province together: who is still missing, and what the others have reached."""
