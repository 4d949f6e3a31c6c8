"""Approved texts: what a document said when a person last looked at it.

`JUNHENG_APPROVE=1` writes the texts anew; look at the difference before you commit it.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

APPROVED = Path(__file__).parent / "documents" / "approved"


def assert_approved(name: str, text: str) -> None:
    """Compare a text with `approved/<name>.txt`, and show where the two differ."""
    path = APPROVED / f"{name}.txt"
    if os.environ.get("JUNHENG_APPROVE") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    approved = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(
        approved.splitlines(), text.splitlines(), f"approved/{name}.txt", "made now", lineterm=""
    )
    difference = "\n".join(lines)
    assert not difference, f"{difference}\n\nIf this is as it should be: JUNHENG_APPROVE=1"
