"""From a workbook of the education statistics to the typed tables of the school return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from tasks.errors import SubmissionError
from tasks.layouts import CodeList, Layout, Sheet
from tasks.model import (
    BUREAU,
    Mark,
    Origin,
    Repair,
    Source,
    StagedSubmission,
    StagedTable,
    Submission,
)
from tasks.staging.book import Book
from tasks.staging.columns import typed
from tasks.staging.national.county import Exported, schools_in
from tasks.staging.national.finding import Finder, Found, item_of, note_of
from tasks.staging.national.forms import Statistics, StatisticsForm, Wanted
from tasks.staging.national.grid import Grid
from tasks.staging.national.recognition import FormSheet, National
from tasks.staging.national.taught import keys_of, level_of, levels_of
from tasks.staging.notebook import Notebook

SCHOOL = "school"
NAMED = ("school_code", "school_name", "school_type")
"""Fields of the school's own sheet that a workbook says at the place where it names it."""

Target = tuple[str, str, str]
"""Table, field and key of one value."""

Values = dict[Target, list[Found]]


def staged_from_statistics(
    submission: str,
    sha256: str,
    book: Book,
    national: National,
    layout: Layout,
    statistics: Statistics,
    codes: Mapping[str, CodeList],
    *,
    wording: Mapping[str, Any],
    prefilled: Mapping[str, str] | None = None,
) -> StagedSubmission:
    """Return the tables of the school return with what a statistics workbook supplies.

    Every table has the rows of its blank form, lists have none; what is not supplied is NA.
    Each value knows its own cell of the workbook. `prefilled` gives `school_type` (a code)
    and `school_name` of the school that files it, `wording` the sentences of the issues.
    """
    notes = Notebook(submission, codes, wording)
    expected = dict(prefilled or {})
    school = Submission.parse(submission).school
    expected["school_code"] = "" if school == BUREAU else school
    school_type = expected.get("school_type") or national.school_type
    reader = _Reader(book, national, layout, statistics, codes, notes, school_type)
    values = reader.of_county(expected) if national.is_of_county else reader.of_school()
    single = _single(values, layout, notes)
    _note_moves(reader.finders, notes, wording)
    return _staged(submission, sha256, layout, codes, single, notes)


class _Reader:
    """Goes through the sheets of one workbook for one school."""

    def __init__(
        self,
        book: Book,
        national: National,
        layout: Layout,
        statistics: Statistics,
        codes: Mapping[str, CodeList],
        notes: Notebook,
        school_type: str,
    ) -> None:
        self.finders: list[Finder] = []
        self._book = book
        self._national = national
        self._layout = layout
        self._statistics = statistics
        self._codes = codes
        self._notes = notes
        self._type = school_type
        self._levels = levels_of(school_type, codes)

    def of_school(self) -> Values:
        """Return what the forms of a school's own workbook say."""
        values = self._names()
        for sheet, form in self._own_sheets():
            grid = self._grid(sheet.title, form)
            finder = self._finder(sheet.title, grid)
            for wanted in form.wanted:
                if self._is_taught(wanted):
                    target = self._target(wanted)
                    _add(values, target, finder.find(wanted, item_of(*target), self._type))
        return values

    def of_county(self, expected: Mapping[str, str]) -> Values:
        """Return what the rows of one school say in the export of a county."""
        values: Values = {}
        export = self._national.export
        assert export is not None
        known = schools_in(self._book, self._national, self._statistics, self._codes)
        for school in known:
            if school.is_meant(expected):
                grid = Grid(self._book.rows(school.sheet), self._statistics.signs)
                finder = self._finder(school.sheet, grid)
                self._exported(values, school, finder, export.wanted)
        return values

    def _exported(
        self, values: Values, school: Exported, finder: Finder, wanted: tuple[Wanted, ...]
    ) -> None:
        for name, (cell, value) in school.named.items():
            if name in NAMED and value:
                _add(values, (SCHOOL, name, ""), Found(school.sheet, cell, value))
        level = school.level or (self._levels[0] if len(self._levels) == 1 else "")
        if not level:
            self._notes.issue(school.sheet, f"A{school.row}", "national_level")
        for each in wanted:
            table = self._layout.by_table[each.table]
            key = level if each.key == "level" else each.key
            of_level = table.key is not None and (key != level or key not in self._levels)
            senior_only = table.key is None and key and key != level
            if not of_level and not senior_only:
                target = (each.table, each.field, key if table.key else "")
                found = finder.find(each, item_of(*target), self._type, school.row)
                _add(values, target, found)

    def _grid(self, title: str, form: StatisticsForm) -> Grid:
        try:
            return Grid(self._book.rows(title), self._statistics.signs, form)
        except SubmissionError:
            self._notes.issue(title, "A1", "sheet_unreadable")
            return Grid([], self._statistics.signs, form)

    def _finder(self, title: str, grid: Grid) -> Finder:
        made = Finder(
            self._book,
            title,
            grid,
            self._statistics,
            self._layout,
            self._codes,
            self._notes,
        )
        self.finders.append(made)
        return made

    def _own_sheets(self) -> Iterator[tuple[FormSheet, StatisticsForm]]:
        """Yield the sheets for the school's own type; those of another type are left out."""
        series = self._national.series
        assert series is not None
        several = len(self._national.types) > 1
        if several and self._type not in self._national.types:
            titles = [self._codes["school_types"].title(each) for each in self._national.types]
            first = self._national.sheets[0].title
            self._notes.issue(first, "A1", "national_types", types="、".join(titles))
            return
        for sheet in self._national.sheets:
            if sheet.form in series.forms and (not several or sheet.school_type == self._type):
                yield sheet, series.forms[sheet.form]

    def _names(self) -> Values:
        values: Values = {}
        said = {name: getattr(self._national, name) for name in NAMED}
        for name, (sheet, cell) in self._national.cells.items():
            if said.get(name):
                values[SCHOOL, name, ""] = [Found(sheet, cell, said[name])]
        return values

    def _is_taught(self, wanted: Wanted) -> bool:
        if wanted.only_level and len(self._levels) != 1:
            return False
        table = self._layout.by_table[wanted.table]
        level = level_of(wanted.key, table, self._codes) if table.key and wanted.key else wanted.key
        return not level or level in self._levels

    def _target(self, wanted: Wanted) -> Target:
        if self._layout.by_table[wanted.table].key is None:
            return wanted.table, wanted.field, ""
        return wanted.table, wanted.field, wanted.key or self._levels[0]


