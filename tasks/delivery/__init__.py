"""From finished dossiers to what leaves the house: a package with a manifest."""
