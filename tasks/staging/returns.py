"""Lays the tables of many submissions under one another."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from tasks.model import BUREAU, Returns, StagedSubmission, Submission

SCHOOL_CODE = "school_code"
ROSTER = "roster"


def gather(staged: Iterable[StagedSubmission], roster: pd.DataFrame) -> Returns:
    """Return one frame a table with the rows of all submissions, in the order given.

    Each row carries the key of its submission and the code of the school that filed it;
    `roster` has one row a school.
    """
    parts: dict[str, list[pd.DataFrame]] = {}
    origins = {}
    marks = {}
    for submission in staged:
        school = Submission.parse(submission.submission).school
        marks[submission.submission] = submission.marks
        for name, table in submission.tables.items():
            parts.setdefault(name, []).append(_labelled(table.frame, submission, school))
            origins[submission.submission, name] = table.origin
    tables = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    return Returns(roster=roster, tables=tables, origins=origins, marks=marks)


def _labelled(frame: pd.DataFrame, submission: StagedSubmission, school: str) -> pd.DataFrame:
    """Return the frame with the key of its submission; the code is that of the key.

    Lists of the bureau that name schools keep the code that stands in each row.
    """
    labels = {"_submission": submission.submission}
    if school != BUREAU or SCHOOL_CODE not in frame:
        labels[SCHOOL_CODE] = school
    columns = {name: pd.array([text] * len(frame), dtype="string") for name, text in labels.items()}
    return frame.assign(**columns)


def roster_of(staged: StagedSubmission) -> pd.DataFrame:
    """Return the roster that a staged roster workbook holds: one row a school, as listed."""
    return staged.tables[ROSTER].frame.drop(columns="_row").reset_index(drop=True)
