"""What a file was called before it came back as a receipt."""

from __future__ import annotations

import re
from functools import cache
from string import Formatter

from tasks.steps.wording import receipt_wording


def name_before_receipts(name: str) -> str:
    """Return what a file was called before it came back as a receipt, however often."""
    while found := _receipt_names().fullmatch(name):
        name = found["name"] + found["ending"]
    return name


@cache
def _receipt_names() -> re.Pattern[str]:
    """Return the pattern of a receipt's name, from the sentence that names it."""
    template = receipt_wording()["receipt"]["file_name"].rpartition(".")[0]
    blanks = {"attempt": r"\d+", "status": "[^_]+", "name": "(?P<name>.+)"}
    parts = [
        re.escape(text) + (blanks[blank] if blank else "")
        for text, blank, _, _ in Formatter().parse(template)
    ]
    return re.compile("".join(parts) + r"(?P<ending>\.\w+)")
