"""Facts, witness and the formulas of the written workbook agree, county by county."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook

from tasks import catalogue
from tasks.model import BUREAU
from tasks.overlays import laid_on
from tasks.witness.agreement import compare
from tests.builders import dossiers
from tests.builders.check import (
    a_book,
    given_after,
    given_by,
    given_with,
    sheet_title,
    wording,
)
from tests.builders.county import a_small_county, findings_of
from tests.builders.reliefs import SNAPSHOT, found_in
from tests.builders.witness import (
    REFUSED,
    RELIEVED,
    a_random_county,
    counted_pupils,
    evaluated,
    standards_of,
    witnessed,
)
from tests.sizes import sample

REGIMES = ("quality_2017", "balance_2012", "strong_county_example")
OVERLAYS = [
    (regime, path.stem)
    for regime in catalogue.regimes()
    for path in sorted((catalogue.STANDARDS / regime / "provinces").glob("*.yml"))
]
ANSWERS = [
    (setting, option)
    for setting, data in catalogue.standards("quality_2017")["regime"]["settings"].items()
    for option in data["options"]
    if option != data["value"]
]
OF_PARENTS = "mostly_satisfied"


def answered_at_once() -> list[dict[str, Any]]:
    """Return every other answer once, one of each question together: a workbook is dear.

    What counts as satisfied stands alone, since which question is asked hides it.
    """
    found: list[dict[str, Any]] = []
    for setting, option in ANSWERS:
        if setting != OF_PARENTS:
            free = next((answers for answers in found if setting not in answers), None)
            if free is None:
                found.append(free := {})
            free[setting] = option
    return [*found, *({setting: option} for setting, option in ANSWERS if setting == OF_PARENTS)]


ANSWERED_AT_ONCE = answered_at_once()
OF_OWN_SHAPE = {
    ("balance_2012", "county_table_17_items"),
    ("balance_2012", "fujian"),
    ("balance_2012", "hebei"),
    ("balance_2012", "points_example"),
    ("balance_2012", "scored_sheet"),
    ("balance_2012", "ten_indicator_sheet"),
    ("strong_county_example", "national"),
}
"""Overlays that bring sheets, items or points of their own into the workbook."""

FULL = [(regime, "") for regime in REGIMES] + [("balance_2012", "points_example")]


def a_full_county(regime: str) -> dict[tuple[str, str], Any]:
    """Return a county with tested pupils, missing returns, and scores where they are asked for."""
    scores = dossiers.SCORES.get(regime) or dossiers.a_scores_return()["scores"]
    return {**dossiers.a_full_county(), (BUREAU, "scores_return"): {"scores": scores}}


@cache
def three_of(regime: str, province: str = "") -> tuple[Any, dict[str, Decimal | None], bytes]:
    """Return findings, witness and workbook of the county with a school of every kind."""
    findings, values = dossiers.findings_under(regime, province), a_full_county(regime)
    owed = {(each.school, each.form) for each in findings.expected} - set(values)
    given = {"regime": regime, "province": province, "owed": owed}
    roster = dossiers.a_roster()
    numbers = witnessed(roster, values, **given)
    pupils = counted_pupils(roster, values, **given)
    return findings, numbers, a_book(findings, standards_of(regime, province), pupils=pupils)


@cache
def three_of_drawn(seed: int, regime: str) -> tuple[Any, dict[str, Decimal | None], bytes]:
    """Return findings, witness and workbook of a county drawn from `seed`."""
    roster, values, owed = a_random_county(seed)
    findings = evaluated(roster, values, owed=owed, regime=regime)
    numbers = witnessed(roster, values, owed=owed, regime=regime)
    return findings, numbers, a_book(findings, standards_of(regime))


@pytest.mark.parametrize(("regime", "province"), FULL)
def test_a_county_with_every_kind_of_school_and_missing_returns_agrees(regime, province):
    findings, numbers, book = three_of(regime, province)

    assert compare(findings.facts, numbers, given_by(book)) == []
    assert None in numbers.values()
    assert numbers["county.fitness.enrolled"] == 1230


@pytest.mark.parametrize(("regime", "province"), FULL)
def test_every_computed_number_of_the_county_is_a_formula(regime, province):
    findings, _, book = three_of(regime, province)
    computed = {
        name
        for name, fact in findings.facts.items()
        if name.startswith("county.")
        and fact.inputs
        and (fact.value is None or isinstance(fact.value, Decimal))
    }

    assert computed - set(given_by(book)) == set()
    assert computed & set(numbers_typed_in(book)) == set()


def numbers_typed_in(content: bytes) -> list[str]:
    """Return the facts of the sheet of comparison that stand on a cell without formula."""
    book = load_workbook(io.BytesIO(content))
    found = []
    for row in book[sheet_title("agreement")].iter_rows(min_row=3):
        sheet, _, cell = str(row[5].value).removeprefix("=").rpartition("!")
        if not str(book[sheet.strip("'")][cell.replace("$", "")].value).startswith("="):
            found.append(str(row[2].value))
    return found


@pytest.mark.parametrize("seed", sample((4, 0, 1)))
@pytest.mark.parametrize("regime", REGIMES)
def test_random_counties_with_missing_returns_agree(regime, seed):
    findings, numbers, book = three_of_drawn(seed, regime)

    assert compare(findings.facts, numbers, given_by(book)) == []


@pytest.mark.parametrize(("regime", "province"), OVERLAYS)
def test_every_overlay_agrees(regime, province):
    roster, values, owed = a_random_county(1)
    given = {"owed": owed, "regime": regime, "province": province}
    findings = evaluated(roster, values, **given)
    numbers = witnessed(roster, values, **given)
    workbook = None
    if (regime, province) in OF_OWN_SHAPE:
        workbook = given_by(a_book(findings, standards_of(regime, province)))

    assert compare(findings.facts, numbers, workbook) == []


@pytest.mark.parametrize("name", sorted(RELIEVED))
def test_a_county_with_a_relief_agrees(name):
    county = RELIEVED[name]()
    findings = found_in(county)
    numbers = witnessed(*county, snapshot=SNAPSHOT)
    book = a_book(findings, standards_of(), numbers)

    assert findings.facts["county.reliefs.granted"].value == 1
    assert compare(findings.facts, numbers, given_by(book)) == []


def test_a_county_with_reliefs_granted_and_refused_agrees():
    roster, values = RELIEVED["school_size_built"]()
    asking = values["bureau", "county_return"]["reliefs"]
    asking += [{**asking[0], **change} for change in (*REFUSED, {})]
    findings, numbers = found_in((roster, values)), witnessed(roster, values, snapshot=SNAPSHOT)
    book = a_book(findings, standards_of(), numbers)
    words = wording()["check"]
    sheet = load_workbook(io.BytesIO(book))[words["sheets"]["reliefs"]]

    assert compare(findings.facts, numbers, given_by(book)) == []
    assert sheet.max_row == 2 + 1 + len(REFUSED) + 1
    assert [sheet.cell(3, column).value for column in (5, 7)] == ["适用", 2400]


def test_a_relief_counted_wrongly_in_the_workbook_is_found():
    county = RELIEVED["sports_venues"]()
    findings, numbers = found_in(county), witnessed(*county, snapshot=SNAPSHOT)
    book = load_workbook(io.BytesIO(a_book(findings, standards_of())))
    book[wording()["check"]["sheets"]["reliefs"]].cell(3, 6).value = 3100
    changed = io.BytesIO()
    book.save(changed)

    found = compare(findings.facts, numbers, given_by(changed.getvalue()))

    assert "county.primary.L5.amount" in {each.fact for each in found}


def three_answered(answers: Mapping[str, Any]) -> tuple[Any, dict[str, Decimal | None], Any]:
    """Return findings, witness and standards of a county under other answers to open questions."""
    settings = {setting: {"value": answer} for setting, answer in answers.items()}
    overlay = {"regime": {"settings": settings}}
    roster, values, owed = a_random_county(4)
    roster[1]["school_type"] = "371" if "special_regime_schools" in answers else "311"
    findings = findings_of(roster, values, owed=owed, overlay=overlay)
    numbers = witnessed(roster, values, owed=owed, overlay=overlay)
    return findings, numbers, laid_on(standards_of(), overlay)


@pytest.mark.parametrize(("setting", "answer"), ANSWERS)
def test_both_engines_agree_however_an_open_question_is_answered(setting, answer):
    findings, numbers, _ = three_answered({setting: answer})

    assert compare(findings.facts, numbers) == []


@pytest.mark.parametrize("number", range(len(ANSWERED_AT_ONCE)))
def test_the_workbook_agrees_however_open_questions_are_answered(number):
    findings, numbers, standards = three_answered(ANSWERED_AT_ONCE[number])
    book = a_book(findings, standards, numbers)

    assert compare(findings.facts, numbers, given_by(book)) == []


def test_every_answer_is_among_those_given_at_once():
    given = {pair for answers in ANSWERED_AT_ONCE for pair in answers.items()}

    assert given == set(ANSWERS)


@pytest.mark.parametrize("levels", [("primary",), ("junior", "senior")])
def test_a_county_without_schools_of_a_level_agrees(levels):
    county = a_small_county(*levels)
    findings, numbers = findings_of(*county), witnessed(*county)
    book = a_book(findings, standards_of(), numbers)

    assert compare(findings.facts, numbers, given_by(book)) == []


@pytest.mark.parametrize(
    ("formula", "wrong", "name"),
    [
        ("SQRT(", "1+SQRT(", "county.primary.L2.sd"),
        ("AVERAGE(", "MAX(", "county.primary.composite"),
        ("*100", "*1000", "county.G14.allotted_percent"),
        ("MAX(", "MIN(", "county.G5.junior_largest"),
        ("ROUNDUP(", "2+ROUNDUP(", "county.G3.rooms_needed"),
    ],
)
def test_a_wrong_formula_of_the_workbook_is_found(formula, wrong, name):
    findings, numbers, book = three_of_drawn(0, "quality_2017")

    changed = given_with(book, formula, wrong)

    assert name in {each.fact for each in compare(findings.facts, numbers, changed)}


@pytest.mark.parametrize(
    ("regime", "sheet", "formula", "wrong", "name"),
    [
        ("quality_2017", "fitness", "*100", "*99", "county.primary.fitness.pass_percent"),
        ("quality_2017", "fitness", "SUM(", "1+SUM(", "county.fitness.junior_2.female.good"),
        ("quality_2017", "counts", "COUNTIFS(", "1+COUNTIFS(", "county.schools.nine_year"),
        ("quality_2017", "counts", "COUNTIFS(", "2*COUNTIFS(", "county.guarantee.items_met"),
        ("quality_2017", "counts", "COUNTIFS(", "1+COUNTIFS(", "county.Q3.schools_disagreeing"),
        ("quality_2017", "counts", "COUNTIFS(", "1+COUNTIFS(", "county.missing_returns"),
        ("quality_2017", "fitness_levels", "<2", "<9", "county.fitness.schools_disagreeing"),
        ("quality_2017", "recognition", "/100", "/50", "county.R.plan.parent"),
        ("quality_2017", "recognition", "ROUNDDOWN(", "1+ROUNDDOWN(", "county.R.plan.teacher"),
        ("balance_2012", "scored", "*100", "*10", "county.W6.spending.growth.2023"),
        ("strong_county_example", "scored", "SUM(", "1+SUM(", "county.scheme.score"),
        ("strong_county_example", "scored", '"未达标",', '"达标",', "county.C1.score"),
        ("strong_county_example", "scored", "MAX(", "1+MAX(", "county.scheme.most_score"),
        ("strong_county_example", "scored", '"否")>0,0', '"否")>0,1', "county.scheme.least_score"),
    ],
)
def test_a_wrong_formula_of_any_sheet_is_found(regime, sheet, formula, wrong, name):
    findings, numbers, book = three_of(regime)

    changed = given_with(book, formula, wrong, sheet_title(sheet))

    assert name in {each.fact for each in compare(findings.facts, numbers, changed)}


@pytest.mark.parametrize(
    ("regime", "sheet", "column", "text", "wrong", "name"),
    [
        ("quality_2017", "composition", "H", "是", "否", "county.schools.all"),
        ("quality_2017", "self_checks", "E", "否", "是", "county.Q3.schools_disagreeing"),
        ("quality_2017", "returns", "F", "否", "是", "county.missing_returns.fitness_return"),
        ("quality_2017", "verdicts", "E", "达标", "未达标", "county.guarantee.items_met"),
        ("quality_2017", "pupils", "G", 41, 40, "county.fitness.primary_1.male.enrolled"),
        ("strong_county_example", "scored_data", "D", "是", "否", "county.C1.score"),
    ],
)
def test_another_entry_gives_another_number(regime, sheet, column, text, wrong, name):
    findings, numbers, book = three_of(regime)

    def change(title: str, place: str, value: object) -> object:
        is_meant = (title, place.rstrip("0123456789"), value) == (sheet_title(sheet), column, text)
        return wrong if is_meant else value

    changed = given_after(book, change)

    assert name in {each.fact for each in compare(findings.facts, numbers, changed)}


def test_without_the_pupils_the_smallest_groups_are_given_and_the_others_added_up():
    findings, numbers, _ = three_of("quality_2017")
    book = a_book(findings, standards_of())

    assert compare(findings.facts, numbers, given_by(book)) == []
    assert "county.fitness.primary_1.male.good" in numbers_typed_in(book)
    assert "county.fitness.primary_1.good" not in numbers_typed_in(book)
