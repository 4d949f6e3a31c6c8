"""The short form that asks for what a statistics workbook cannot supply, and what comes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tasks.layouts import CodeList, Field, Layout, Sheet
from tasks.model import Issue, Mark, Severity, Source, StagedSubmission, StagedTable
from tasks.spelling import heading, squeezed, without_unit
from tasks.staging.book import Book
from tasks.staging.cells import LABEL_INDEX, cell_text
from tasks.staging.national.finding import first_of, item_of, note_of
from tasks.staging.national.grid import Place
from tasks.staging.national.taught import is_for, keys_of
from tasks.staging.notebook import Notebook

SCHOOL, SCHOOL_TYPE = "school", "school_type"


@dataclass(frozen=True, order=True)
class Missing:
    """One value a school return still needs: table, field, and the key of a given row.

    A list that is wanted as a whole has neither field nor key.
    """

    table: str
    field: str = ""
    key: str = ""


def missing(
    staged: StagedSubmission,
    layout: Layout,
    codes: Mapping[str, CodeList],
    school_type: str = "",
) -> tuple[Missing, ...]:
    """Return what the return still needs, in the order of its form.

    Only what the type of school has to fill in is needed: `school_type`, or the one that the
    return itself says. Fields nobody must fill in are never missing.
    """
    kind = school_type or _own_type(staged)
    return tuple(one for sheet in layout.sheets for one in _missing_in(sheet, staged, codes, kind))


def _missing_in(
    sheet: Sheet, staged: StagedSubmission, codes: Mapping[str, CodeList], kind: str
) -> Iterator[Missing]:
    frame = staged.tables[sheet.table].frame
    if sheet.kind == "list":
        if frame.empty:
            yield Missing(sheet.table)
        return
    needed = [field for field in sheet.fields if field.is_staged and field.required]
    for key in keys_of(sheet, kind, codes):
        row = _row_of(frame, sheet, key)
        for field in needed:
            has_none = row is None or bool(pd.isna(frame[field.name].iloc[row]))
            if has_none and is_for(field, kind, codes):
                yield Missing(sheet.table, field.name, key)


def _row_of(frame: pd.DataFrame, sheet: Sheet, key: str) -> int | None:
    """Return the position of a given row, 0 for that of a record, None if it is not there."""
    if frame.empty:
        return None
    if sheet.key is None:
        return 0
    found = (frame[sheet.key.name] == key).fillna(False).to_numpy().nonzero()[0]
    return int(found[0]) if len(found) else None


def _own_type(staged: StagedSubmission) -> str:
    frame = staged.tables[SCHOOL].frame
    found = None if frame.empty else frame[SCHOOL_TYPE].iloc[0]
    return "" if found is None or pd.isna(found) else str(found)


def remainder_issue(
    submission: str, gaps: Collection[Missing], layout: Layout, wording: Mapping[str, Any]
) -> Issue:
    """Return what is said to a school whose statistics workbook leaves something open.

    It is critical: the return is not complete before the remainder form has come.
    """
    words = wording["remainder"]["asked"]
    titles = [sheet.title for sheet in layout.sheets if sheet.table in {g.table for g in gaps}]
    parts = {"count": len(gaps), "sheets": "、".join(titles)}
    return Issue(
        submission=submission,
        sheet=words["sheet"],
        cell="A1",
        rule="reading-national-remainder",
        severity=Severity.CRITICAL,
        message=words["message"].format(**parts),
        expected=words["expected"].format(**parts),
        guidance=words["guidance"].format(**parts),
        item=layout.form,
    )


def remainder_layout(
    layout: Layout, gaps: Collection[Missing], wording: Mapping[str, Any]
) -> Layout:
    """Return the form that asks only for what is missing; it has no sheet nothing is missing in.

    Sums stay where all they add up is asked for, and what may be left out stays beside what
    may not. `wording` says in `remainder` how the form and its file are called.
    """
    words = wording["remainder"]
    asked: dict[str, set[str]] = {}
    for gap in gaps:
        asked.setdefault(gap.table, set()).add(gap.field)
    sheets = [
        replace(sheet, fields=tuple(_kept(sheet, asked[sheet.table])))
        for sheet in layout.sheets
        if sheet.table in asked
    ]
    return replace(
        layout,
        title=words["title"].format(form=layout.title),
        file_name=words["file_name"].format(file_name=layout.file_name),
        sheets=tuple(sheets),
    )


def _kept(sheet: Sheet, names: set[str]) -> Iterator[Field]:
    for field in sheet.fields:
        is_sum = bool(field.computed)
        parts = {name for of in field.computed.values() for name in of}
        is_aside = not field.required and not is_sum
        if sheet.kind == "list" or field.name in names or is_aside or (is_sum and parts <= names):
            yield field


def remainder_values(
    staged: StagedSubmission, remainder: Layout
) -> Mapping[str, list[dict[str, object]]]:
    """Return what is known already of the cells of a remainder form, by table and row."""
    known = {}
    for sheet in remainder.sheets:
        names = [name for name in sheet.columns if name in staged.tables[sheet.table].frame]
        rows = staged.tables[sheet.table].frame[names].to_dict("records")
        known[sheet.table] = [
            {str(name): value for name, value in row.items() if not pd.isna(value)} for row in rows
        ]
    return known


def remainder_in(book: Book, layout: Layout) -> Layout:
    """Return the part of a form that stands in a remainder workbook, whoever wrote it when."""
    titles = {squeezed(title): title for title in book.titles}
    found = []
    for sheet in layout.sheets:
        title = titles.get(squeezed(sheet.title))
        fields = () if title is None else tuple(_standing(sheet, book.rows(title)))
        if fields:
            found.append(replace(sheet, fields=fields))
    return replace(layout, sheets=tuple(found))


def _standing(sheet: Sheet, rows: list[list[Any]]) -> Iterator[Field]:
    if sheet.kind == "record":
        below = range(sheet.first_row, len(rows) + 1)
        texts = {_compared(cell_text(rows, row, LABEL_INDEX)) for row in below}
    else:
        head = rows[sheet.header_row - 1] if len(rows) >= sheet.header_row else []
        texts = {_compared(cell) for cell in head}
    return (field for field in sheet.fields if _compared(field.title) in texts)


def _compared(text: object) -> str:
    return without_unit(heading(text))


def completed(
    base: StagedSubmission,
    remainder: StagedSubmission,
    layout: Layout,
    codes: Mapping[str, CodeList],
    wording: Mapping[str, Any],
) -> StagedSubmission:
    """Return a return made of two files, under the key of the second.

    What stands in only one of them is taken; every value keeps the cell and the file it is
    from. Where both have a value and they differ, neither is believed and that is noted. So
    a remainder fills in a statistics workbook, and the exports of two levels make one school.
    What was wrong with a cell of the first is settled once the second has its value.
    """
    notes = Notebook(remainder.submission, codes, wording)
    joining = _Joining(notes)
    tables = {
        sheet.table: joining.table(sheet, base, remainder)
        for sheet in layout.sheets
        if sheet.table in base.tables
    }
    open_issues = [
        replace(issue, submission=remainder.submission)
        for issue in base.issues
        if not any(_covers(source, issue) for source in joining.settled)
    ]
    return StagedSubmission(
        submission=remainder.submission,
        tables=tables,
        issues=(*open_issues, *remainder.issues, *notes.issues),
        repairs=base.repairs + remainder.repairs,
        marks=_marks(base.marks + remainder.marks, tables),
        rows_read=base.rows_read + remainder.rows_read,
        rows_refused=base.rows_refused + remainder.rows_refused,
    )


class _Joining:
    """Lays the tables of two files over one another.

    `settled` are the cells of the first that had no value and have one in the second.
    """

    def __init__(self, notes: Notebook) -> None:
        self.settled: list[Source] = []
        self._notes = notes

    def table(
        self, sheet: Sheet, base: StagedSubmission, remainder: StagedSubmission
    ) -> StagedTable:
        """Return one table with what stands in either file."""
        first, second = base.tables[sheet.table], remainder.tables.get(sheet.table)
        if second is None or second.frame.empty:
            return first
        if first.frame.empty:
            frame = _widened(second.frame, first.frame)
            return StagedTable(sheet.table, frame, second.origin)
        joined = first.frame.copy()
        elsewhere = dict(first.origin.elsewhere)
        names = [name for name in sheet.by_name if name in joined and name in second.frame]
        for position, other, key in _pairs(sheet, joined, second.frame):
            for name in names:
                mine, yours = joined[name].iloc[position], second.frame[name].iloc[other]
                if pd.isna(yours):
                    continue
                place = _place(name, joined["_row"].iloc[position])
                source = _source(second, name, other)
                if pd.isna(mine):
                    joined.loc[joined.index[position], name] = yours
                    self.settled += [elsewhere[place]] if place in elsewhere else []
                    elsewhere[place] = source
                elif mine != yours:
                    before = _source(first, name, position)
                    item = item_of(sheet.table, name, key)
                    self._note(item, sheet.by_name[name], before, source, (mine, yours))
                    joined.loc[joined.index[position], name] = pd.NA
        return StagedTable(sheet.table, joined, replace(first.origin, elsewhere=elsewhere))

    def _note(
        self,
        item: str,
        field: Field,
        mine: Source,
        yours: Source,
        values: tuple[object, object],
    ) -> None:
        note_of(
            self._notes,
            item,
            yours.sheet,
            first_of(yours.cell),
            "national_differs",
            values[1],
            title=field.title,
            value=values[1],
            where=mine.sheet,
            at=mine.cell,
            other=values[0],
        )


def _pairs(
    sheet: Sheet, first: pd.DataFrame, second: pd.DataFrame
) -> Iterator[tuple[int, int, str]]:
    """Yield the positions that the same row has in two frames, and its key."""
    for position in range(len(first)):
        key = "" if sheet.key is None else str(first[sheet.key.name].iloc[position])
        other = _row_of(second, sheet, key)
        if other is not None:
            yield position, other, key


def _covers(source: Source, issue: Issue) -> bool:
    """Tell whether an issue speaks of a cell that a value was made of."""
    if issue.sheet != source.sheet:
        return False
    ends = [Place.of(address) for address in source.cell.replace(":", ",").split(",")]
    place = Place.of(issue.cell)
    between = ":" in source.cell and min(ends) <= place <= max(ends)
    return place in ends or (between and place.column == ends[0].column)


def _place(name: str, row: Any) -> str:
    return f"{name}:{'' if pd.isna(row) else int(row)}"


def _source(table: StagedTable, name: str, position: int) -> Source:
    row = table.frame["_row"].iloc[position]
    return table.origin.source(name, None if pd.isna(row) else int(row))


def _widened(frame: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with all columns of another, those it does not have being NA."""
    return pd.DataFrame(
        {
            name: frame[name]
            if name in frame
            else pd.array([pd.NA] * len(frame), dtype=like[name].dtype)
            for name in like.columns
        }
    )


def _marks(marks: tuple[Mark, ...], tables: Mapping[str, StagedTable]) -> tuple[Mark, ...]:
    """Return the marks of the cells that have no value now either."""
    return tuple(mark for mark in dict.fromkeys(marks) if _is_open(mark, tables))


def _is_open(mark: Mark, tables: Mapping[str, StagedTable]) -> bool:
    frame = tables[mark.table].frame
    if mark.field not in frame:
        return False
    rows = frame if mark.row is None else frame[frame["_row"] == mark.row]
    return rows.empty or bool(rows[mark.field].isna().any())
