"""The sheet that holds every county number against the formula and the second engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tasks.delivery.check_sheet import Page, number_format, places_of
from tasks.rounding import printed

FIRST_ROW = 3
COLUMNS = ("number", "indicator", "fact", "system", "places", "formula", "witness", "check")
WIDTHS = (6, 56, 48, 14, 8, 18, 18, 10)
FACT, FORMULA = "C", "F"
SHOWN_PLACES = 12
COUNTY = "county."


def write_agreement(page: Page, witness: Mapping[str, Decimal | None]) -> None:
    """Write a row for each county number that stands in the workbook.

    `witness` are the second engine's values by the id of the fact; where it has none for a
    fact, only the formula is compared.
    """
    names = [
        name
        for name in page.places
        if name.startswith(COUNTY) and name in page.numbers and name not in page.beside
    ]
    page.title(page.words["titles"]["agreement"].format(county_name=page.numbers.county_name),
               len(COLUMNS))  # fmt: skip
    for column, name in enumerate(COLUMNS, 1):
        page.head(2, column, page.words["columns"][name])
    for row, name in enumerate(names, FIRST_ROW):
        _write_row(page, row, name, witness)
    page.widths(WIDTHS)
    page.heights(FIRST_ROW)
    page.set_up(frozen=f"A{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")


def _write_row(page: Page, row: int, name: str, witness: Mapping[str, Decimal | None]) -> None:
    fact, none = page.numbers.fact(name), page.words["none"]
    places = places_of(fact.printed)
    page.text(row, 1, str(row - FIRST_ROW + 1))
    page.text(row, 2, fact.title)
    page.text(row, 3, name)
    shown = Decimal(fact.printed) if fact.value is not None else none
    page.number(row, 4, shown, number_format(places))
    page.number(row, 5, Decimal(places), "0")
    longer = number_format(places + 4) if places else "General"
    page.number(row, 6, f"={page.places[name]}", longer, is_result=True)
    second, cells = none, [f"D{row}", f"F{row}"]
    if name in witness:
        value = witness[name]
        second = none if value is None else Decimal(printed(value, SHOWN_PLACES))
        cells.append(f"G{row}")
    page.number(row, 7, second, longer)
    page.number(row, len(COLUMNS), _compared(page, row, cells), "General", is_result=True)


def _compared(page: Page, row: int, cells: Sequence[str]) -> str:
    """Return the formula that says whether all have no number, or the same printed digits."""
    same, differs = (f'"{page.words[name]}"' for name in ("same", "differs"))
    listed = ",".join(cells)
    equal = ",".join(f"ROUND({cell},E{row})=D{row}" for cell in cells[1:])
    return (
        f"=IF(COUNT({listed})=0,{same},"
        f"IF(COUNT({listed})<{len(cells)},{differs},IF(AND({equal}),{same},{differs})))"
    )
