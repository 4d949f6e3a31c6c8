"""What the note on an arrival may say beside where, when and what the file was."""

from __future__ import annotations

NATIONAL, OF_SCHOOL = "national", "school"
"""In the note on a statistics workbook: `OF_SCHOOL`, or the level of its line in an export."""


BASE = "base"
"""In the note on an arrival: which attempt it completes."""


PURGED = "purged"
"""In the note on an arrival: when its original was removed for good, and what was read of it."""
