"""A fitness standard that contradicts itself is refused with file and line."""

from __future__ import annotations

import copy
import re

import pytest

from tasks.errors import CatalogueError
from tasks.indicators.fitness.scores import score
from tasks.indicators.fitness.tables import read_standard
from tests.builders.fitness import (
    national_standard,
    pupils,
    standard_settings,
    standard_tables,
)


def test_the_national_standard_covers_every_compulsory_grade_and_both_sexes():
    standard = national_standard()

    assert len(standard.groups) == 18
    assert set(standard.weights) == set(standard.groups) == set(standard.bmi_scores)
    assert [level.minimum_tenths for level in standard.levels] == [900, 800, 600, None]
    assert not any(rate.confirmed for rate in standard.rates)


PRIMARY = ["bmi", "vital_capacity_ml", "run_50m_s", "sit_and_reach_cm", "rope_skipping_per_min"]
JUNIOR = ["bmi", "vital_capacity_ml", "run_50m_s", "sit_and_reach_cm", "standing_long_jump_cm"]
SIT_UPS, SHUTTLE, SKIPPING = "sit_ups_per_min", "shuttle_run_50m_x8_s", "rope_skipping_per_min"
TESTED_IN = {
    **{(f"primary_{n}", sex): PRIMARY for n in (1, 2) for sex in ("male", "female")},
    **{(f"primary_{n}", sex): [*PRIMARY, SIT_UPS] for n in (3, 4) for sex in ("male", "female")},
    **{(f"primary_{n}", sex): [*PRIMARY, SIT_UPS, SHUTTLE] for n in (5, 6)
       for sex in ("male", "female")},
    **{(f"junior_{n}", "male"): [*JUNIOR, "pull_ups", "run_1000m_s"] for n in (1, 2, 3)},
    **{(f"junior_{n}", "female"): [*JUNIOR, SIT_UPS, "run_800m_s"] for n in (1, 2, 3)},
}  # fmt: skip
BONUS_IN = {
    **{(f"primary_{n}", sex): [SKIPPING] for n in range(1, 7) for sex in ("male", "female")},
    **{(f"junior_{n}", "male"): ["pull_ups", "run_1000m_s"] for n in (1, 2, 3)},
    **{(f"junior_{n}", "female"): [SIT_UPS, "run_800m_s"] for n in (1, 2, 3)},
}
ALL_ROWS = [*range(10, 60, 10), *range(60, 80, 2), 80, 85, 90, 95, 100]
_PULL_UP_ROWS = [10, 20, 30, 40, 50, 60, 64, 68, 72, 76, 80, 85, 90, 95, 100]
PULL_UP_ROWS = {f"junior_{n}": _PULL_UP_ROWS[3 - n :] for n in (1, 2, 3)}
"""As printed: the lowest rows of the younger boys are blank, and every second one above 60."""


@pytest.mark.parametrize("group", TESTED_IN)
def test_each_grade_and_sex_has_every_table_it_is_tested_by_and_no_other(group):
    standard = national_standard()

    assert sorted(standard.weights[group]) == sorted(TESTED_IN[group])
    assert {item for item, of in standard.scores if of == group} == {*TESTED_IN[group]} - {"bmi"}
    assert {item for item, of in standard.bonuses if of == group} == {*BONUS_IN[group]}


@pytest.mark.parametrize("group", TESTED_IN)
def test_each_table_of_a_grade_and_sex_is_used(group):
    """60 points in one item cost 40 of its weight, and without the item there is no total."""
    items = [item for item in TESTED_IN[group] if item != "bmi"]
    least_normal_kg = int(national_standard().bmi_levels[group].thresholds[0]) / 10
    full = {"grade": group[0], "sex": group[1], "height_cm": 100, "weight_kg": least_normal_kg}
    full |= {item: _threshold(item, group, 100) for item in items}
    at_60 = [full | {item: _threshold(item, group, 60)} for item in items]
    without = [full | {item: None} for item in items]

    found = score(pupils(full, *at_60, *without), national_standard())

    whole, *parts = found["standard_score_hundredths"].iloc[: 1 + len(items)]
    weights = national_standard().weights[group]
    assert whole == 10000
    assert [whole - part for part in parts] == [40 * weights[item] for item in items]
    assert found["missing"].iloc[1 + len(items) :].to_list() == items


@pytest.mark.parametrize("group", TESTED_IN)
def test_no_table_of_a_grade_and_sex_lacks_a_row(group):
    standard = national_standard()

    for item in TESTED_IN[group][1:]:
        values = standard.scores[item, group].values.tolist()
        rows = PULL_UP_ROWS[group[0]] if item == "pull_ups" else ALL_ROWS
        assert values == [0, *rows], item
    for item in BONUS_IN[group]:
        steps = standard.bonuses[item, group].values.tolist()
        assert (steps[0], steps[-1]) == (0, 20 if item == SKIPPING else 10), item
    assert standard.bmi_scores[group].values.tolist() == [80, 100, 80, 60]


