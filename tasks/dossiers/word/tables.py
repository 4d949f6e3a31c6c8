"""Tables, row by row as XML; 500 rows of 12 cells take a fraction of a second.

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

from tasks.dossiers.word.inline import Content, InlineWriter
from tasks.dossiers.word.styles import ParagraphStyle, Styles
from tasks.dossiers.word.xml import Element, twips, w

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
    `row_mm` is the least height of a row, None for the house's.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[CellContent]]
    head: Sequence[Sequence[CellContent]] = ()
    description: str = ""
    title: str = ""
    density: str = "normal"
    row_mm: float | None = None


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

    def element(self, table: Table, text_mm: float) -> Element:
        """Return the table; `text_mm` is the room between the margins.

        Raises `ValueError` where columns are wider than the room, or where the cells of
        a row do not fill the columns.
        """
        widths = column_widths(table.columns, text_mm)
        made = w("tbl", self._properties(table, sum(widths)))
        made.append(w("tblGrid", *(w("gridCol", w=twips(width)) for width in widths)))
        grid = _Grid(len(widths))
        for number, cells in enumerate((*table.head, *table.rows)):
            is_head = number < len(table.head)
            made.append(self._row(table, cells, widths, grid, is_head))
        if any(left for left, _ in grid.covered.values()):
            raise ValueError("a cell spans more rows than the table has")
        return made

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
    ) -> Element:
        least = self._styles.table["row_mm"] if table.row_mm is None else table.row_mm
        row = w(
            "tr",
            w("trPr", w("cantSplit"), w("trHeight", val=twips(least), hRule="atLeast"),
              w("tblHeader") if is_head else None),
        )  # fmt: skip
        for at, cell, continued in _placed(cells, grid):
            width = sum(widths[at : at + cell.columns])
            align = cell.align or ("center" if is_head else table.columns[at].align)
            row.append(self._cell(table, cell, width, align, is_head, continued))
        return row

    def _cell(
        self, table: Table, cell: Cell, width: float, align: str, is_head: bool, continued: bool
    ) -> Element:
        shade = self._styles.shade(cell.shade) if cell.shade else ""
        shade = shade or (self._styles.table["head_shade"] if is_head else "")
        properties = w(
            "tcPr",
            w("tcW", w=twips(width), type="dxa"),
            w("gridSpan", val=cell.columns) if cell.columns > 1 else None,
            _vertical_merge(cell, continued),
            w("shd", val="clear", color="auto", fill=shade) if shade else None,
            w("vAlign", val="center"),
        )
        style = self._styles.paragraph(cell.style or DENSITIES[table.density])
        content = "" if continued else cell.content
        return w("tc", properties, self._paragraph(content, style, align))

    def _paragraph(self, content: Content, style: ParagraphStyle, align: str) -> Element:
        paragraph = w("p", w("pPr", w("pStyle", val=style.id), w("jc", val=align)))
        if content != "":
            paragraph.extend(self._inline.elements(content, style.font))
        return paragraph


def column_widths(columns: Sequence[Column], text_mm: float) -> list[float]:
    """Return the width of every column in mm; raises `ValueError` where they do not fit."""
    taken = sum(column.width_mm for column in columns)
    open_columns = sum(1 for column in columns if not column.width_mm)
    rest = text_mm - taken
    if rest < -0.5 or (open_columns and rest <= 0):
        raise ValueError(f"columns of {taken:g} mm do not fit into {text_mm:g} mm")
    return [column.width_mm or rest / open_columns for column in columns]


def _vertical_merge(cell: Cell, continued: bool) -> Element | None:
    if cell.rows == 1:
        return None
    return w("vMerge") if continued else w("vMerge", val="restart")


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
