"""The workbook with live formulas in which a reviewer computes the coefficients again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook

from tasks.delivery.check_agreement import write_agreement
from tasks.delivery.check_block import sheets_of
from tasks.delivery.check_counts import (
    DISAGREEING,
    FITNESS_LEVELS,
    counted_results,
    items_of_counts,
)
from tasks.delivery.check_county import CountySheet, Item
from tasks.delivery.check_data import Grid, write_levels
from tasks.delivery.check_examples import Example, write_examples
from tasks.delivery.check_fitness import FitnessSheet
from tasks.delivery.check_formulas import Grids
from tasks.delivery.check_items import (
    GUARANTEE,
    columns_of,
    figures,
    items_of,
    of_empty_levels,
)
from tasks.delivery.check_level import write_level
from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_pupils import Counted, PupilRows, write_fitness_levels
from tasks.delivery.check_reliefs import requests_in, write_reliefs
from tasks.delivery.check_rooms import RoomsSheet
from tasks.delivery.check_rows import (
    ANSWERS,
    RETURNS,
    SCHOOLS,
    VERDICTS,
    write_answers,
    write_returns,
    write_schools,
    write_verdicts,
)
from tasks.delivery.check_scheme import schemes_of
from tasks.delivery.check_schools import SchoolsSheet
from tasks.delivery.check_scored import ScoresSheet
from tasks.delivery.check_scored_data import write_given
from tasks.delivery.check_sheet import Fonts, Page
from tasks.delivery.check_split import write_split
from tasks.delivery.check_survey import recognition_items
from tasks.layouts import CodeList
from tasks.model import Findings
from tasks.worksheets import workbook_bytes

LEVELS = ("primary", "junior")
STANDARDS_OF = {"primary": "primary_standards", "junior": "junior_standards"}
"""The sheets of standards that are no sheet of coefficients too, by level."""

FILE_WIDTHS = (52, 70)
ABOUT_WIDTH = 110
APART = "apart"
FITNESS = "fitness"
FITNESS_SEEN = "county.fitness.enrolled"
"""Where this fact is, the county's pupils have facts of fitness."""


def check_workbook(
    findings: Findings,
    wording: Mapping[str, Any],
    standards: Mapping[str, Any],
    witness: Mapping[str, Decimal | None] | None = None,
    examples: Sequence[Example] = (),
    *,
    codes: Mapping[str, CodeList] | None = None,
    pupils: Counted | None = None,
) -> bytes:
    """Return an xlsx file: what the schools handed in with its source, and every formula on it.

    `wording` is the parsed `templates/delivery/wording.yml`, `standards` the regime's files by
    name with the fitness standard as `fitness`, `witness` the second engine's values by the id
    of the fact, `examples` the worked examples in words. `codes` are the code lists, without
    which the sheets that need them are left out; `pupils` the pupils counted by school, grade
    and sex, without which the smallest groups of pupils are given and not added up. The same
    arguments give the same bytes.
    """
    book = _Workbook(findings, wording["check"], codes)
    levels = [level for level in LEVELS if book.numbers.schools(level)]
    items = _items(book, standards)
    book.write_about()
    pages = [
        (book.page(level if sheet.limits else STANDARDS_OF[level]), level, sheet)
        for sheet in sheets_of(standards).values()
        for level in levels
    ]
    sheets = {name: CountySheet(book.page(name), name, given, standards)
              for name, given in items.items() if given}  # fmt: skip
    schemes = schemes_of(standards, book.numbers)
    scored = book.page("scored") if schemes else None
    has_fitness = bool(codes and FITNESS in standards and FITNESS_SEEN in book.numbers)
    county_fitness = book.page("fitness") if has_fitness else None
    agreement = book.page("agreement")
    columns = columns_of(item for given in items.values() for item in given)
    _write_schools(book, sheets, standards, columns)
    parts = write_split(book.page("split"), standards) if book.numbers.split_schools() else {}
    for page, level, sheet in pages:
        write_level(page, level, sheet, parts)
    if county_fitness:
        _write_fitness(book, county_fitness, standards[FITNESS], pupils)
    if scored:
        ScoresSheet(scored, schemes, write_given(book.page("scored_data"), schemes)).write()
    write_agreement(agreement, witness or {})
    if examples:
        write_examples(book.page("examples"), examples)
    _write_files(book.page("files"))
    return workbook_bytes(book.file, has_formulas=True)


