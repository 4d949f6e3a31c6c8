"""The sample for site visits: whom it covers, how likely each school is, how it is repeated."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache

import pytest
from openpyxl import load_workbook

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.model import Source
from tasks.screening.design import chances, sample_size, schools_to_sample
from tasks.screening.draw import REASONS, Sample, first_number, seed_of, site_sample
from tasks.screening.ranking import Rank, rank_schools
from tasks.screening.signals import Unscreened, signal
from tasks.screening.workbook import screening_workbook
from tests.builders.demo import RECIPE
from tests.builders.screening import PLAN, SCREENS

WORDING = catalogue.read_yaml(catalogue.TEMPLATES / "screening" / "wording.yml")
CODES = catalogue.code_lists()
ROSTER = [
    {"school_code": f"{number:010d}", "school_name": row["name"], "school_type": row["type"],
     "urban_rural": row["urban_rural"]}
    for number, row in enumerate(catalogue.read_yaml(RECIPE)["schools"])
]  # fmt: skip
SCHOOLS = schools_to_sample(ROSTER, CODES)
SUSPECTS = {row["school_code"]: Decimal(1 + number % 2) for number, row in enumerate(ROSTER[:8])}
RANKS = tuple(
    Rank(school.code, 1, SUSPECTS.get(school.code, Decimal(0)), (), 0) for school in SCHOOLS
)
SEEDS = [seed_of(PLAN, f"2025-11-{number:03d}", "139901") for number in range(200)]


@cache
def draw(seed: str) -> Sample:
    """Return the sample of the planned size, drawn once."""
    return site_sample(SCHOOLS, RANKS, PLAN, seed)


def test_every_kind_and_every_area_is_covered_whatever_the_seed():
    kinds = {school.kind for school in SCHOOLS}
    areas = {school.area for school in SCHOOLS}
    assert (len(kinds), areas) == (7, {"urban", "town", "rural"})
    for seed in SEEDS:
        drawn = draw(seed).drawn
        assert {line.school.kind for line in drawn} == kinds
        assert {line.school.area for line in drawn} == areas
        assert len(drawn) == PLAN["schools"]


def test_without_coverage_a_kind_would_be_missed():
    plain = [replace(school, kind="one", area="one") for school in SCHOOLS]
    kinds = {school.code: school.kind for school in SCHOOLS}
    drawn = [{kinds[line.school.code] for line in site_sample(plain, RANKS, PLAN, seed).drawn}
             for seed in SEEDS[:20]]  # fmt: skip
    assert any(len(found) < len(set(kinds.values())) for found in drawn)


@pytest.mark.parametrize("size", [7, 8, 10, 11, 15, 23, 24, 40])
@pytest.mark.parametrize("risk_share", [0, 0.5, 0.9])
def test_the_chances_add_up_to_the_size_of_the_sample_exactly(size, risk_share):
    plan = dict(PLAN) | {"schools": size, "risk_share": risk_share}
    found = chances(SCHOOLS, SUSPECTS, plan)
    assert sum(each.total for each in found) == sample_size(SCHOOLS, plan)
    assert all(0 < each.total <= 1 for each in found)
    assert all(min(each.random, each.risk, each.coverage) >= 0 for each in found)


def test_a_plan_that_leaves_nothing_to_chance_is_refused():
    with pytest.raises(CatalogueError):
        chances(SCHOOLS, SUSPECTS, dict(PLAN) | {"risk_share": 1})


def test_a_school_is_drawn_as_often_as_its_chance_says():
    stated = chances(SCHOOLS, SUSPECTS, PLAN)
    own = {school.code: float(each.total) for school, each in zip(SCHOOLS, stated, strict=True)}
    drawn = [line.school.code for seed in SEEDS for line in draw(seed).drawn]
    for code, chance in own.items():
        assert drawn.count(code) / len(SEEDS) == pytest.approx(chance, abs=0.1)


def test_a_conspicuous_school_is_more_likely_and_a_quiet_one_remains_possible():
    own = dict(
        zip((school.code for school in SCHOOLS), chances(SCHOOLS, SUSPECTS, PLAN), strict=True)
    )
    quiet = chances(SCHOOLS, {}, PLAN)
    before = dict(zip((school.code for school in SCHOOLS), quiet, strict=True))
    suspect = ROSTER[0]["school_code"]
    assert own[suspect].total > before[suspect].total
    assert all(each.random > 0 for each in own.values())
    assert sum(each.risk for each in quiet) == 0


def test_more_kinds_than_places_make_the_sample_larger():
    plan = dict(PLAN) | {"schools": 3}
    kinds = {school.kind for school in SCHOOLS}
    assert sample_size(SCHOOLS, plan) >= len(kinds)
    assert {line.school.kind for line in site_sample(SCHOOLS, RANKS, plan, "a").drawn} == kinds


def test_the_same_seed_draws_the_same_schools_and_the_first_number_can_be_checked_by_hand():
    once = site_sample(SCHOOLS, RANKS, PLAN, "junheng-site-sample 2025-11-03 139901")
    assert once == site_sample(SCHOOLS, RANKS, PLAN, once.seed)
    assert once.first == Fraction(int(once.digest[:12], 16), 16**12)
    assert once.first == first_number(once.seed, 12)
    assert once.drawn != site_sample(SCHOOLS, RANKS, PLAN, "another").drawn
    for line in once.drawn:
        assert line.start <= line.number < line.end
        assert (line.number - once.first).denominator == 1


def test_every_drawn_school_has_a_reason_with_words():
    reasons = {line.reason for seed in SEEDS for line in draw(seed).drawn}
    assert reasons <= set(REASONS)
    assert {"random", "risk", "coverage", "certain"} <= reasons
    assert set(WORDING["drawn_because"]) == set(REASONS)


def a_workbook() -> bytes:
    """Return the workbook of a county with two signals and one school that was not tested."""
    block = {"rows": 10, "fields": 6, "other_school": ROSTER[4]["school_code"],
             "other_edition": "2025", "other_place": "体质健康测试!J2:P11", "more": 0}  # fmt: skip
    cells = [Source(f"2025/139901/{ROSTER[number]['school_code']}/fitness_return/1", "ab" * 32,
                    "体质健康测试", "J2:P11") for number in (0, 4)]  # fmt: skip
    signals = [
        signal(ROSTER[0]["school_code"], "identical_blocks", 1e-12, block, cells),
        signal(ROSTER[1]["school_code"], "identical_blocks", 1, {}),
    ]
    ranks = rank_schools([school.code for school in SCHOOLS], signals, SCREENS)
    sample = site_sample(SCHOOLS, ranks, PLAN, SEEDS[0])
    missing = [Unscreened(ROSTER[4]["school_code"], "last_digits", "few_values")]
    return screening_workbook(sample, ranks, missing, SCREENS, PLAN, WORDING, "示例县")


def test_the_workbook_is_the_same_every_time():
    assert a_workbook() == a_workbook()


def test_the_workbook_names_rows_of_both_files_and_asks_instead_of_accusing():
    book = load_workbook(io.BytesIO(a_workbook()))
    texts = [str(cell.value) for sheet in book for row in sheet for cell in row if cell.value]
    whole = "\n".join(texts)
    assert book.sheetnames == list(WORDING["sheets"].values())
    assert whole.count("体质健康测试!J2:P11") == 3
    assert ROSTER[4]["school_name"] in book[WORDING["sheets"]["signals"]]["C3"].value
    assert book[WORDING["sheets"]["signals"]]["D3"].value.startswith("建议核实：")
    assert SEEDS[0] in whole
    assert not [word for word in ("造假", "作假", "虚报", "舞弊", "{", "}") if word in whole]


def test_the_workbook_states_the_chance_of_every_school():
    sheet = load_workbook(io.BytesIO(a_workbook()))[WORDING["sheets"]["schools"]]
    lines = list(sheet.iter_rows(min_row=3, values_only=True))
    assert len(lines) == len(SCHOOLS) + 1
    assert lines[-1][11] == "10.0000"
    assert sum(Decimal(line[11]) for line in lines[:-1]) == pytest.approx(
        Decimal(10), abs=Decimal("0.01")
    )


def test_every_reason_for_not_testing_has_words():
    assert set(WORDING["unscreened"]) == {
        "few_values", "few_near_the_mark", "few_classes", "few_schools", "few_grades", "few_pupils",
    }  # fmt: skip
