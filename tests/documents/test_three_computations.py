"""Facts, witness and the formulas of the written workbook agree, county by county."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import pytest
from openpyxl import load_workbook

from tasks import catalogue
from tasks.delivery.check_values import workbook_values
from tasks.delivery.check_workbook import check_workbook
from tasks.overlays import laid_on
from tasks.witness.agreement import compare
from tests import builders_dossiers
from tests.builders_county import a_small_county, findings_of
from tests.builders_reliefs import SNAPSHOT, found_in
from tests.builders_witness import (
    REFUSED,
    RELIEVED,
    a_random_county,
    evaluated,
    standards_of,
    witnessed,
)

REGIMES = ("quality_2017", "balance_2012")
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
OF_OWN_SHAPE = {
    ("balance_2012", "county_table_17_items"),
    ("balance_2012", "fujian"),
    ("balance_2012", "hebei"),
    ("balance_2012", "ten_indicator_sheet"),
    ("strong_county_example", "national"),
}
"""Overlays that bring sheets or items of their own into the workbook."""


@cache
def wording() -> Any:
    return catalogue.read_yaml(catalogue.TEMPLATES / "delivery" / "wording.yml")


def test_a_county_with_every_kind_of_school_and_missing_returns_agrees():
    findings = builders_dossiers.some_findings()
    values = witnessed(builders_dossiers.a_roster(), builders_dossiers.a_full_county())
    book = check_workbook(findings, wording(), standards_of())

    assert compare(findings.facts, values, workbook_values(book, wording())) == []
    assert None in values.values()


@pytest.mark.parametrize("seed", (0, 1, 4))
@pytest.mark.parametrize("regime", REGIMES)
def test_random_counties_with_missing_returns_agree(regime, seed):
    roster, values, owed = a_random_county(seed)
    findings = evaluated(roster, values, owed=owed, regime=regime)
    numbers = witnessed(roster, values, owed=owed, regime=regime)
    book = check_workbook(findings, wording(), standards_of(regime))

    assert compare(findings.facts, numbers, workbook_values(book, wording())) == []


@pytest.mark.parametrize(("regime", "province"), OVERLAYS)
def test_every_overlay_agrees(regime, province):
    roster, values, owed = a_random_county(1)
    given = {"owed": owed, "regime": regime, "province": province}
    findings = evaluated(roster, values, **given)
    numbers = witnessed(roster, values, **given)
    workbook = None
    if (regime, province) in OF_OWN_SHAPE:
        book = check_workbook(findings, wording(), standards_of(regime, province))
        workbook = workbook_values(book, wording())

    assert compare(findings.facts, numbers, workbook) == []


@pytest.mark.parametrize("name", sorted(RELIEVED))
def test_a_county_with_a_relief_agrees(name):
    county = RELIEVED[name]()
    findings = found_in(county)
    numbers = witnessed(*county, snapshot=SNAPSHOT)
    book = check_workbook(findings, wording(), standards_of(), numbers)

    assert findings.facts["county.reliefs.granted"].value == 1
    assert compare(findings.facts, numbers, workbook_values(book, wording())) == []


def test_a_county_with_reliefs_granted_and_refused_agrees():
    roster, values = RELIEVED["school_size_built"]()
    asking = values["bureau", "county_return"]["reliefs"]
    asking += [{**asking[0], **change} for change in (*REFUSED, {})]
    findings, numbers = found_in((roster, values)), witnessed(roster, values, snapshot=SNAPSHOT)
    book = check_workbook(findings, wording(), standards_of(), numbers)
    words = wording()["check"]
    sheet = load_workbook(io.BytesIO(book))[words["sheets"]["reliefs"]]

    assert compare(findings.facts, numbers, workbook_values(book, wording())) == []
    assert sheet.max_row == 2 + 1 + len(REFUSED) + 1
    assert [sheet.cell(3, column).value for column in (5, 7)] == ["适用", 2400]


def test_a_relief_counted_wrongly_in_the_workbook_is_found():
    county = RELIEVED["sports_venues"]()
    findings, numbers = found_in(county), witnessed(*county, snapshot=SNAPSHOT)
    book = load_workbook(io.BytesIO(check_workbook(findings, wording(), standards_of())))
    book[wording()["check"]["sheets"]["reliefs"]].cell(3, 6).value = 3100
    changed = io.BytesIO()
    book.save(changed)

    found = compare(findings.facts, numbers, workbook_values(changed.getvalue(), wording()))

    assert "county.primary.L5.amount" in {each.fact for each in found}


@pytest.mark.parametrize(("setting", "answer"), ANSWERS)
def test_a_county_agrees_however_an_open_question_is_answered(setting, answer):
    overlay = {"regime": {"settings": {setting: {"value": answer}}}}
    roster, values, owed = a_random_county(4)
    roster[1]["school_type"] = "371" if setting == "special_regime_schools" else "311"
    findings = findings_of(roster, values, owed=owed, overlay=overlay)
    numbers = witnessed(roster, values, owed=owed, overlay=overlay)
    book = check_workbook(findings, wording(), laid_on(standards_of(), overlay), numbers)

    assert compare(findings.facts, numbers, workbook_values(book, wording())) == []


@pytest.mark.parametrize("levels", [("primary",), ("junior", "senior")])
def test_a_county_without_schools_of_a_level_agrees(levels):
    county = a_small_county(*levels)
    findings, numbers = findings_of(*county), witnessed(*county)
    book = check_workbook(findings, wording(), standards_of(), numbers)

    assert compare(findings.facts, numbers, workbook_values(book, wording())) == []


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
    roster, values, owed = a_random_county(0)
    findings = findings_of(roster, values, owed=owed)
    book = check_workbook(findings, wording(), standards_of())

    changed = workbook_values(with_formulas(book, formula, wrong), wording())
    disagreeing = compare(findings.facts, witnessed(roster, values, owed=owed), changed)

    assert name in {each.fact for each in disagreeing}


def with_formulas(content: bytes, text: str, instead: str) -> bytes:
    """Return a workbook in which every formula says something else."""
    book = load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and "ROUND(" + text not in str(cell.value):
                    cell.value = str(cell.value).replace(text, instead)
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()
