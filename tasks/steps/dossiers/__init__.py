"""Steps from findings to the package in the outbox: made, approved, sealed, verified."""
