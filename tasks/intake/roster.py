"""What is wrong with a roster that can be read: schools or folders that stand twice, and so on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tasks.intake.inbox import NOT_DROPPED, is_return

UNUSABLE = re.compile(r'[\\/:*?"<>|\x00-\x1f]|[. ]$')
"""What no folder can be called on Windows, where most schools drop."""


def roster_problems(
    rows: Sequence[Mapping[str, Any]], wording: Mapping[str, str], bureau_folder: str
) -> list[str]:
    """Return a sentence for everything that makes a roster unusable.

    `rows` has one row a school. Each school must stand there once with a folder of its own,
    and a site that is not counted must name the school it belongs to: another one, which in
    the end is counted. `bureau_folder` is the folder that no school may have.
    """
    problems = [] if rows else [wording["empty"]]
    problems += _twice(rows, "school_code", wording["school_twice"])
    problems += _twice(rows, "folder", wording["folder_twice"])
    problems += _bad_folders(rows, wording, {bureau_folder, *NOT_DROPPED})
    parents = {str(row["school_code"]): _text(row["parent_school"]) for row in rows}
    for row in rows:
        code, counts = str(row["school_code"]), row["counted"] != "no"
        name = _parent_problem(code, parents, must_have=not counts)
        if name:
            blanks = {"school": row["school_name"], "parent": parents[code]}
            problems.append(wording[name].format(**blanks))
    return problems


def _parent_problem(code: str, parents: Mapping[str, str], *, must_have: bool) -> str:
    """Return which sentence says what is wrong with the parent of a school, if anything is."""
    parent = parents[code]
    if not parent:
        return "parent_missing" if must_have else ""
    if parent not in parents:
        return "parent_unknown"
    if parent == code:
        return "parent_itself"
    seen = {code}
    while parent and parent not in seen:
        seen.add(parent)
        parent = parents.get(parent, "")
    return "parent_circle" if parent == code else ""


def _bad_folders(
    rows: Sequence[Mapping[str, Any]], wording: Mapping[str, str], reserved: Collection[str]
) -> list[str]:
    problems = []
    for name in (_text(row["folder"]) for row in rows):
        if name in reserved:
            problems.append(wording["folder_reserved"].format(value=name))
        elif UNUSABLE.search(name) or not is_return(name):
            problems.append(wording["folder_unusable"].format(value=name))
    return problems


def _twice(rows: Sequence[Mapping[str, Any]], column: str, sentence: str) -> list[str]:
    counts = Counter(_text(row[column]) for row in rows)
    return [sentence.format(value=value) for value, count in counts.items() if count > 1]


def _text(value: object) -> str:
    """Return a cell of a frame as text, an absent one as nothing."""
    return value if isinstance(value, str) else ""
