"""Many submissions at once, with what the roster and the code lists say about each row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from tasks.layouts import CodeList, Layout, Sheet
from tasks.model import BUREAU, Returns, Submission
from tasks.validation.last_year import last_year_of

YES, NO = "yes", "no"
CONTEXT = ("_label", "_school_type", "_kind", "_senior", "_level", "_taught", "_boarding_school")
MORE = ("_row", "_submission", "school_code")
LARGEST_EXACT = 2**53
"""Below this every whole number is exact as a float."""
NUMERIC = ("count", "year", "decimal", "percent", "run_time")


@dataclass(frozen=True)
class Batch:
    """The staged tables of many submissions, ready to be checked.

    Each frame of `tables` has, beside its own columns: `_label` (the number of the row),
    `_kind` and `_senior` of the school, `_level` of the row where it speaks of one, and
    `_taught` (whether the school teaches that level), and `_boarding_school` as the school
    answered; NA where that is not known. Fields
    that the sheet computes are there too. `last_year` has what was returned a year ago.
    """

    returns: Returns
    tables: Mapping[str, pd.DataFrame]
    layouts: Mapping[str, Layout]
    codes: Mapping[str, CodeList]
    last_year: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def form_of(self, table: str) -> str:
        """Return the form a table belongs to."""
        return form_of(self.layouts, table)

    def sheet(self, table: str) -> Sheet:
        """Return the sheet that became a table."""
        return self.layouts[self.form_of(table)].by_table[table]

    def handed_in(self, table: str) -> dict[str, str]:
        """Return, by school code or BUREAU, the latest submission that brought a table."""
        return self._senders.get(table, {})

    @cached_property
    def _senders(self) -> dict[str, dict[str, str]]:
        senders: dict[str, dict[str, str]] = {}
        for submission, table in sorted(self.returns.origins, key=_attempt):
            senders.setdefault(table, {})[owner_of(submission)] = submission
        return senders

    @cached_property
    def school_names(self) -> dict[str, str]:
        """Return the names of the schools of the roster by their codes."""
        roster = self.returns.roster
        return dict(zip(roster["school_code"], roster["school_name"], strict=True))

    def had_last_year(self, school: str, table: str, columns: tuple[str, ...]) -> bool:
        """Tell whether anything is known of a school's table of a year ago."""
        frame = self.last_year.get(table)
        if frame is None or not set(columns) <= set(frame.columns):
            return False
        return school in self._schools_last_year[table]

    @cached_property
    def _schools_last_year(self) -> dict[str, set[str]]:
        return {name: set(frame["school_code"].dropna()) for name, frame in self.last_year.items()}

    def submissions(self, table: str) -> list[str]:
        """Return every submission that brought a table."""
        return sorted(submission for submission, name in self.returns.origins if name == table)

    @cached_property
    def of_unknown_type(self) -> frozenset[tuple[str, str]]:
        """Return submission and table wherever the type of the school is not known."""
        return frozenset(
            (submission, table)
            for table, frame in self.tables.items()
            for submission in frame["_submission"][frame["_kind"].isna()].unique()
        )

    def frame(self, table: str) -> pd.DataFrame:
        """Return the rows of a table; an empty frame of its columns if nobody has it."""
        if table in self.tables:
            return self.tables[table]
        fields = {
            field.name: NUMERIC[0] if field.computed else field.type
            for field in self.sheet(table).fields
        }
        names = dict.fromkeys((*self.sheet(table).columns, *fields, *MORE, *CONTEXT))
        return pd.DataFrame({name: _nothing(name, fields.get(name, "")) for name in names})


def _attempt(place: tuple[str, str]) -> tuple[int, str]:
    return Submission.parse(place[0]).attempt, place[0]


def _nothing(name: str, kind: str) -> pd.Series:
    numeric = name == "_row" or kind in NUMERIC
    return pd.Series(dtype="Float64" if numeric else "string")


def form_of(layouts: Mapping[str, Layout], table: str) -> str:
    """Return the form that has a table; raise KeyError if there is none."""
    for form, layout in layouts.items():
        if table in layout.by_table:
            return form
    raise KeyError(table)