def _add(values: Values, target: Target, found: Found | None) -> None:
    if found is not None:
        values.setdefault(target, []).append(found)


def _single(values: Values, layout: Layout, notes: Notebook) -> Mapping[Target, Found]:
    """Return the one value of each target; forms that contradict each other leave none."""
    chosen = {}
    for target, found in values.items():
        with_value = [each for each in found if each.value is not None]
        chosen[target] = (with_value or found)[0]
        first = chosen[target]
        other = next((each for each in with_value if each.value != first.value), None)
        if other is not None:
            table, name, _ = target
            title = layout.by_table[table].by_name[name].title
            parts = {"value": first.value, "other": other.value, "where": other.sheet}
            parts |= {"at": other.cell, "title": title}
            found_text = f"{first.value}、{other.value}"
            note_of(
                notes,
                item_of(*target),
                first.sheet,
                first.first_cell,
                "national_contradiction",
                found_text,
                **parts,
            )
            chosen[target] = Found(first.sheet, first.cell)
    return chosen


def _note_moves(finders: list[Finder], notes: Notebook, wording: Mapping[str, Any]) -> None:
    """Note for each sheet once that its values do not stand where they usually do."""
    for finder in finders:
        if finder.moved:
            expected, now = finder.moved[0]
            words = wording["national_moved"]["message"]
            text = words.format(expected=expected, count=len(finder.moved))
            notes.repairs.append(Repair(finder.title, now, "", text))


def _staged(
    submission: str,
    sha256: str,
    layout: Layout,
    codes: Mapping[str, CodeList],
    values: Mapping[Target, Found],
    notes: Notebook,
) -> StagedSubmission:
    tables = {}
    read = refused = 0
    wrong = {(issue.sheet, issue.cell) for issue in notes.issues}
    for sheet in layout.sheets:
        own = {target: found for target, found in values.items() if target[0] == sheet.table}
        frame = frame_of(sheet, codes, {target[1:]: found.value for target, found in own.items()})
        rows = row_numbers(sheet, codes)
        elsewhere = {}
        for (_, name, key), found in own.items():
            row = rows.get(key)
            place = f"{name}:{'' if row is None else row}"
            elsewhere[place] = Source(submission, sha256, found.sheet, found.cell)
            if found.value is None and found.mark:
                notes.marks.append(Mark(sheet.table, row, name, found.mark))
        origin = Origin(submission, sha256, sheet.title, sheet.cells, elsewhere)
        tables[sheet.table] = StagedTable(sheet.table, frame, origin)
        filled: dict[str, list[bool]] = {key: [] for _, _, key in own}
        for (_, _, key), found in own.items():
            filled[key].append((found.sheet, found.cell) in wrong)
        read += len(filled)
        refused += sum(map(any, filled.values()))
    return notes.staged(tables, read, refused)


def row_numbers(sheet: Sheet, codes: Mapping[str, CodeList]) -> Mapping[str, int]:
    """Return the row that each given row of a sheet has in its blank form, by its key."""
    if sheet.key is None:
        return {}
    listed = codes[sheet.key.codes].codes
    return {key: sheet.first_row + number for number, key in enumerate(listed)}


def frame_of(
    sheet: Sheet, codes: Mapping[str, CodeList], values: Mapping[tuple[str, str], object]
) -> pd.DataFrame:
    """Return the table of a sheet from values by field and key; a list has no rows."""
    rows = row_numbers(sheet, codes)
    keys = [] if sheet.kind == "list" else list(rows) if sheet.key else [""]
    data: dict[str, Any] = {}
    for name in sheet.columns:
        field = sheet.by_name.get(name)
        if field is None:
            data[name] = typed(keys, "code")
        else:
            data[name] = typed([values.get((name, key)) for key in keys], field.type)
    data["_row"] = pd.array([rows.get(key) for key in keys], dtype="Int64")
    return pd.DataFrame(data)


__all__ = ["frame_of", "keys_of", "row_numbers", "staged_from_statistics"]
