"""Lays the tables of many submissions under one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from tasks.model import BUREAU, Returns, StagedSubmission, Submission

SCHOOL_CODE = "school_code"
ROSTER = "roster"


def gather(staged: Iterable[StagedSubmission], roster: pd.DataFrame) -> Returns:
    """Return one frame a table with the rows of all submissions, in the order given.

    Each row carries the key of its submission and the code of the school that filed it;
    `roster` has one row a school.
    """
    parts: dict[str, list[tuple[str, pd.DataFrame]]] = {}
    origins = {}
    marks = {}
    for submission in staged:
        marks[submission.submission] = submission.marks
        for name, table in submission.tables.items():
            parts.setdefault(name, []).append((submission.submission, table.frame))
            origins[submission.submission, name] = table.origin
    tables = {name: _labelled(frames) for name, frames in parts.items()}
    return Returns(roster=roster, tables=tables, origins=origins, marks=marks)


def _labelled(frames: Sequence[tuple[str, pd.DataFrame]]) -> pd.DataFrame:
    """Return frames in one, each row with the key of its submission; the code is that of the key.

    Lists of the bureau that name schools keep the code that stands in each row.
    """
    together = pd.concat([frame for _, frame in frames], ignore_index=True)
    keys: list[str] = []
    codes: list[object] = []
    for submission, frame in frames:
        school = Submission.parse(submission).school
        keys += [submission] * len(frame)
        keeps = school == BUREAU and SCHOOL_CODE in frame
        codes += frame[SCHOOL_CODE].tolist() if keeps else [school] * len(frame)
    columns = {"_submission": keys, SCHOOL_CODE: codes}
    return together.assign(
        **{name: pd.array(texts, dtype="string") for name, texts in columns.items()}
    )


def roster_of(staged: StagedSubmission) -> pd.DataFrame:
    """Return the roster that a staged roster workbook holds: one row a school, as listed."""
    return staged.tables[ROSTER].frame.drop(columns="_row").reset_index(drop=True)
