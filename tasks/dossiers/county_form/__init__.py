"""What the county's application forms of several regimes have in common, in the form's grid."""
