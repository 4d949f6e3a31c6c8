"""Tables, row by row as text that is parsed at once: 500 rows of 12 cells in a tenth of a second.

Rows are written as in HTML: a `Cell` that spans `columns` or `rows` stands once, and the
places it covers are left out. Example with a head of two lines::

    Table(
        columns=(Column(12, "center"), Column(48), Column(20, "right"), Column(20, "right")),
        head=(
            ("序号", "学校名称", Cell("生均面积", columns=2)),   # 序号 and 学校名称 need rows=2
            ("小学", "初中"),
        ),
        rows=[("1", "某小学", Number("a.b", "4.51"), Cell("3.90", shade="failed"))],
        description="各校生均面积",
    )
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tasks.dossiers.word.inline import Content, InlineWriter
from tasks.dossiers.word.room import lines_of, mm_of
from tasks.dossiers.word.styles import Styles
from tasks.dossiers.word.xml import Element, as_markup, parsed, twips, w

ROW_END, CELL_END = "</w:tr>", "</w:p></w:tc>"
MERGING, MERGED = "restart", "continue"
"""A cell that others below belong to, and one of those."""

DENSITIES = {
    "large": "cell_large",
    "normal": "cell",
    "small": "cell_small",
    "tiny": "cell_tiny",
}


@dataclass(frozen=True)
class Column:
    """One column. A width of 0 takes an equal share of what the others leave."""

    width_mm: float = 0
    align: str = "left"


@dataclass(frozen=True)
class Cell:
    """A cell that differs from a plain one: spans, shade, alignment or its own style."""

    content: Content = ""
    columns: int = 1
    rows: int = 1
    align: str = ""
    shade: str = ""
    style: str = ""


CellContent = Content | Cell


@dataclass(frozen=True)
class Table:
    """A whole table; `density` is large, normal, small or tiny.

    `head` rows repeat on every page. `description` is read aloud in place of the table.
    `row_mm` is the least height of a row, None for the house's. The last row of a table with
    `keeps_next` stays on the page of what follows, such as a signature.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[CellContent]]
    head: Sequence[Sequence[CellContent]] = ()
    description: str = ""
    title: str = ""
    density: str = "normal"
    row_mm: float | None = None
    keeps_next: bool = False


@dataclass
class _Grid:
    """Which columns are still covered by a cell that began in a row above."""

    width: int
    covered: dict[int, tuple[int, Cell]] = field(default_factory=dict)


