"""Two versions of a dossier as one: what went, what came, and beside each number why."""
