"""The checking workbook, computed again by LibreOffice, agrees with the facts."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from tasks import catalogue
from tasks.delivery.check_workbook import check_workbook
from tasks.delivery.formula_values import WrittenWorkbook
from tasks.model import Findings
from tasks.rounding import printed
from tasks.witness.examples import worked_examples
from tests.builders.check import a_book
from tests.builders.county import a_varied_county, findings_of, set_school
from tests.builders.reliefs import SNAPSHOT, found_in
from tests.builders.witness import RELIEVED, a_random_county, evaluated, standards_of, witnessed
from tests.office import convert

REGIMES = ("quality_2017", "balance_2012", "strong_county_example")
RELIEFS = ("sports_venues_shared", "special_rooms")
VARIED, LACKING, ANOTHER_WITNESS = "varied", "lacking", "another_witness"
INDICATORS = ("L1", "L2", "L3", "L4", "L5", "L6", "L7")


@cache
def wording():
    return catalogue.read_yaml(catalogue.TEMPLATES / "delivery" / "wording.yml")


@cache
def findings() -> Findings:
    return findings_of(*a_varied_county())


@cache
def varied() -> bytes:
    """Return the workbook of the varied county."""
    return check_workbook(findings(), wording(), standards_of())


@cache
def lacking_a_return() -> bytes:
    """Return the workbook of the varied county in which one school owes its return."""
    found = findings_of(*a_varied_county(), owed={("2113999002", "school_return")})
    return check_workbook(found, wording(), standards_of())


def of_a_regime(regime: str) -> bytes:
    roster, values, owed = a_random_county(4)
    found = evaluated(roster, values, owed=owed, regime=regime)
    numbers = witnessed(roster, values, owed=owed, regime=regime)
    return a_book(found, standards_of(regime), numbers)


def of_a_relief(name: str) -> bytes:
    county = RELIEVED[name]()
    numbers = witnessed(*county, snapshot=SNAPSHOT)
    return a_book(found_in(county), standards_of(), numbers)


def with_another_witness() -> bytes:
    roster, values, owed = a_random_county(0)
    numbers = witnessed(roster, values, owed=owed)
    numbers["county.G9.percent"] += 1
    return a_book(evaluated(roster, values, owed=owed), standards_of(), numbers)


@cache
def written() -> Mapping[str, bytes]:
    """Return the workbooks that LibreOffice computes again, by name."""
    return {
        VARIED: varied(),
        LACKING: lacking_a_return(),
        ANOTHER_WITNESS: with_another_witness(),
        **{name: of_a_regime(name) for name in REGIMES},
        **{name: of_a_relief(name) for name in RELIEFS},
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Return the files as LibreOffice computes and saves them, all opened by one program."""
    folder = tmp_path_factory.mktemp("check")
    given = [folder / f"{name}.xlsx" for name in written()]
    for file, content in zip(given, written().values(), strict=True):
        file.write_bytes(content)
    files = convert(given, "xlsx:Calc MS Excel 2007 XML", folder / "out")
    return dict(zip(written(), files, strict=True))


@pytest.fixture(scope="module")
def recalculated(saved):
    """Return the sheets of the varied county as LibreOffice computed them."""
    return sheets_in(saved[VARIED])


def sheets_in(file: Path):
    book = CalamineWorkbook.from_path(file)
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def row_of(sheet, label):
    return next(row for row in sheet if row[1] == label)


def column_of(sheet, indicator):
    heads = sheet[1]
    return next(n for n, text in enumerate(heads) if str(text).startswith(indicator)) + 2


@pytest.mark.parametrize("indicator", INDICATORS)
@pytest.mark.parametrize("level", ["primary", "junior"])
def test_formulas_give_the_printed_mean_and_coefficient(recalculated, level, indicator):
    words = wording()["check"]
    sheet = recalculated[words["sheets"][level]]
    column = column_of(sheet, indicator)
    facts = findings().facts
    cv = facts[f"county.{level}.{indicator}.cv"]
    mean = facts[f"county.{level}.{indicator}.mean"]

    assert printed(row_of(sheet, words["rows"]["cv"])[column], 6) == printed(cv.value, 6)
    assert printed(row_of(sheet, words["rows"]["cv_printed"])[column], 3) == cv.printed
    assert printed(row_of(sheet, words["rows"]["mean"])[column], 2) == mean.printed
    assert row_of(sheet, words["rows"]["check"])[column] == words["same"]


@pytest.mark.parametrize("level", ["primary", "junior"])
def test_formulas_give_the_printed_value_of_each_school(recalculated, level):
    words = wording()["check"]
    sheet = recalculated[words["sheets"][level]]
    facts = findings().facts
    for row in sheet[4:]:
        code = row[2]
        for indicator in INDICATORS if f"s.{code}.{level}.L1" in facts else ():
            fact = facts[f"s.{code}.{level}.{indicator}"]
            found = row[column_of(sheet, indicator)]
            assert (printed(found, 2) if found != "" else "—") == fact.printed


