"""Steps between the folders of people and the ledger: what came, whose it is, where it lies."""
