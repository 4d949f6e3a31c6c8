"""How much work one task takes: submissions of one county, all of a school together."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.settings import load_settings
from tasks.steps.season.seasons import by_county


def batches_of(keys: list[str]) -> Iterator[list[str]]:
    """Cut keys into batches of one county each, all returns of a school in the same batch."""
    size = load_settings().batch_size
    for county_keys in by_county(keys).values():
        batch: list[str] = []
        for school in _by_school(county_keys):
            if batch and len(batch) + len(school) > size:
                yield batch
                batch = []
            batch += school
        yield batch


def _by_school(keys: list[str]) -> list[list[str]]:
    schools: dict[str, list[str]] = {}
    for key in keys:
        schools.setdefault(key.split("/")[2], []).append(key)
    return list(schools.values())
