"""What it takes to pass: distances, influence, and the cheapest plan (达标推演)."""
