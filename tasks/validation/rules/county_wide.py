"""What shows only over all schools of a county together."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from tasks.rounding import exact
from tasks.validation.batch import Batch, owner_of, taught
from tasks.validation.rules.failures import MOST_TWINS, Twins, failures

PERCENT = 100


def pupil_elsewhere(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the rows whose pupil another school has too, with the other's rows as `twins`.

    Of each school its latest return counts. Pupils are known by their pseudonyms alone.
    """
    table, column = given["table"], given["column"]
    rows = batch.frame(table)
    rows = rows[rows[column].notna()]
    latest = set(batch.handed_in(table).values())
    frame = rows.assign(_owner=rows["_submission"].str.split("/").str[2])
    counted = frame[frame["_submission"].isin(list(latest))]
    owners = counted.groupby(column)["_owner"].nunique()
    shared = counted[counted[column].isin(owners.index[owners > 1])]
    places: dict[str, list[tuple[str, int]]] = {}
    for pupil, submission, row in zip(
        shared[column], shared["_submission"], shared["_row"], strict=True
    ):
        places.setdefault(str(pupil), []).append((str(submission), int(row)))
    wrong = frame[frame[column].isin(list(places))]
    pairs = zip(wrong[column], wrong["_owner"], strict=True)
    twins = [_of_others(places[str(pupil)], owner) for pupil, owner in pairs]
    found = failures(wrong, table, column, column, twins=pd.Series(twins, wrong.index, object))
    return found[[each.count > 0 for each in twins]]


def _of_others(places: list[tuple[str, int]], owner: str) -> Twins:
    others = [place for place in places if owner_of(place[0]) != owner]
    return Twins(tuple(others[:MOST_TWINS]), len(others))


def county_total(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the records whose `column` is less than what all schools together have.

    `other_column` of `other_table` is added up over the latest return of every school, the
    rows that fit `other_where` alone.
    """
    table, column = given["table"], given["column"]
    rows = _of_latest(batch, given["other_table"])
    for name, wanted in given.get("other_where", {}).items():
        rows = rows[(rows[name] == wanted).fillna(False)]
    total = _exact_sum(rows[given["other_column"]])
    frame = batch.frame(table)
    less = [None if pd.isna(value) else total - exact(float(value)) for value in frame[column]]
    wrong = pd.Series([bool(each and each > 0) for each in less], frame.index, dtype=bool)
    difference = pd.Series(less, frame.index, dtype=object)[wrong]
    return failures(frame[wrong], table, column, column, computed=total, difference=difference)


def county_moves_balance(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the records of the county if its schools' `into` and `out_of` are far apart.

    Far is more than `maximum_percent` of the larger sum, and at least `at_least` pupils.
    """
    rows = _of_latest(batch, given["other_table"])
    into, out_of = (float(rows[given[name]].sum(skipna=True)) for name in ("into", "out_of"))
    difference = abs(into - out_of)
    is_far = PERCENT * difference > given["maximum_percent"] * max(into, out_of)
    frame = batch.frame(given["table"])
    told = frame if is_far and difference >= given["at_least"] else frame.iloc[:0]
    return failures(
        told.assign(_into=into),
        given["table"],
        given["column"],
        "_into",
        out_of=out_of,
        difference=difference,
        key="",
    )


def _exact_sum(values: pd.Series) -> Decimal:
    return sum((exact(float(value)) for value in values.dropna()), Decimal(0))


def _of_latest(batch: Batch, table: str) -> pd.DataFrame:
    frame = taught(batch.frame(table))
    return frame[frame["_submission"].isin(list(batch.handed_in(table).values()))]
