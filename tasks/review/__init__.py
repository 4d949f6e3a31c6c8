"""The review package: pages that work offline, from a verdict down to the cell of a school."""