class TableWriter:
    """Makes `w:tbl` elements for one document."""

    def __init__(self, styles: Styles, inline: InlineWriter) -> None:
        self._styles = styles
        self._inline = inline

    def element(self, table: Table, text_mm: float, page_mm: float = 0) -> Element:
        """Return the table; `text_mm` and `page_mm` are the room between the margins.

        A table that takes little of a page is not torn; of every table the head stays with
        the first row. Raises `ValueError` where columns are wider than the room, or where
        the cells of a row do not fill the columns.
        """
        widths = column_widths(table.columns, text_mm)
        columns = w("tblGrid", *(w("gridCol", w=twips(width)) for width in widths))
        made = [as_markup(self._properties(table, sum(widths))), as_markup(columns)]
        grid = _Grid(len(widths))
        rows = (*table.head, *table.rows)
        room_mm = page_mm * self._styles.table["together_share"]
        is_whole = self._is_lower(table, widths, room_mm)
        for number, cells in enumerate(rows):
            is_head = number < len(table.head)
            is_last = number == len(rows) - 1
            keeps = table.keeps_next if is_last else is_whole or is_head
            made.append(self._row(table, cells, widths, grid, is_head, keeps))
        if any(left for left, _ in grid.covered.values()):
            raise ValueError("a cell spans more rows than the table has")
        return parsed(f"<w:tbl>{''.join(made)}</w:tbl>")

    def _properties(self, table: Table, width_mm: float) -> Element:
        return w(
            "tblPr",
            w("tblStyle", val="DossierTable"),
            w("tblW", w=twips(width_mm), type="dxa"),
            w("jc", val="center"),
            w("tblLayout", type="fixed"),
            w("tblLook", val="0020" if table.head else "0000", firstRow=int(bool(table.head)),
              lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
            w("tblCaption", val=table.title) if table.title else None,
            w("tblDescription", val=table.description) if table.description else None,
        )  # fmt: skip

    def _row(
        self,
        table: Table,
        cells: Sequence[CellContent],
        widths: Sequence[float],
        grid: _Grid,
        is_head: bool,
        keeps: bool,
    ) -> str:
        made = [_row_start(self._least_mm(table), is_head)]
        for at, cell, continued in _placed(cells, grid):
            width = sum(widths[at : at + cell.columns])
            align = cell.align or ("center" if is_head else table.columns[at].align)
            made.append(self._cell(table, cell, width, align, is_head, continued, keeps))
        return "".join([*made, ROW_END])

    def _least_mm(self, table: Table) -> float:
        return float(self._styles.table["row_mm"] if table.row_mm is None else table.row_mm)

    def _is_lower(self, table: Table, widths: Sequence[float], room_mm: float) -> bool:
        """Tell whether a table is surely lower than `room_mm`; the first rows may settle it."""
        high = 0.0
        for cells in (*table.head, *table.rows):
            high += self._row_mm(table, cells, widths)
            if high > room_mm:
                return False
        return True

    def _row_mm(self, table: Table, cells: Sequence[CellContent], widths: Sequence[float]) -> float:
        """Return about how high a row is; a cell that spans rows or columns has room enough."""
        padding = self._styles.table["padding_mm"]
        style = self._styles.paragraph(DENSITIES[table.density])
        narrow = len(cells) == len(widths)
        lines = 1
        for cell, width in zip(map(as_cell, cells), widths, strict=False):
            if narrow and cell.rows == 1:
                room = width - padding["left"] - padding["right"]
                lines = max(lines, lines_of(cell.content, style, room))
        high = lines * mm_of(style.line_pt or style.size_pt) + padding["top"] + padding["bottom"]
        return max(self._least_mm(table), high)

    def _cell(
        self,
        table: Table,
        cell: Cell,
        width: float,
        align: str,
        is_head: bool,
        continued: bool,
        keeps: bool,
    ) -> str:
        shade = self._styles.shade(cell.shade) if cell.shade else ""
        shade = shade or (self._styles.table["head_shade"] if is_head else "")
        style = self._styles.paragraph(cell.style or DENSITIES[table.density])
        merge = "" if cell.rows == 1 else MERGED if continued else MERGING
        start = _cell_start(width, cell.columns, merge, shade, style.id, align, keeps)
        is_empty = continued or cell.content == ""
        inside = "" if is_empty else self._inline.markup(cell.content, style.font)
        return f"{start}{inside}{CELL_END}"


def column_widths(columns: Sequence[Column], text_mm: float) -> list[float]:
    """Return the width of every column in mm; raises `ValueError` where they do not fit."""
    taken = sum(column.width_mm for column in columns)
    open_columns = sum(1 for column in columns if not column.width_mm)
    rest = text_mm - taken
    if rest < -0.5 or (open_columns and rest <= 0):
        raise ValueError(f"columns of {taken:g} mm do not fit into {text_mm:g} mm")
    return [column.width_mm or rest / open_columns for column in columns]


@lru_cache(maxsize=256)
def _row_start(least_mm: float, is_head: bool) -> str:
    """Return the text of a row up to its first cell."""
    height = w("trHeight", val=twips(least_mm), hRule="atLeast")
    head = w("tblHeader") if is_head else None
    row = w("tr", w("trPr", w("cantSplit"), height, head))
    return as_markup(row).removesuffix(ROW_END)


@lru_cache(maxsize=4096)
def _cell_start(
    width: float,
    columns: int,
    merge: str,
    shade: str,
    style: str,
    align: str,
    keeps: bool,
) -> str:
    """Return the text of a cell up to its content; few kinds are in a document."""
    properties = w(
        "tcPr",
        w("tcW", w=twips(width), type="dxa"),
        w("gridSpan", val=columns) if columns > 1 else None,
        _vertical_merge(merge),
        w("shd", val="clear", color="auto", fill=shade) if shade else None,
        w("vAlign", val="center"),
    )
    keep = w("keepNext") if keeps else None
    paragraph = w("p", w("pPr", w("pStyle", val=style), keep, w("jc", val=align)))
    return as_markup(w("tc", properties, paragraph)).removesuffix(CELL_END)


def _vertical_merge(merge: str) -> Element | None:
    if not merge:
        return None
    return w("vMerge", val=merge) if merge == MERGING else w("vMerge")


def _placed(cells: Sequence[CellContent], grid: _Grid) -> Iterator[tuple[int, Cell, bool]]:
    """Yield (column, cell, continued) from left to right and note the spans that begin here."""
    waiting = iter(cells)
    at = 0
    while at < grid.width:
        left, above = grid.covered.get(at, (0, Cell()))
        if left:
            grid.covered[at] = (left - 1, above)
            yield at, above, True
            at += above.columns
            continue
        try:
            cell = as_cell(next(waiting))
        except StopIteration:
            raise ValueError(f"a row has no cell for column {at + 1} of {grid.width}") from None
        grid.covered[at] = (cell.rows - 1, cell)
        yield at, cell, False
        at += cell.columns
    if at > grid.width or next(waiting, None) is not None:
        raise ValueError(f"a row has more cells than the {grid.width} columns hold")


def as_cell(content: CellContent) -> Cell:
    """Return the cell itself, or a plain cell around the content."""
    return content if isinstance(content, Cell) else Cell(content)
