"""A fitness standard that contradicts itself is refused with file and line."""

from __future__ import annotations

import copy
import re

import pytest

from tasks.errors import CatalogueError
from tasks.indicators.fitness.tables import read_standard
from tests.builders_fitness import national_standard, standard_settings, standard_tables


def test_the_national_standard_covers_every_compulsory_grade_and_both_sexes():
    standard = national_standard()

    assert len(standard.groups) == 18
    assert set(standard.weights) == set(standard.groups) == set(standard.bmi_scores)
    assert [level.minimum_tenths for level in standard.levels] == [900, 800, 600, None]
    assert not any(rate.confirmed for rate in standard.rates)


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
