"""Which levels and rows of the school return a type of school has to fill in."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.layouts import CodeList, Field, Sheet

SCHOOL_TYPES = "school_types"
LEVELS = "levels"


def levels_of(school_type: str, codes: Mapping[str, CodeList]) -> tuple[str, ...]:
    """Return the compulsory levels that a type of school teaches; all if it is not known."""
    row = codes[SCHOOL_TYPES].rows.get(school_type)
    return tuple(row["levels"].split()) if row else codes[LEVELS].codes


def has_senior(school_type: str, codes: Mapping[str, CodeList]) -> bool:
    """Tell whether a type of school has senior-high pupils too."""
    row = codes[SCHOOL_TYPES].rows.get(school_type)
    return row is None or row["senior"] == "yes"


def level_of(key: str, sheet: Sheet, codes: Mapping[str, CodeList]) -> str:
    """Return the level that a given row of a sheet speaks of, empty if of the whole school."""
    if sheet.key is None:
        return ""
    listed = codes[sheet.key.codes]
    return key if listed.name == LEVELS else listed.rows[key].get("level", "")


def keys_of(sheet: Sheet, school_type: str, codes: Mapping[str, CodeList]) -> tuple[str, ...]:
    """Return the given rows of a sheet that a type of school fills in; `` for a record."""
    if sheet.key is None:
        return ("",)
    levels = levels_of(school_type, codes)
    return tuple(
        key for key in codes[sheet.key.codes].codes if level_of(key, sheet, codes) in ("", *levels)
    )


def is_for(field: Field, school_type: str, codes: Mapping[str, CodeList]) -> bool:
    """Tell whether a type of school has anything to say in a field."""
    return field.applies_to != "senior" or has_senior(school_type, codes)
