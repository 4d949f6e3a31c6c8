"""Steps of a province: its counties, their packages, and all of them in one report."""
