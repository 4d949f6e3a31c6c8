"""Steps on one return: read, checked, compared, answered, explained, attempt by attempt."""
