"""The list of classes against the pupils, and the rooms against the classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from tasks.validation.batch import Batch, taught, whole_sums
from tasks.validation.rules.failures import failures, together


def classes_match_grade(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the grades whose classes do not add up to the pupils of the grade."""
    pupils = taught(batch.frame("students"))
    classes = batch.frame("classes")
    by = ["_submission", "grade"]
    listed = whole_sums(classes["students"], [classes[name] for name in by]).astype("Int64")
    numbers = classes.groupby(by).size()
    matched = pupils.join(listed.rename("_listed"), on=by).join(numbers.rename("_number"), on=by)
    matched["_number"] = matched["_number"].fillna(0).astype("Int64")
    none = matched["_number"] == 0
    matched["_listed"] = matched["_listed"].mask(none, 0)
    difference = matched["_listed"] - matched["total"]
    wrong = (difference != 0).fillna(False)
    return failures(
        matched[wrong],
        "students",
        given["column"],
        "total",
        computed=matched["_listed"][wrong],
        classes=matched["_number"][wrong],
        difference=difference[wrong].abs(),
    )


def rooms_per_class(batch: Batch, given: Mapping[str, Any]) -> pd.DataFrame:
    """Return the schools with fewer music or art rooms of full size than their classes need.

    A school that has not told the area of a room is left out.
    """
    senders = batch.submissions("special_rooms")
    classes = batch.frame("classes").groupby("_submission").size()
    rooms = batch.frame("special_rooms")
    unknown = set(rooms["_submission"][rooms["area_m2"].isna() | rooms["room_kind"].isna()])
    parts = []
    for kind, area in given["minimum_m2"].items():
        large = rooms[(rooms["room_kind"] == kind) & (rooms["area_m2"] >= area)]
        counts = large.groupby("_submission").size()
        needed = [-(-int(classes.get(name, 0)) // given["classes_per_room"]) for name in senders]
        row = pd.DataFrame(
            {
                "_submission": pd.Series(senders, dtype="string"),
                "_row": batch.sheet("special_rooms").first_row,
                "_rooms": [int(counts.get(name, 0)) for name in senders],
                "needed": needed,
                "classes": [int(classes.get(name, 0)) for name in senders],
            }
        )
        few = row[(row["_rooms"] < row["needed"]) & ~row["_submission"].isin(unknown)]
        parts.append(
            failures(
                few,
                "special_rooms",
                "room_kind",
                "_rooms",
                needed=few["needed"],
                classes=few["classes"],
                room_kind=kind,
                key=kind,
                area=area,
            )
        )
    return together(*parts)