class _Workbook:
    """The file while it is being written, and what all of its sheets share."""

    def __init__(
        self, findings: Findings, words: Mapping[str, Any], codes: Mapping[str, CodeList] | None
    ) -> None:
        self.file, self.numbers, self.words = Workbook(), Numbers(findings, codes), words
        self._fonts = Fonts(words["font"], words["head_font"])
        self._shared: tuple[dict[str, str], set[str], dict[Any, Any]] = ({}, set(), {})
        self.file.remove(self.file.active)

    def page(self, name: str) -> Page:
        """Return a new sheet, the last so far."""
        sheet = self.file.create_sheet(self.words["sheets"][name])
        return Page(sheet, self.numbers, self.words, self._fonts, *self._shared)

    def write_about(self) -> None:
        """Write the first sheet, which says what the others are."""
        _write_about(self.page("about"))


def _items(book: _Workbook, standards: Mapping[str, Any]) -> dict[str, tuple[Item, ...]]:
    """Return the items of each sheet of the county, in the order of the sheets."""
    has_levels = bool(sheets_of(standards))
    return {
        "guarantee": GUARANTEE if "guarantee" in standards else (),
        "quality": items_of(standards.get("quality", {}), standards),
        "provincial": items_of(standards.get("provincial", {}), standards),
        "figures": (*figures(standards), *_empty_levels(book, standards)),
        "recognition": recognition_items(book.numbers, standards),
        "counts": items_of_counts(book.numbers, book.words, standards, has_levels),
    }


def _empty_levels(book: _Workbook, standards: Mapping[str, Any]) -> tuple[Item, ...]:
    sheets = sheets_of(standards)
    rules = [sheet.rule.name for sheet in sheets.values() if sheet.rule]
    indicators = {name: sheet.indicators for name, sheet in sheets.items()}
    return of_empty_levels(book.numbers, indicators, rules)


def _write_schools(
    book: _Workbook,
    sheets: Mapping[str, CountySheet],
    standards: Mapping[str, Any],
    columns: Mapping[str, Sequence[str]],
) -> None:
    """Write what the schools handed in, and then the county's sheets that point at it."""
    limits = {name: cell for sheet in sheets.values() for name, cell in sheet.limits.items()}
    levels = write_levels(book.page("by_level"), columns)
    by_school, rooms = book.page("by_school"), None
    if any(fact.endswith(".G3.rooms_needed") for fact in book.numbers.numbers_under("s.")):
        rooms = RoomsSheet(book.page("rooms"), limits)
        rooms.write()
    if requests_in(book.numbers):
        write_reliefs(book.page("reliefs"))
    settings = standards["regime"]["settings"]
    apart = settings.get("music_and_art_rooms", {}).get("value") == APART
    schools = SchoolsSheet(by_school, limits, rooms, apart).write()
    if not schools.letters:
        book.file.remove(by_school.sheet)
    others = _write_counted(book)
    for sheet in sheets.values():
        sheet.write(Grids(levels, schools, limits, others))


def _write_counted(book: _Workbook) -> dict[str, Grid]:
    """Write the sheets whose rows the county counts; return them by name."""
    found = {}
    if book.numbers.lists:
        found[SCHOOLS] = write_schools(book.page(SCHOOLS))
        if book.numbers.of_county(DISAGREEING):
            found[ANSWERS] = write_answers(book.page(ANSWERS))
    found[RETURNS] = write_returns(book.page(RETURNS))
    results = counted_results(book.numbers)
    if results:
        found[VERDICTS] = write_verdicts(book.page(VERDICTS), results)
    if FITNESS_SEEN in book.numbers:
        found[FITNESS_LEVELS] = write_fitness_levels(book.page(FITNESS_LEVELS))
    return found


def _write_fitness(
    book: _Workbook, page: Page, standard: Mapping[str, Any], pupils: Counted | None
) -> None:
    """Write the county's groups of pupils, over the rows of the schools where they are given."""
    rows = None
    if pupils is not None:
        rows = PupilRows(book.page("pupils"), pupils)
        rows.write()
    FitnessSheet(page, standard, rows).write()


def _write_about(page: Page) -> None:
    title = page.words["titles"]["about"].format(county_name=page.numbers.county_name)
    page.title(title, 1)
    for row, line in enumerate(page.words["about"], 3):
        page.text(row, 1, line)
    page.sheet.column_dimensions["A"].width = ABOUT_WIDTH


def _write_files(page: Page) -> None:
    words = page.words
    page.title(words["titles"]["files"], len(FILE_WIDTHS))
    heads = [words["columns"]["submission"], words["columns"]["sha256"]]
    for column, head in enumerate(heads, 1):
        page.head(2, column, head)
    for row, line in enumerate(page.numbers.files, 3):
        for column, text in enumerate(line, 1):
            page.text(row, column, text)
    page.widths(FILE_WIDTHS)
    page.set_up(frozen="A3", title_rows="1:2")
