"""The second engine scores the pupils by itself, one by one, and an error in it is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from tasks.indicators.fitness.rates import counts
from tasks.indicators.fitness.scores import score
from tasks.model import Fact
from tasks.witness import fitness, fitness_scores
from tasks.witness.agreement import compare
from tasks.witness.county import County
from tasks.witness.fitness_scores import Scorer
from tests.builders.fitness import RANGES, a_boy, a_junior_boy, national_standard, pupils
from tests.builders.witness import (
    a_tested_county,
    counted_pupils,
    evaluated,
    fitness_files,
    witnessed,
)
from tests.fitness_reference import Reference
from tests.unit.indicators.test_fitness_reference import Dice, Pupil, around_every_threshold

LEVELS = {"excellent": "excellent", "good": "good", "pass": "passed", "fail": "failed"}
MINIMA = ((Decimal(90), "excellent"), (Decimal(80), "good"), (Decimal(60), "pass"))
SCHOOL = "2113999101"


@cache
def scorer() -> Scorer:
    files = fitness_files()
    return Scorer(files["fitness_tables"], files["fitness"])


def as_staged(pupil: Pupil) -> dict[str, Any]:
    """Return a pupil with the binary numbers a spreadsheet holds."""
    return {n: float(v) if n in RANGES and v is not None else v for n, v in pupil.items()}


def by_reference(pupil: Pupil) -> set[str]:
    """Return what a pupil is counted as by the reckoning one by one of the standard's text."""
    report = Reference().report(pupil)
    found = {report.status}
    found |= {"with_bmi"} if report.bmi_level else set()
    found |= {"obese"} if report.bmi_level == "obese" else set()
    if report.level and report.exact_total is not None:
        before = next((name for least, name in MINIMA if report.exact_total >= least), "fail")
        found |= {LEVELS[report.level]}
        found |= {"rounded_up_at_half"} if report.exact_total * 100 % 10 == 5 else set()
        found |= {"level_by_rounding"} if before != report.level else set()
    return found


def test_pupils_are_counted_as_the_text_of_the_standard_says(monkeypatch):
    reference = Reference()
    monkeypatch.setattr(f"{__name__}.Reference", lambda: reference)
    dice = Dice(seed=12)
    drawn = [dice.pupil() for _ in range(2500)]

    differing = [one for one in drawn
                 if set(scorer().counted_as(as_staged(one))) != by_reference(one)]  # fmt: skip

    assert differing == []
    kinds = Counter(name for one in drawn for name in scorer().counted_as(as_staged(one)))
    assert set(kinds) >= {*fitness.COUNTS} - {"enrolled", "level_by_rounding"}


@pytest.mark.parametrize("table", ["scores", "bonuses"])
def test_every_threshold_is_reached_where_the_main_engine_says(table):
    whole = {"primary": a_boy(), "junior": a_junior_boy()}
    given = [
        {**whole[str(one["grade"]).split("_")[0]], **{n: v for n, v in as_staged(one).items() if v}}
        for one in around_every_threshold(getattr(Reference(), table))
    ]
    main = counts(score(pupils(*given), national_standard()), ())

    mine = Counter(name for one in given for name in scorer().counted_as(one))

    names = [name for name in fitness.COUNTS if name != "enrolled"]
    assert {name: mine[name] for name in names} == {name: int(main[name].iloc[0]) for name in names}


@cache
def facts_of(seed: int, regime: str = "quality_2017") -> Mapping[str, Fact]:
    """Return what the main engine finds in a county drawn from `seed`."""
    roster, values, owed = a_tested_county(seed)
    return evaluated(roster, values, owed=owed, regime=regime).facts


@pytest.mark.parametrize("regime", ["quality_2017", "balance_2012", "strong_county_example"])
@pytest.mark.parametrize("seed", [0, 2])
def test_the_fitness_of_a_county_is_what_the_main_engine_finds(regime, seed):
    roster, values, owed = a_tested_county(seed)
    numbers = witnessed(roster, values, owed=owed, regime=regime)

    assert compare(facts_of(seed, regime), numbers) == []
    assert numbers["county.fitness.incomplete"] > 0
    assert numbers["county.fitness.schools_disagreeing"] > 0


def test_every_cell_a_school_teaches_is_there_and_strangers_are_counted():
    roster, values, owed = a_tested_county(0)
    values[SCHOOL, "fitness_return"]["fitness"] = [
        {"grade": "junior_3", "sex": "male"}, {"grade": None, "sex": None, "exemption": "exempt"},
    ]  # fmt: skip

    found = counted_pupils(roster, values, owed=owed)

    mine = {cell[1:]: counted for cell, counted in found.items() if cell[0] == SCHOOL}
    assert len(mine) == 6 * 2 + 2
    assert "students" not in mine["junior_3", "male"]
    assert (mine["junior_3", "male"]["incomplete"], mine["", ""]["exempt"]) == (1, 1)
    nobody = mine["primary_1", "male"]
    assert nobody == dict.fromkeys(fitness.COUNTS, 0) | {"students": nobody["students"]}


def test_a_school_that_does_not_say_how_many_pupils_it_has_leaves_the_rate_open():
    roster, values, _ = a_tested_county(0)
    values[SCHOOL, "school_return"]["students"][0]["male"] = None
    facts = evaluated(roster, values).facts
    numbers = witnessed(roster, values)

    assert numbers["county.fitness.participation_percent"] is None
    assert numbers["county.junior.fitness.participation_percent"] is not None
    assert [each for each in compare(facts, numbers) if "fitness" in each.fact] == []


@pytest.mark.parametrize(
    ("name", "value", "fact"),
    [
        ("HALF_A_TENTH", 11, "county.fitness.rounded_up_at_half"),
        ("SQUARE_CM_OF_M", Decimal(9000), "county.fitness.obese"),
        ("NOT_TESTED", ("exempt",), "county.fitness.postponed"),
    ],
)
def test_a_wrong_rule_of_the_scorer_is_found(monkeypatch, name, value, fact):
    roster, values, owed = a_tested_county(0)
    facts = facts_of(0)
    monkeypatch.setattr(fitness_scores, name, value)

    assert fact in {each.fact for each in compare(facts, witnessed(roster, values, owed=owed))}


def test_a_wrong_score_of_the_main_engine_is_found(monkeypatch):
    roster, values, owed = a_tested_county(0)
    monkeypatch.setattr("tasks.indicators.fitness.scores.HALF_A_TENTH", 9)
    facts = evaluated(roster, values, owed=owed).facts

    names = {each.fact for each in compare(facts, witnessed(roster, values, owed=owed))}

    assert "county.fitness.rounded_up_at_half" in names


def test_pupils_are_gone_through_once_and_not_kept():
    _, values, _ = a_tested_county(0)
    given = iter(values[SCHOOL, "fitness_return"]["fitness"])

    county = County({"fitness": given}, (), (), {}, {})

    assert county.rows("fitness", SCHOOL) == ()
    assert len(list(given)) == 24
