"""The check workbook of a county, and what its formulas give."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from openpyxl import load_workbook

from tasks import catalogue
from tasks.delivery.check_values import workbook_values
from tasks.delivery.check_workbook import check_workbook
from tasks.indicators.evaluation import Evaluation
from tasks.model import Findings
from tests.builders_scoring import PART

BARE_REGIME = {"parts": {PART: {"kind": "scored", "sheet": PART}}, "settings": {}, "needs": {}}


@cache
def wording() -> Any:
    """Return the parsed wording of the delivery."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "delivery" / "wording.yml")


def sheet_title(name: str) -> str:
    """Return what a sheet of the check workbook is called."""
    return str(wording()["check"]["sheets"][name])


def a_book(findings: Findings, standards: Mapping[str, Any], *given: Any, **more: Any) -> bytes:
    """Return the check workbook with the code lists."""
    return check_workbook(
        findings, wording(), standards, *given, codes=catalogue.code_lists(), **more
    )


def given_by(content: bytes) -> dict[str, Decimal | None]:
    """Return what the formulas of a workbook give, by the id of the fact."""
    return workbook_values(content, wording())


def with_cells(content: bytes, change: Callable[[str, Any], None]) -> bytes:
    """Return a workbook after `change` was called with the title of the sheet and each cell."""
    book = load_workbook(io.BytesIO(content))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    change(sheet.title, cell)
    changed = io.BytesIO()
    book.save(changed)
    return changed.getvalue()


def with_formulas(content: bytes, text: str, instead: str, sheet: str = "") -> bytes:
    """Return a workbook in which every formula says something else, those of one sheet if named.

    What rounds the coefficients beside the system's own is left as it is.
    """

    def change(title: str, cell: Any) -> None:
        is_asked = sheet in ("", title) and cell.data_type == "f"
        if is_asked and "ROUND(" + text not in str(cell.value):
            cell.value = str(cell.value).replace(text, instead)

    return with_cells(content, change)


def points_of(evaluation: Evaluation, scheme: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Return what the workbook computes for a scored scheme, from the facts of an evaluation."""
    findings = Findings(
        "2025", "139901", "示例县", PART, evaluation.book.facts,
        tuple(evaluation.judgements), (), (), (),
    )  # fmt: skip
    return given_by(a_book(findings, {"regime": BARE_REGIME, PART: scheme}))
