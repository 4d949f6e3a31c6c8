"""Step: original bytes into typed tables."""

from __future__ import annotations

from tasks.model import StagedSubmission, Submission
from tasks.steps.reading import staged
from tasks.steps.recipe import fingerprint, recipe
from tasks.steps.seasons import Season, by_county, season_of
from tasks.store import open_store


def stage(batch: list[str]) -> list[str]:
    """Turn every submission of a batch into typed tables; return the batch."""
    for keys in by_county(batch).values():
        season, _ = season_of(open_store(), keys)
        for key in keys:
            staged_of(key, season)
    return batch


def staged_of(key: str, season: Season) -> StagedSubmission:
    """Return a submission's typed tables, held against what its blank form said before."""
    basis = fingerprint(recipe(), season.roster_key)
    return staged(key, basis, _prefilled(season, Submission.parse(key).school))


def _prefilled(season: Season, school: str) -> dict[str, str]:
    """Return what stood in the blank form of a school, by prefill name."""
    year = {"school_year": str(season.calendar["school_year"])}
    for row in season.roster.to_dict("records"):
        if row["school_code"] == school:
            return year | {name: str(row[name]) for name in ("school_name", "school_type")}
    return year