def batch_of(
    returns: Returns,
    layouts: Mapping[str, Layout],
    codes: Mapping[str, CodeList],
    previous: Returns | None = None,
) -> Batch:
    """Return the submissions with their context, ready to be checked.

    `previous` are the returns that stood in the season before.
    """
    types = _school_types(returns)
    boarding = pd.Series(dtype="string")
    if "school" in returns.tables:
        boarding = returns.tables["school"].set_index("_submission")["boarding_school"]
    tables = {}
    for name, frame in returns.tables.items():
        sheet = layouts[form_of(layouts, name)].by_table[name]
        tables[name] = _with_context(frame, sheet, types, boarding, codes)
    last_year = last_year_of(returns, previous, layouts)
    return Batch(returns, tables, layouts, codes, last_year)


def _school_types(returns: Returns) -> pd.Series:
    """Return the type by school code: what the roster says, else what the school says."""
    known = [returns.roster[["school_code", "school_type"]]]
    if "school" in returns.tables:
        school = returns.tables["school"]
        code = school["_submission"].str.split("/").str[2]
        known.append(pd.DataFrame({"school_code": code, "school_type": school["school_type"]}))
    both = pd.concat(known, ignore_index=True).dropna().drop_duplicates("school_code")
    return both.set_index("school_code")["school_type"]


def _with_context(
    frame: pd.DataFrame,
    sheet: Sheet,
    types: pd.Series,
    boarding: pd.Series,
    codes: Mapping[str, CodeList],
) -> pd.DataFrame:
    frame = frame.reset_index(drop=True)
    owner = frame["_submission"].str.split("/").str[2]
    kind = owner.map(types).astype("string")
    listed = codes["school_types"].rows
    context = {
        "_label": pd.Series(range(len(frame)), index=frame.index),
        "_school_type": kind,
        "_kind": kind.map({code: row["kind"] for code, row in listed.items()}).astype("string"),
        "_senior": kind.map({code: row["senior"] for code, row in listed.items()}),
        "_level": _level(frame, sheet, codes),
    }
    context["_boarding_school"] = frame["_submission"].map(boarding).astype("string")
    context["_senior"] = context["_senior"].astype("string")
    levels = kind.map({code: row["levels"] for code, row in listed.items()})
    context["_taught"] = _taught(context["_level"], levels)
    computed = {
        field.name: frame[list(field.computed["add"])].sum(axis=1, skipna=False)
        for field in sheet.fields
        if "add" in field.computed
    }
    return frame.assign(**context, **computed)


def _level(frame: pd.DataFrame, sheet: Sheet, codes: Mapping[str, CodeList]) -> pd.Series:
    """Return the level each row speaks of: its key, or the level of its grade."""
    if sheet.key and sheet.key.codes == "levels":
        return frame[sheet.key.name].astype("string")
    grades = [field.name for field in sheet.fields if field.codes == "grades"]
    if sheet.key and sheet.key.codes == "grades":
        grades = [sheet.key.name]
    if not grades:
        return pd.Series(pd.NA, index=frame.index, dtype="string")
    level = {code: row["level"] for code, row in codes["grades"].rows.items()}
    return frame[grades[0]].map(level).astype("string")


def _taught(level: pd.Series, levels: pd.Series) -> pd.Series:
    answers = [
        pd.NA if pd.isna(one) or pd.isna(taught) else YES if one in taught.split() else NO
        for one, taught in zip(level, levels, strict=True)
    ]
    return pd.Series(answers, index=level.index, dtype="string")


def computed_from(sheet: Sheet, name: str) -> set[str]:
    """Return the fields of a sheet that are computed from another one."""
    return {
        field.name
        for field in sheet.fields
        if any(name in parts for parts in field.computed.values())
    }


def taught(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows without those of levels the school does not teach."""
    return frame[(frame["_taught"] != NO).fillna(True)]


def whole_sums(values: pd.Series, by: Sequence[pd.Series]) -> pd.Series:
    """Return the sum of all values of each group, NA if one of them is missing."""
    groups, known = values.groupby(list(by)), values.dropna()
    # pandas adds up all groups at once, but in another order, which only whole numbers forgive.
    if (known % 1 == 0).all() and known.abs().sum() < LARGEST_EXACT:
        return groups.sum(skipna=False)
    return groups.agg(_whole_sum)


def _whole_sum(values: pd.Series) -> object:
    return values.sum(skipna=False)


def owner_of(submission: str) -> str:
    """Return the school code of a submission, or BUREAU."""
    return submission.split("/")[2]


__all__ = [
    "BUREAU",
    "CONTEXT",
    "Batch",
    "batch_of",
    "computed_from",
    "form_of",
    "owner_of",
    "taught",
    "whole_sums",
]
