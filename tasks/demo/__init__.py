"""The demo county: an invented county whose returns are drawn from a recipe and a seed."""
