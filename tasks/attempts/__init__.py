"""What one attempt says differently from another."""