def test_the_limit_is_compared_by_formula(recalculated):
    words = wording()["check"]
    sheet = recalculated[words["sheets"]["primary"]]
    verdicts = {
        name: row_of(sheet, words["rows"]["verdict"])[column_of(sheet, name)] for name in INDICATORS
    }

    judged = {
        item.item.removesuffix(".cv"): words[str(item.verdict)]
        for item in findings().judgements
        if item.item.endswith(".cv") and item.level == "primary"
    }
    assert verdicts == judged
    assert set(verdicts.values()) == {words["met"], words["not_met"]}


def test_a_changed_number_no_longer_agrees():
    book = load_workbook(io.BytesIO(varied()))
    words = wording()["check"]
    sheet = book[words["sheets"]["primary"]]
    formulas = [
        str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]

    assert any("SUMPRODUCT" in text for text in formulas)
    assert any(words["differs"] in text for text in formulas)
    assert sheet.freeze_panes == "D5"


def test_each_amount_names_its_file_and_cells():
    book = load_workbook(io.BytesIO(varied()))
    sheet = book[wording()["check"]["sheets"]["primary"]]

    texts = [sheet.cell(5, column).value for column in range(1, sheet.max_column + 1)]

    assert "2025/139901/2113999001/school_return/1 教师!C4、D4、E4、F4" in texts


def test_a_school_without_return_stays_empty_and_has_no_weight():
    sheet = load_workbook(io.BytesIO(lacking_a_return()))[wording()["check"]["sheets"]["primary"]]
    row = next(row for row in sheet.iter_rows(min_row=5) if row[2].value == "2113999002")
    assert row[3].value is None
    assert row[5].value is None


def test_a_coefficient_without_a_school_is_not_judged(saved):
    words = wording()["check"]
    sheets = sheets_in(saved[LACKING])

    for level, expected in (("primary", {words["not_checked"]}), ("junior", {words["met"]})):
        sheet = sheets[words["sheets"][level]]
        verdicts = row_of(sheet, words["rows"]["verdict"])
        assert {verdicts[column_of(sheet, name)] for name in INDICATORS} == expected


def test_the_same_findings_give_the_same_bytes():
    again = check_workbook(findings_of(*a_varied_county()), wording(), standards_of())

    assert varied() == again


def test_other_findings_give_other_numbers():
    roster, values = a_varied_county()
    set_school(values, "2113999001", "conditions", multimedia_rooms=20)

    assert varied() != check_workbook(findings_of(roster, values), wording(), standards_of())


@pytest.mark.parametrize("regime", REGIMES)
def test_every_formula_gives_in_the_office_what_it_gives_when_publishing(regime, saved):
    content = written()[regime]
    ours, sheets = WrittenWorkbook(content), sheets_in(saved[regime])
    compared, words = 0, wording()["check"]

    for sheet in load_workbook(io.BytesIO(content)):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    theirs = sheets[sheet.title][cell.row - 1][cell.column - 1]
                    own = ours.value(sheet.title, cell.coordinate)
                    assert same(own, theirs), f"{sheet.title}!{cell.coordinate} {cell.value}"
                    compared += 1

    answers = [row[-1] for row in sheets[words["sheets"]["agreement"]][2:]]
    assert set(answers) == {words["same"]}
    assert len(answers) > 200
    assert compared > 800


@pytest.mark.parametrize("name", RELIEFS)
def test_the_office_computes_reliefs_as_the_evaluation_does(name, saved):
    words = wording()["check"]
    sheets = sheets_in(saved[name])

    assert {row[-1] for row in sheets[words["sheets"]["agreement"]][2:]} == {words["same"]}
    assert [row[4] for row in sheets[words["sheets"]["reliefs"]][2:]] == ["适用"]


def same(own: object, theirs: object) -> bool:
    if isinstance(own, Decimal) and isinstance(theirs, int | float):
        return math.isclose(own, theirs, rel_tol=1e-9, abs_tol=1e-7)
    return own == theirs


def test_a_witness_that_computes_otherwise_stands_in_the_workbook(saved):
    words = wording()["check"]

    rows = sheets_in(saved[ANOTHER_WITNESS])[words["sheets"]["agreement"]][2:]

    assert [row[2] for row in rows if row[-1] == words["differs"]] == ["county.G9.percent"]


def test_worked_examples_stand_in_a_sheet_of_their_own():
    examples = worked_examples(findings(), wording()["examples"], standards_of())
    content = check_workbook(findings(), wording(), standards_of(), {}, examples)

    sheet = load_workbook(io.BytesIO(content))[wording()["check"]["sheets"]["examples"]]
    written = [cell.value for cell in sheet["C"][2:]]

    assert written == [line for each in examples for line in each.lines]
