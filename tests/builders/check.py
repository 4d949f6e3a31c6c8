"""The check workbook of a county, and what its formulas give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from tasks import catalogue
from tasks.delivery.check_values import values_in, workbook_values
from tasks.delivery.check_workbook import check_workbook
from tasks.delivery.formula_values import WrittenWorkbook
from tasks.indicators.evaluation import Evaluation
from tasks.model import Findings
from tests.builders.scoring import PART

BARE_REGIME = {"parts": {PART: {"kind": "scored", "sheet": PART}}, "settings": {}, "needs": {}}
Change = Callable[[str, str, object], object]
"""Says what a cell holds, given its sheet, its place and what it held."""


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


@lru_cache(maxsize=8)
def _cells_of(content: bytes) -> Mapping[tuple[str, str], object]:
    return WrittenWorkbook(content)._cells


class _Changed(WrittenWorkbook):
    """A workbook that was read before, with other cells; nothing is written and read again."""

    def __init__(self, cells: Mapping[tuple[str, str], object]) -> None:
        self._cells, self._known = dict(cells), {}


def given_after(content: bytes, change: Change) -> dict[str, Decimal | None]:
    """Return what the formulas give once `change` said what each cell holds instead."""
    cells = {place: change(*place, value) for place, value in _cells_of(content).items()}
    return values_in(_Changed(cells), wording())


def given_with(content: bytes, text: str, instead: str, sheet: str = "") -> Any:
    """Return what is given if every formula says something else, those of one sheet if named.

    What rounds the coefficients beside the system's own is left as it is.
    """

    def change(title: str, _: str, value: object) -> object:
        is_asked = sheet in ("", title) and str(value).startswith("=")
        if is_asked and "ROUND(" + text not in str(value):
            return str(value).replace(text, instead)
        return value

    return given_after(content, change)


def points_of(evaluation: Evaluation, scheme: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Return what the workbook computes for a scored scheme, from the facts of an evaluation."""
    findings = Findings(
        "2025", "139901", "示例县", PART, evaluation.book.facts,
        tuple(evaluation.judgements), (), (), (),
    )  # fmt: skip
    return given_by(a_book(findings, {"regime": BARE_REGIME, PART: scheme}))
