"""The formulas of a workbook are computed as a spreadsheet computes them."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from openpyxl import Workbook

from tasks.delivery.formula_text import tree_of
from tasks.delivery.formula_values import WrittenWorkbook

CELLS = {"A1": 2, "A2": 3.5, "A3": None, "A4": "—", "B1": 10, "B2": 20, "B3": 30, "B4": 40,
         "C1": "是", "C2": "否", "C3": "是", "C4": "是"}  # fmt: skip


def result(formula: str) -> object:
    """Return what a formula gives in a sheet with some numbers, a gap and a text."""
    book = Workbook()
    sheet = book.active
    sheet.title = "数据"
    for address, value in CELLS.items():
        sheet[address] = value
    other = book.create_sheet("公式")
    other["A1"] = 7
    sheet["Z1"] = f"={formula}"
    content = io.BytesIO()
    book.save(content)
    return WrittenWorkbook(content.getvalue()).value("数据", "Z1")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1+2*3", 7),
        ("(1+2)*3", 9),
        ("10-4-3", 3),
        ("2^3*2", 16),
        ("-2+5", 3),
        ("A1/B1*100", 20),
        ("'公式'!A1*2", 14),
        ("$A$1+A$2", Decimal("5.5")),
        ("SUM(A1:A4)", Decimal("5.5")),
        ("SUM(A1,B1:B2)", 32),
        ("COUNT(A1:A4,B1)", 3),
        ("MAX(A1:A4)", Decimal("3.5")),
        ("MIN(B1:B4)", 10),
        ("AVERAGE(A1:A4)", Decimal("2.75")),
        ("ROWS(A1:A4)", 4),
        ("ROUND(2.5,0)", 3),
        ("ROUND(0-2.5,0)", -3),
        ("ROUND(1.005,2)", Decimal("1.01")),
        ("ROUNDUP(25/12,0)", 3),
        ("ROUNDUP(24/12,0)", 2),
        ("ROUNDDOWN(25/12,0)", 2),
        ("ROUNDDOWN(0-2.7,0)", -2),
        ("SQRT(2.25)", Decimal("1.5")),
        ("SUMPRODUCT(A1:A2*B1:B2)", 90),
        ("SUMPRODUCT(ISNUMBER(A1:A4)*B1:B4)", 30),
        ("SUMPRODUCT(ISNUMBER(A1:A3)*B1:B3*(A1:A3-1)^2)", 135),
        ('COUNTIF(C1:C4,"是")', 3),
        ('COUNTIF(A1:A4,">2")', 1),
        ('COUNTIF(B1:B4,">="&B2)', 3),
        ('COUNTIFS(C1:C4,"是",B1:B4,">10")', 2),
        ('SUMIFS(B1:B4,C1:C4,"是")', 80),
        ('SUMIFS(A1:A4,C1:C4,"是")', 2),
        ('IF(A1<A2,"小","大")', "小"),
        ('IF(COUNT(A3)=0,"—",A3/0)', "—"),
        ("IF(AND(A1=2,NOT(A2=2)),1,0)", 1),
        ("IF(OR(A1=3,A2=3),1,0)", 0),
        ("IF(A4=0,1,2)", 2),
        ("1/3*3=1", True),
        ("A3+1", 1),
    ],
)
def test_a_formula_gives_what_a_spreadsheet_gives(formula, expected):
    assert result(formula) == expected


@pytest.mark.parametrize(
    "formula", ["1/0", "A4+1", "SQRT(0-1)", "SUM(1/0,2)", "IF(1/0,1,2)", "A1:A2+0"]
)
def test_a_formula_that_fails_gives_an_error(formula):
    found = result(formula)

    assert isinstance(found, Decimal)
    assert found.is_nan()


@pytest.mark.parametrize("formula", ["1+", "(1", "1)", "SUM(1,", "A1 B1", "{1}"])
def test_a_text_that_is_no_formula_is_refused(formula):
    with pytest.raises(ValueError, match=r"."):
        tree_of(formula)


def test_a_formula_is_computed_to_fifty_digits():
    assert str(result("1/3")) == "0." + "3" * 50
