"""The county's self-evaluation report."""