_ITEMS = {item.name: item for item in national_standard().items}


def _threshold(item: str, group: tuple[str, str], points: int) -> float:
    ladder = national_standard().scores[item, group]
    key = int(ladder.thresholds[ladder.values.tolist().index(points) - 1])
    sign = -1 if _ITEMS[item].lower_is_better else 1
    return sign * key / 10 ** _ITEMS[item].decimals


def test_every_national_table_names_its_document_and_clause():
    document = standard_settings()["document"]

    for name, text in standard_tables().items():
        assert document in text.splitlines()[0], name
        assert standard_settings()["tables"][name]["clause"]


@pytest.mark.parametrize(
    ("table", "old", "new", "place", "reason"),
    [
        ("scores", "run_50m_s,male,primary_1,95,10.3", "run_50m_s,male,primary_1,95,10.2",
         r"scores\.csv:\d+", "better result"),
        ("scores", "run_50m_s,male,primary_1,95,10.3", "run_50m_s,male,primary_1,95,10.35",
         r"scores\.csv:\d+", "1 decimals at most"),
        ("scores", "run_50m_s,male,primary_1,95,10.3", "run_50m_s,male,primary_1,95,fast",
         r"scores\.csv:\d+", "must be a number"),
        ("scores", "run_50m_s,male,primary_1,95,10.3", "run_55m_s,male,primary_1,95,10.3",
         r"scores\.csv:\d+", "not in items"),
        ("scores", "run_50m_s,male,primary_1,95,10.3", "run_50m_s,male,primary_1,95",
         r"scores\.csv:\d+", "as many cells"),
        ("scores", "run_50m_s,male,primary_1,95,10.3", "run_50m_s,male,senior_1,95,10.3",
         r"scores\.csv:\d+", "no group"),
        ("bonus", "pull_ups,male,junior_1,1,1,14", "pull_ups,male,junior_1,1,2,14",
         r"bonus\.csv:\d+", "beyond_100_by"),
        ("weights", "primary_1,male,bmi,15", "primary_1,male,bmi,16",
         r"weights\.csv:\d+", "add up"),
        ("weights", "primary_1,male,vital_capacity_ml,15", "primary_1,male,pull_ups,15",
         r"scores\.csv", "disagree"),
        ("bmi", "male,primary_1,overweight,80,18.2,20.3", "male,primary_1,overweight,80,18.3,20.3",
         r"bmi\.csv:\d+", "gap"),
        ("bmi", "male,primary_1,overweight,80", "male,primary_1,plump,80",
         r"bmi\.csv:\d+", "levels"),
        ("items", "pull_ups,引体向上,times,0,higher", "pull_ups,引体向上,times,0,up",
         r"items\.csv:\d+", "direction"),
    ],
)  # fmt: skip
def test_a_contradiction_is_named_with_file_and_line(table, old, new, place, reason):
    tables = standard_tables()
    assert old in tables[table]
    tables[table] = tables[table].replace(old, new)

    with pytest.raises(CatalogueError, match=place) as caught:
        read_standard(tables, standard_settings())

    assert re.search(reason, str(caught.value))


def test_the_line_named_is_the_line_of_the_file():
    tables = standard_tables()
    wrong = "primary_2,female,bmi,15"
    line = tables["weights"].splitlines().index(wrong) + 1
    tables["weights"] = tables["weights"].replace(wrong, "primary_2,female,bmi,ten")

    with pytest.raises(CatalogueError) as caught:
        read_standard(tables, standard_settings())

    assert (caught.value.file, caught.value.line) == ("weights.csv", line)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("total", "decimals"), 2),
        (("bmi", "rounding"), "half_even"),
        (("levels", "from_best"), [{"code": "pass", "title": "及格", "minimum": 60}]),
        (("rates", "pass", "numerator"), {"add": ["winners"]}),
        (("settings", "participation_denominator", "value"), "everybody"),
    ],
)
def test_settings_that_scoring_cannot_follow_are_refused(path, value):
    settings = copy.deepcopy(standard_settings())
    *parents, last = path
    entry = settings
    for name in parents:
        entry = entry[name]
    entry[last] = value

    with pytest.raises(CatalogueError, match=r"standard\.yml"):
        read_standard(standard_tables(), settings)


def test_an_absent_table_is_refused():
    tables = standard_tables()
    del tables["bmi"]

    with pytest.raises(CatalogueError, match="bmi"):
        read_standard(tables, standard_settings())
