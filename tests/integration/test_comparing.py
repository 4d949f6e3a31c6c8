"""A county's returns held against each other as they come, and against those of last year."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tasks import steps
from tasks.model import Submission
from tasks.steps import shelf
from tasks.steps.returns.comparing import compare_county
from tasks.steps.returns.comparison import comparison_of
from tasks.steps.returns.standing import basis
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import attempts_of
from tasks.store import open_store
from tests.integration.conftest import collect, deploy, forget_deployment

COUNTY = "2025/139901"
LATER = "2025-12-21T09:00:00+08:00"
PUPIL = "D"


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return the intake folder of a small county without a mistake, not collected yet."""
    deploy(tmp_path, monkeypatch)
    steps.write_demo(tmp_path / "intake", schools=3, pupils=500, clean=True, seed=5)
    yield tmp_path / "intake"
    forget_deployment()


def fitness_files(intake: Path) -> list[Path]:
    return sorted(path for path in intake.rglob("*体质健康*.xlsx") if "回执" not in path.parts)


def issues_of(key: str):
    store = open_store()
    season = open_season(store, COUNTY)
    assert season is not None
    name = basis(Submission.parse(key), season, attempts_of(store, COUNTY))
    return shelf.get_check(store, store.checked(key, name)).issues


def test_a_pupil_who_comes_a_second_time_is_told_to_both_schools(county: Path, tmp_path: Path):
    first, second = fitness_files(county)[:2]
    number = openpyxl.load_workbook(first).active[f"{PUPIL}2"].value
    book = openpyxl.load_workbook(second)
    book.active[f"{PUPIL}2"] = number
    waiting = tmp_path / second.name
    book.save(waiting)
    place = second
    second.unlink()
    collect()
    alone = comparison_of(open_store(), COUNTY)
    assert not any(alone.issues.values())

    place.write_bytes(waiting.read_bytes())
    collect(LATER)
    found = comparison_of(open_store(), COUNTY)

    told = {key: each for key, each in found.issues.items() if each}
    assert len(told) == 2
    for key, (issue,) in told.items():
        assert issue.rule == "fitness-pupil-elsewhere"
        assert issue in issues_of(key)
        assert str(number) not in json.dumps([str(issue), issue.item])
    assert compare_county(COUNTY) == []
    assert steps.receive(LATER) == []
