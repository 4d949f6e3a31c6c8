"""The schools of the roster, with what their type means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from tasks.layouts import CodeList

SENIOR = "senior"
UNKNOWN = "unknown"


@dataclass(frozen=True)
class School:
    """One line of the roster. `levels` are the compulsory levels its type teaches.

    `kind` is ordinary, teaching_point, vocational, special_regime or special_education;
    `area` is urban, town or rural. Kind, owner kind or area are unknown where the roster says
    nothing, or a code that is not in its list.
    """

    code: str
    name: str
    type: str
    kind: str
    levels: tuple[str, ...]
    senior: bool
    owner: str
    owner_kind: str
    urban_rural: str
    area: str
    counted: bool
    parent: str

    @property
    def scope(self) -> str:
        """Return how the ids of its facts begin."""
        return f"s.{self.code}"

    @property
    def is_unplaced(self) -> bool:
        """Tell whether the roster leaves open whether the school is evaluated at all."""
        return UNKNOWN in (self.kind, self.owner_kind)

    @property
    def split_levels(self) -> tuple[str, ...]:
        """Return every level that shares its rooms and grounds."""
        return (*self.levels, SENIOR) if self.senior else self.levels


def schools_of(roster: pd.DataFrame, codes: Mapping[str, CodeList]) -> tuple[School, ...]:
    """Return the schools in the order of the roster, one row of which is one school."""
    rows = roster.astype(object).where(roster.notna(), None).to_dict("records")
    return tuple(_school({str(name): row[name] for name in row}, codes) for row in rows)


def _school(row: Mapping[str, object], codes: Mapping[str, CodeList]) -> School:
    given = {name: "" if value is None else str(value) for name, value in row.items()}
    kind = codes["school_types"].rows.get(given["school_type"], {})
    return School(
        code=given["school_code"],
        name=given["school_name"],
        type=given["school_type"],
        kind=kind.get("kind", UNKNOWN),
        levels=tuple(kind.get("levels", "").split()),
        senior=kind.get("senior") == "yes",
        owner=given["owner"],
        owner_kind=_what(codes, "owners", given["owner"], "kind"),
        urban_rural=given["urban_rural"],
        area=_what(codes, "urban_rural", given["urban_rural"], "area"),
        counted=given["counted"] != "no",
        parent=given.get("parent_school", ""),
    )


def _what(codes: Mapping[str, CodeList], name: str, code: str, column: str) -> str:
    """Return what a column of a list says of a code, unknown where the list has no such code."""
    return codes[name].rows.get(code, {}).get(column, UNKNOWN)
