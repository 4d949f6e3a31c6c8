"""A county evaluated by any regime, with any overlay laid on it."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from tasks import catalogue
from tasks.indicators.evaluate import evaluate
from tasks.indicators.regime import Regime, read_regime
from tasks.model import ExpectedReturn, Findings, Status
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.county import Values, fitness_standard
from tests.builders.returns import Row

BALANCE = "balance_2012"
LINE = {"clause": "某省文件 某条", "source": "某省文件", "confirmed": True}


def files_of(regime: str) -> dict[str, Any]:
    """Return the files of a regime, to be changed at will."""
    return copy.deepcopy(dict(catalogue.standards(regime)))


def overlay_of(regime: str, province: str) -> Any:
    """Return what one province or place changes."""
    return catalogue.read_yaml(catalogue.STANDARDS / regime / "provinces" / f"{province}.yml")


def found_by(
    regime: Regime | str,
    roster: Sequence[Row],
    values: Values,
    overlay: Mapping[str, Any] | None = None,
) -> Findings:
    """Return what a regime finds in a county whose returns were all accepted."""
    if isinstance(regime, str):
        regime = read_regime(catalogue.standards(regime), overlay)
    expected = tuple(
        ExpectedReturn(*key, f"{EDITION}/{COUNTY}/{key[0]}/{key[1]}/1", Status.ACCEPTED)
        for key in values
    )
    return evaluate(
        returns_of(roster, values),
        expected,
        regime,
        fitness_standard(),
        catalogue.code_lists(),
        catalogue.layouts(EDITION),
        edition=EDITION,
        county=COUNTY,
        county_name="示例县",
    )


def an_indicator(**changes: Any) -> dict[str, Any]:
    """Return an entry of a sheet: books a pupil, at least 20 and 30."""
    return {
        "title": "生均图书册数",
        "short": "图书",
        "unit": "册/生",
        "amount": {"title": "图书册数", "unit": "册", "places": 0},
        "numerator": {level: {"add": ["books"]} for level in ("primary", "junior")},
        "minimum": {"primary": 20, "junior": 30},
        "split": True,
        "formula": "图书册数 ÷ 在校生数",
    } | LINE | changes  # fmt: skip


def of_teachers(**changes: Any) -> dict[str, Any]:
    """Return an entry of a sheet: the certified teachers of all teachers, in percent."""
    both = ("primary", "junior")
    return an_indicator(
        title="持证教师比例", short="持证", unit="%",
        amount={"title": "持证教师数", "unit": "人", "places": 0},
        numerator={level: {"add": ["certified"]} for level in both},
        denominator={level: {"add": ["full_time_teachers"]} for level in both},
        times=100, minimum={"primary": 90, "junior": 90}, split=False,
    ) | changes  # fmt: skip


def largest_class(**changes: Any) -> dict[str, Any]:
    """Return an entry of a sheet: the largest class, at most 45."""
    both = ("primary", "junior")
    entry = an_indicator(
        title="最大班额", short="班额", unit="人",
        amount={"title": "最大班额", "unit": "人", "places": 0},
        numerator={level: {"add": ["largest_class"]} for level in both},
        denominator="nothing", sites="most", places="whole", split=False,
        maximum={"primary": 45, "junior": 45},
    )  # fmt: skip
    del entry["minimum"]
    return entry | changes


def a_sheet(rule: Mapping[str, Any], **indicators: Any) -> dict[str, Any]:
    """Return the overlay of a province that sets a basic standard with its school rule."""
    return {
        "regime": {"school_rule": {**rule, "formula": "本省达标办法"} | LINE},
        "basic_standard": indicators,
    }
