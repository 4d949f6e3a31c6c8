"""How the returns of the demo county come to lie in the intake folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tasks.demo.mistakes import Mistake
from tasks.layouts import Layout, Stamp
from tasks.model import BUREAU

Tables = Mapping[str, Sequence[Mapping[str, Any]]]
Write = Callable[[Layout, Stamp, Tables, Mapping[str, object]], bytes]
"""Makes the workbook of a form: layout, stamp, values by table, what is filled in before."""

ROSTER = "roster"
LATE, TWICE, WRONG_FOLDER = "late", "twice", "wrong_folder"
SUFFIX = ".xlsx"


@dataclass(frozen=True)
class HandedIn:
    """One workbook, and the paths below the intake folder where it lies.

    `dropped` names the columns that are missing in the sheet.
    """

    school: str
    form: str
    paths: tuple[str, ...]
    late: bool = False
    dropped: tuple[str, ...] = ()


def hand_in(
    owed: Sequence[tuple[str, str]],
    roster: Sequence[Mapping[str, Any]],
    layouts: Mapping[str, Layout],
    mistakes: Mapping[tuple[str, str], Mistake],
    county_folder: str,
    bureau_folder: str,
) -> list[HandedIn]:
    """Return where each of the returns in `owed` (school code, form) lies; the roster first."""
    folders = {row["school_code"]: row["folder"] for row in roster} | {BUREAU: bureau_folder}
    by_name = {row["school_name"]: row["folder"] for row in roster}
    roster_file = f"{county_folder}/{layouts[ROSTER].file_name}{SUFFIX}"
    found = [HandedIn(BUREAU, ROSTER, (roster_file,))]
    for school, form in owed:
        folder, mistake = folders[school], mistakes.get((school, form))
        name = f"{layouts[form].file_name}_{folder}"
        names = [name]
        if mistake and mistake.hand_in == TWICE:
            names.append(f"{name}{mistake.copy_suffix}")
        if mistake and mistake.hand_in == WRONG_FOLDER:
            folder = by_name[mistake.folder_of]
        found.append(
            HandedIn(
                school,
                form,
                tuple(f"{county_folder}/{folder}/{each}{SUFFIX}" for each in names),
                late=bool(mistake and mistake.hand_in == LATE),
                dropped=(mistake.drop_column,) if mistake and mistake.drop_column else (),
            )
        )
    return found


def without_columns(layout: Layout, dropped: Sequence[str]) -> Layout:
    """Return the layout as if the columns in `dropped` had been deleted from its sheets."""
    sheets = tuple(
        replace(sheet, fields=tuple(field for field in sheet.fields if field.name not in dropped))
        for sheet in layout.sheets
    )
    return replace(layout, sheets=sheets)


def without_values(tables: Tables, dropped: Sequence[str]) -> Tables:
    """Return the rows without the columns in `dropped`."""
    if not dropped:
        return tables
    return {
        table: [{name: row[name] for name in row if name not in dropped} for row in rows]
        for table, rows in tables.items()
    }
