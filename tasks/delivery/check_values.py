"""What the formulas of a written checking workbook give, by the id of each fact."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tasks.delivery.check_agreement import FACT, FIRST_ROW, FORMULA
from tasks.delivery.formula_values import WrittenWorkbook, settled


def workbook_values(content: bytes, wording: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Return what the workbook computes for each county number, None where it says there is none.

    The formulas are read back from the bytes of the file and evaluated in decimal numbers, so
    that what is compared is what a reviewer opens. A formula that fails gives NaN.
    """
    return values_in(WrittenWorkbook(content), wording)


def values_in(book: WrittenWorkbook, wording: Mapping[str, Any]) -> dict[str, Decimal | None]:
    """Return what `workbook_values` does, of a workbook that was read before."""
    words = wording["check"]
    sheet = words["sheets"]["agreement"]
    found: dict[str, Decimal | None] = {}
    for row in book.rows(sheet):
        fact = book.value(sheet, f"{FACT}{row}")
        if int(row) >= FIRST_ROW and isinstance(fact, str):
            value = book.value(sheet, f"{FORMULA}{row}")
            is_none = value is None or value == words["none"]
            found[fact] = None if is_none else _number(value)
    return found


def _number(value: object) -> Decimal:
    return settled(value) if isinstance(value, Decimal) else Decimal("NaN")
