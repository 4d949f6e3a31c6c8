"""Rows that name schools, years and levels: whether there are such, and whether they fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch
from tasks.validation.rules.failures import failures, together

WHOLE_PERCENT = 100


def school_known(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the cells of `columns` with a school code that the roster has not.

    `also` lists columns, by table, of the same submission that name further schools.
    """
    table = given["table"]
    frame = batch.frame(table)
    listed = set(batch.returns.roster["school_code"].dropna())
    further = _further(batch, given.get("also", {}))
    parts = []
    for column in given["columns"]:
        named = frame[frame[column].notna()]
        pairs = zip(named["_submission"], named[column], strict=True)
        unknown = [pair[1] not in listed and pair not in further for pair in pairs]
        wrong = pd.Series(unknown, named.index, dtype=bool)
        parts.append(failures(named[wrong], table, column, column))
    return together(*parts)


def _further(batch: Batch, also: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Return submission and code of the schools that other tables of a submission name."""
    found: set[tuple[str, str]] = set()
    for table, columns in also.items():
        frame = batch.frame(table)
        for column in columns:
            named = frame[frame[column].notna()]
            found.update(zip(named["_submission"], named[column], strict=True))
    return found


def level_of_school(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows whose `level` the school in `school_code` does not teach.

    What is taught is what the roster's type says; schools it has not are let pass.
    """
    table, column = given["table"], given["column"]
    frame = batch.frame(table)
    levels = {code: row["levels"].split() for code, row in batch.codes["school_types"].rows.items()}
    roster = batch.returns.roster
    types = dict(zip(roster["school_code"], roster["school_type"], strict=True))
    taught = frame["school_code"].map({code: levels.get(kind) for code, kind in types.items()})
    wrong = [
        isinstance(known, list) and not pd.isna(level) and level not in known
        for known, level in zip(taught, frame[column], strict=True)
    ]
    return failures(frame[pd.Series(wrong, frame.index, dtype=bool)], table, column, column)


def year_within(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows whose year lies outside `earliest` and `latest`, counted from the season's.

    `column` holds a year or a date.
    """
    table, column = given["table"], given["column"]
    frame = batch.frame(table)
    season = frame["_submission"].str.split("/").str[0].astype("Int64")
    year = frame[column].astype("string").str[:4].astype("Int64")
    first, last = season + given["earliest"], season + given["latest"]
    wrong = ((year < first) | (year > last)).fillna(False)
    return failures(frame[wrong], table, column, column, first=first[wrong], last=last[wrong])


def any_filled(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows in which none of `columns` is filled in."""
    table, columns = given["table"], list(given["columns"])
    frame = batch.frame(table)
    wrong = frame[columns].isna().all(axis=1)
    return failures(frame[wrong], table, columns[0], columns[0])


def shares_are_whole(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the first row of every school whose pupils' shares are not the whole together.

    Only the rows of the kind of change `change` count; shares that are not told are let pass.
    """
    table, column = given["table"], given["column"]
    frame = batch.frame(table)
    frame = frame[(frame["change"] == given["change"]).fillna(False)]
    by = ["_submission", "year", "old_code"]
    sums = frame.groupby(by)[column].agg(lambda shares: shares.sum(skipna=False))
    firsts = frame.drop_duplicates(by).join(sums.round(2).rename("_sum"), on=by)
    wrong = (firsts["_sum"] != WHOLE_PERCENT).fillna(False)
    return failures(firsts[wrong], table, column, "_sum")
