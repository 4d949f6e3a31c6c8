"""From workbooks to typed tables whose every value remembers its cell."""
