"""The number of a problem: the same of the same problem, in every year and every workbook."""

from __future__ import annotations

import hashlib
import json

PREFIX = "Z"
"""Begins every number, so that no spreadsheet program takes one for a number."""

DIGITS = 10
OPINION = "opinion"
"""The source of problems that reviewers found; only their words tell them apart."""


def problem_id(source: str, item: str, level: str, school: str, problem: str = "") -> str:
    """Return the number of a problem by what it speaks of.

    `school` is empty for the county. `problem` is what reviewers wrote; that of a problem
    from data is not part of its number, for another wording is no other problem.
    """
    words = "".join(problem.split()) if source == OPINION else ""
    named = json.dumps([source, item, level, school, words], ensure_ascii=False)
    return f"{PREFIX}{hashlib.sha256(named.encode()).hexdigest()[:DIGITS].upper()}"
