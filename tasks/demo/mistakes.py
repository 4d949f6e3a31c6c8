"""Mistakes that schools of the demo county make on purpose, as the recipe lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tasks.errors import CatalogueError

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]

FULL_WIDTH = str.maketrans("0123456789.", "０１２３４５６７８９．")
WRITINGS: Mapping[str, Callable[[Any], str]] = {
    "full_width": lambda value: str(value).translate(FULL_WIDTH),
    "thousands": lambda value: f"{value:,}",
    "spaced": lambda value: f" {value} ",
    "percent": lambda value: f"{value}%",
}
PER_CENT = 100


@dataclass(frozen=True)
class Mistake:
    """What is wrong with one return of one school.

    `expect` is the status the return ought to get, or missing where it is not received
    at first. `hand_in` is empty, late, twice or wrong_folder; `copy_suffix` ends the name
    of the second copy, and `folder_of` is the school whose folder the file was put into.
    `drop_column` is a column that was deleted from the sheet.
    """

    school: str
    form: str
    expect: str
    about: str
    edits: tuple[Mapping[str, Any], ...] = ()
    hand_in: str = ""
    copy_suffix: str = ""
    folder_of: str = ""
    drop_column: str = ""


def mistakes_of(recipe: Mapping[str, Any], names: Sequence[str]) -> list[Mistake]:
    """Return the mistakes of those schools, and folders, whose names are in `names`."""
    found = []
    for item in recipe["mistakes"]:
        mistake = Mistake(**{**item, "edits": tuple(item.get("edits", ()))})
        if mistake.school in names and mistake.folder_of in ("", *names):
            found.append(mistake)
    return found


def with_mistake(tables: Mapping[str, Sequence[Mapping[str, Any]]], mistake: Mistake) -> Tables:
    """Return copies of the tables of one return, with the mistake made in them."""
    made = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    for edit in mistake.edits:
        _edit(made[edit["table"]], edit)
    return made


def _edit(rows: Rows, edit: Mapping[str, Any]) -> None:
    """Change the one row that `edit` names; where there is no such row nothing happens."""
    field, fitting = edit["field"], _fitting(rows, edit.get("where", {}))
    place = edit.get("nth", 0)
    if place >= len(fitting) or edit.get("copy", 0) >= len(fitting):
        return
    row = fitting[place]
    if "set" in edit:
        row[field] = edit["set"]
    elif "add" in edit:
        row[field] += edit["add"]
    elif "written" in edit:
        row[field] = WRITINGS[edit["written"]](row[field])
    elif "copy" in edit:
        row[field] = fitting[edit["copy"]][field]
    elif "merge_into" in edit:
        fitting[edit["merge_into"]][field] += row[field]
        rows.remove(row)
    elif "move_percent" in edit:
        moved = row[field] * edit["move_percent"] // PER_CENT
        row[field] -= moved
        _fitting(rows, edit["to"])[0][field] += moved
    else:
        raise CatalogueError(f"the edit of {field} says nothing that can be done")


def _fitting(rows: Rows, where: Mapping[str, Any]) -> Rows:
    return [row for row in rows if all(row.get(name) == value for name, value in where.items())]
