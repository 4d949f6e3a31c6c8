"""What all tests share: invented examples are the same everywhere, and long files go first."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.load_profile("steady")

os.environ.setdefault("JUNHENG_PAGE_SECONDS", "0")
"""Laying out reports takes seconds; the tests that are about page numbers ask for it."""

LONGEST = (
    "test_embedded_airflow",
    "test_season",
    "test_years",
    "test_attempts",
    "test_changes",
    "test_three_computations",
    "test_command_line",
    "test_other_rules",
    "test_sealing",
    "test_redline_of_dossiers",
    "test_rectification_round",
    "test_province",
    "test_verified_package",
    "test_living_numbers",
    "test_review_browser",
    "test_privacy_seeds",
    "test_check_workbook",
    "test_assemble",
    "test_many_schools",
    "test_every_rule",
    "test_object_store",
    "test_durability",
    "test_phases",
    "test_county_report",
    "test_comparing",
    "test_balance_regime",
)
"""The files that take longest. The first two start side by side: one waits for Airflow, one makes
the season that others share."""


def pytest_configure(config: pytest.Config) -> None:
    """Let files be given out in our order, not the one with most tests first."""
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first, so that no process is left with one at the end."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(Path(item.fspath).stem, len(rank)))
