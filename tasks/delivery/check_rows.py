"""Sheets whose rows the county counts: schools by kind, self-checks, returns, verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from openpyxl.utils import get_column_letter

from tasks.delivery.check_data import (
    FIRST_ROW,
    LEVELS,
    Grid,
    Key,
    begin,
    by_key,
    finish,
    write_column,
)
from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_sheet import Page

TYPE, KIND, OWNER, COUNTED = "school_type", "school_kind", "is_private", "counted"
TEACHES, EVALUATED, PUPILS = "teaches_", "evaluated_", "students"
SENIOR = "senior"
UNKNOWN, PRIVATE = "unknown", "private"
TEXT_WIDTH, WIDE_TEXT_WIDTH = 12, 22
SCHOOLS, ANSWERS, RETURNS, VERDICTS = "composition", "self_checks", "returns", "verdicts"
RETURN_COLUMNS = ("number", "school", "code", "form", "submission", "usable")
RETURN_WIDTHS = (6, 32, 14, 30, 52, 10)
VERDICT_COLUMNS = ("number", "of_part", "fact", "requirement", "verdict")
VERDICT_WIDTHS = (6, 24, 34, 60, 12)
FORM, USABLE = "form", "usable"
PART, VERDICT = "of_part", "verdict"


def write_schools(page: Page) -> Grid:
    """Write the sheet with a row for each school of the roster: what it is and what it teaches."""
    numbers, words = page.numbers, page.words
    grid = Grid(page.sheet.title, [(code, "") for code in numbers.codes])
    begin(page, grid, SCHOOLS)
    types, yes, no = _types(numbers), words["yes"], words["no"]
    owners = numbers.lists["owners"].rows
    by_code = {code: types.get(numbers.text(f"s.{code}.type"), {}) for code in numbers.codes}
    columns = {
        TYPE: {code: numbers.text(f"s.{code}.type") for code in by_code},
        KIND: {code: kind_title(page, row.get("kind", UNKNOWN)) for code, row in by_code.items()},
        OWNER: {
            code: yes
            if owners.get(numbers.text(f"s.{code}.owner_code"), {}).get("kind") == PRIVATE
            else no
            for code in by_code
        },
        COUNTED: {code: numbers.text(f"s.{code}.counted") for code in by_code},
    }
    for name, texts in columns.items():
        _write_texts(page, grid, name, texts, words["data"][name])
    for level in (*LEVELS, SENIOR):
        texts = {code: yes if _teaches(row, level) else no for code, row in by_code.items()}
        title = words["data"]["teaches"].format(level=words["levels"][level])
        _write_texts(page, grid, f"{TEACHES}{level}", texts, title)
    for level in LEVELS:
        mine = numbers.schools(level)
        texts = {code: yes if code in mine else no for code in by_code}
        title = words["data"]["evaluated_at"].format(level=words["levels"][level])
        _write_texts(page, grid, f"{EVALUATED}{level}", texts, title)
    points = numbers.inputs(["county.schools.teaching_points_50"])
    write_column(page, grid, PUPILS, by_key(points))
    finish(page, grid, is_narrow=True)
    return grid


def kind_title(page: Page, kind: str) -> str:
    """Return what a kind of school is called; those that no formula counts are called alike."""
    return str(page.words["school_kinds"].get(kind) or page.words["school_kinds"]["other"])


def _types(numbers: Numbers) -> Mapping[str, Mapping[str, str]]:
    """Return what the list of types says, by what each type is called."""
    return {row["title"]: row for row in numbers.lists["school_types"].rows.values()}


def _teaches(row: Mapping[str, str], level: str) -> bool:
    if level == SENIOR:
        return row.get("senior") == "yes"
    return level in row.get("levels", "").split()


def _write_texts(
    page: Page,
    grid: Grid,
    name: str,
    texts: Mapping[str, str],
    title: str,
    width: int = TEXT_WIDTH,
) -> None:
    """Write a column of texts by school."""
    column = grid.take(name, width)
    page.tall_head(2, column, title)
    for row, (code, _) in grid.rows():
        page.text(row, column, texts[code])


def write_answers(page: Page) -> Grid:
    """Write the sheet with a row for each school and a column for each line of its self-check."""
    numbers, none = page.numbers, page.words["none"]
    grid = Grid(page.sheet.title, [(code, "") for code in numbers.codes])
    begin(page, grid, ANSWERS)
    for line, row in numbers.lists["declarations"].rows.items():
        if row["item"]:
            title = f"{row['item']} {row['title']}"
            texts = {
                code: numbers.text(f"s.{code}.declaration.{line}") or none for code in numbers.codes
            }
            _write_texts(page, grid, line, texts, title, WIDE_TEXT_WIDTH)
    finish(page, grid, is_narrow=True)
    return grid


def write_returns(page: Page) -> Grid:
    """Write the sheet with a row for each return that is owed, and whether it can be used."""
    numbers, words = page.numbers, page.words
    grid = _listed(page, RETURNS, RETURN_COLUMNS, RETURN_WIDTHS,
                   [(each.school, each.form) for each in numbers.expected])  # fmt: skip
    for row, each in enumerate(numbers.expected, FIRST_ROW):
        is_school = f"s.{each.school}.name" in numbers
        cells = (
            str(row - FIRST_ROW + 1),
            numbers.name(each.school) if is_school else words["bureau"],
            each.school if is_school else words["none"],
            form_title(page, each.form),
            each.submission or words["none"],
            words["yes"] if each.usable else words["no"],
        )
        _write_row(page, row, cells)
    return _closed(page, grid)


def form_title(page: Page, form: str) -> str:
    """Return what a form is called in the workbook."""
    return str(page.words["forms"].get(form, form))


def write_verdicts(page: Page, results: Mapping[str, Iterable[str]]) -> Grid:
    """Write the sheet with a row for each requirement whose verdict is counted, part by part.

    `results` has by part the ids of the facts that say how its requirements were judged.
    """
    numbers, words = page.numbers, page.words
    lines = [(part, name) for part, names in results.items() for name in names]
    grid = _listed(page, VERDICTS, VERDICT_COLUMNS, VERDICT_WIDTHS, lines)
    for row, (part, name) in enumerate(lines, FIRST_ROW):
        verdict = numbers.verdicts[name]
        cells = (
            str(row - FIRST_ROW + 1), numbers.text_title(f"county.{part}.result"), name,
            numbers.fact(name).title, str(words[str(verdict)]),
        )  # fmt: skip
        _write_row(page, row, cells)
    return _closed(page, grid)


def _listed(
    page: Page, name: str, columns: tuple[str, ...], widths: tuple[int, ...], keys: list[Key]
) -> Grid:
    """Begin a sheet of lines that are no schools, with heads over two rows like the others."""
    title = page.words["titles"][name].format(county_name=page.numbers.county_name)
    page.title(title, len(columns))
    for column, head in enumerate(columns, 1):
        page.tall_head(2, column, page.words["columns"][head])
    letters = {head: get_column_letter(place) for place, head in enumerate(columns, 1)}
    return Grid(page.sheet.title, keys, letters, list(widths))


def _write_row(page: Page, row: int, cells: Iterable[str]) -> None:
    for column, text in enumerate(cells, 1):
        page.text(row, column, text)


def _closed(page: Page, grid: Grid) -> Grid:
    page.widths(grid.widths)
    page.heights(FIRST_ROW)
    page.set_up(frozen=f"A{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")
    return grid
