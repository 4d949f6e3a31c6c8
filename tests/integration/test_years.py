"""Two seasons of one county: last year's findings are what this year is compared with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import openpyxl
import pytest

from tasks import catalogue, steps
from tasks.steps.intake import opening
from tests.integration.conftest import deploy, forget_deployment, run

LAST, THIS = "2024", "2025"
CACHED = (catalogue.season, catalogue.layouts, catalogue.suites, catalogue.digest)


@contextmanager
def described(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Deploy into a folder with a catalogue that describes one year more: one file, a copy."""
    this = (catalogue.SEASONS / f"{THIS}.yml").read_text(encoding="utf-8")
    seasons = folder / "seasons"
    seasons.mkdir(exist_ok=True)
    (seasons / f"{THIS}.yml").write_text(this, encoding="utf-8")
    copied = this.replace(f'edition: "{THIS}"', f'edition: "{LAST}"')
    copied = copied.replace(f"{THIS}-09-01", f"{LAST}-09-01")
    (seasons / f"{LAST}.yml").write_text(copied, encoding="utf-8")
    monkeypatch.setattr(catalogue, "SEASONS", seasons)
    for function in CACHED:
        function.cache_clear()
    deploy(folder, monkeypatch)
    yield folder
    forget_deployment()
    for function in CACHED:
        function.cache_clear()


@pytest.fixture
def two_years(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a deployment of two years."""
    with described(tmp_path, monkeypatch) as folder:
        yield folder


def a_season_of(edition: str, folder: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    recipe = dict(opening._recipe()) | {"edition": edition}
    with monkeypatch.context() as patch:
        patch.setattr(opening, "_recipe", lambda: recipe)
        steps.write_demo(folder / "intake", schools=4, pupils=300, clean=True, seed=seed)
    run(f"{edition}-12-20T09:00:00+08:00")


def test_a_second_year_is_held_against_the_first(two_years: Path, monkeypatch):
    a_season_of(LAST, two_years, monkeypatch, seed=1)
    a_season_of(THIS, two_years, monkeypatch, seed=2)

    (path,) = (two_years / "outbox" / THIS).rglob("历年核对.xlsx")
    book = openpyxl.load_workbook(path)
    asked = [str(row[3].value) for row in book["待核实"].iter_rows(min_row=3)]
    changes = [[cell.value for cell in row] for row in book["年度变化"].iter_rows(min_row=3)]

    outcomes = [
        each
        for check in (two_years / "lake" / "checked" / THIS).rglob("*.json")
        for each in json.loads(check.read_text(encoding="utf-8"))["outcomes"]
        if each["rule"] == "teachers-changed"
    ]
    assert outcomes
    assert {each["verdict"] for each in outcomes} <= {"met", "not_met"}
    assert f"{LAST}年—{THIS}年" in book["年度变化"]["A1"].value
    assert len(changes) > 100
    assert any("变为" in message for message in asked)
    (first,) = (two_years / "outbox" / LAST).rglob("历年核对.xlsx")
    assert "未比较" in str(openpyxl.load_workbook(first)["年度变化"]["A3"].value)
