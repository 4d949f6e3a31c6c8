"""The regime as data: complete, and changed by a province's overlay."""

from __future__ import annotations

import copy
from decimal import Decimal

import pytest

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.indicators.regime import read_regime
from tests.builders.county import regime


def files() -> dict[str, object]:
    return copy.deepcopy(dict(catalogue.standards("quality_2017")))


def test_the_regime_has_all_its_requirements():
    found = regime()

    assert [indicator.id for indicator in found.indicators] == [f"L{n}" for n in range(1, 8)]
    assert [item.id for item in found.requirements("guarantee")] == [f"G{n}" for n in range(1, 16)]
    assert [item.id for item in found.requirements("quality")] == [f"Q{n}" for n in range(1, 10)]
    assert [item.id for item in found.requirements("vetoes")] == [f"V{n}" for n in range(1, 7)]


def test_the_printed_standard_carries_the_number_in_force():
    changed = regime({"guarantee": {"G5": {"maximum": {"primary": 40}}}})

    assert "45" in regime().requirement("guarantee.G5").standard
    assert "40" in changed.requirement("guarantee.G5").standard
    assert changed.requirement("guarantee.G5").number("maximum.junior") == 50


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        (("resources", "L4", "minimum", "junior"), "minimum.junior"),
        (("guarantee", "G5", "clause"), "clause"),
        (("regime", "balance", "maximum", "primary"), "regime.balance.maximum.primary"),
    ],
)
def test_a_missing_number_is_named(path, missing):
    data = files()
    inner = data
    for step in path[:-1]:
        inner = inner[step]
    del inner[path[-1]]

    with pytest.raises(CatalogueError, match=missing):
        read_regime(data).indicators  # noqa: B018


def test_a_setting_that_is_no_option_is_refused():
    with pytest.raises(CatalogueError, match="judged_cv"):
        regime({"regime": {"settings": {"judged_cv": {"value": "guessed"}}}})


def test_a_blank_that_nothing_fills_is_refused():
    with pytest.raises(CatalogueError, match="blank"):
        regime({"guarantee": {"G5": {"standard": "每班≤{most}人"}}})


def test_a_rule_of_other_than_the_indicators_there_are_is_refused():
    with pytest.raises(CatalogueError, match="school_rule"):
        regime({"regime": {"school_rule": {"of": 8}}})


@pytest.mark.parametrize("province", ["national", "hebei"])
def test_every_overlay_can_be_laid_on(province):
    folder = catalogue.EXPECTATIONS / "standards" / "quality_2017" / "provinces"

    found = regime(catalogue.read_yaml(folder / f"{province}.yml"))

    assert found.indicators[0].minimum["primary"] == Decimal("4.2")
