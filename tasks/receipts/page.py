"""One sheet of a receipt, written from top to bottom as the XML of its part.

The first column is hidden: it holds what the program must find again, never what people read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tasks.layouts import column_letter
from tasks.receipts.looks import Look, Looks
from tasks.receipts.markup import quoted
from tasks.receipts.package import SPREADSHEET

LINE_POINTS = 16
ROW_MARGIN = 6
HIGHEST_ROW = 400
LONGEST_TEXT = 32_000
MOST_LINKS = 60_000
WIDE_FROM = 0x2E80
"""From here on a character is as wide as two Latin ones."""

MARK = "junheng:"
"""What the texts of the hidden column begin with."""

PLAIN = Look()
BOLD = Look(bold=True)
BOXED = Look(boxed=True)
LABEL = Look(bold=True, fill="locked", boxed=True)
HEADER = Look(bold=True, fill="header", boxed=True, centred=True)
TITLE = Look(font="title_font", size="title_size", bold=True, centred=True)
LINK = Look(colour="link", underlined=True, boxed=True, centred=True)
OPEN = Look(fill="input", boxed=True, locked=False)


@dataclass(frozen=True)
class Place:
    """A cell of the workbook that a text of a receipt leads to."""

    sheet: str
    cell: str

    @property
    def location(self) -> str:
        """Return the target of a link."""
        title = self.sheet.replace("'", "''")
        return f"'{title}'!{self.cell}"


class Page:
    """A sheet that grows line by line; columns are counted without the hidden one.

    `name` is what the program calls it, `title` what people read on its tab.
    """

    def __init__(self, name: str, title: str, widths: Sequence[int], looks: Looks) -> None:
        self.name = name
        self.title = title
        self.widths = widths
        self.looks = looks
        self.row = 0
        self.frozen = 0
        self.filtered = ""
        self.is_protected = False
        self._cells: dict[int, list[str]] = {}
        self._heights: dict[int, float] = {}
        self._merges: list[str] = []
        self._links: list[str] = []
        self._lists: list[str] = []
        self._mark(1, f"{MARK}{name}")

    def skip(self) -> None:
        """Leave one row free."""
        self.row += 1

    def across(
        self, text: str, look: Look = PLAIN, height: float = 0, place: Place | None = None
    ) -> None:
        """Write one text over the whole width."""
        lines = _lines(text, sum(self.widths))
        self._write([text], [look], height or LINE_POINTS * lines + ROW_MARGIN)
        self._merge(1, len(self.widths))
        self._link(1, place)

    def pair(self, label: str, text: str) -> None:
        """Write a label over two columns and a text over the others."""
        last = len(self.widths)
        lines = max(_lines(label, sum(self.widths[:2])), _lines(text, sum(self.widths[2:])))
        looks = [LABEL, LABEL] + [BOXED] * (last - 2)
        texts = [label, "", text] + [""] * (last - 3)
        self._write(texts, looks, LINE_POINTS * lines + ROW_MARGIN)
        self._merge(1, 2)
        self._merge(3, last)

    def line(
        self,
        texts: Sequence[str],
        looks: Sequence[Look],
        places: Mapping[int, Place | None] | None = None,
        key: str = "",
    ) -> None:
        """Write one row of a table, high enough for its longest text.

        `places` gives what a text leads to, by its index; `key` goes into the hidden column.
        """
        lines = max(map(_lines, texts, self.widths))
        self._write(texts, looks, LINE_POINTS * lines + ROW_MARGIN)
        if key:
            self._mark(self.row, f"{MARK}{key}")
        for index, place in (places or {}).items():
            self._link(index + 1, place)

    def header(self, texts: Sequence[str]) -> None:
        """Write the header of a table."""
        self.line(texts, [HEADER] * len(texts))

    def choices(self, column: int, first: int, last: int, titles: Sequence[str]) -> None:
        """Offer `titles` in some cells of one column; the list stands in a hidden column."""
        hidden = column_letter(len(self.widths) + 2)
        for row, title in enumerate(titles, 1):
            self._cells.setdefault(row, []).append(_cell(f"{hidden}{row}", title))
        letter = column_letter(column + 1)
        self._lists.append(
            f'<dataValidation type="list" allowBlank="1" sqref="{letter}{first}:{letter}{last}">'
            f"<formula1>${hidden}$1:${hidden}${len(titles)}</formula1></dataValidation>"
        )

    def filter_from(self, row: int) -> None:
        """Let people filter the table whose header stands in `row`."""
        self.filtered = f"B{row}:{column_letter(len(self.widths) + 1)}{self.row}"

    def xml(self, is_shown: bool = False) -> bytes:
        """Return the part of the sheet; `is_shown` is the one that the file opens with."""
        parts = [
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<worksheet xmlns="{SPREADSHEET}"><sheetPr><tabColor rgb="FF{self.looks.tab}"/>'
            '<pageSetUpPr fitToPage="1"/></sheetPr>',
            self._view(is_shown),
            self._columns(),
            "<sheetData>",
            *map(self._row_xml, sorted(self._cells)),
            "</sheetData>",
            PROTECTION * self.is_protected,
            f'<autoFilter ref="{self.filtered}"/>' if self.filtered else "",
            _listed("mergeCells", self._merges),
            _listed("dataValidations", self._lists),
            _listed("hyperlinks", self._links, counted=False),
            PRINTED,
            "</worksheet>",
        ]
        return "".join(parts).encode()

    def _view(self, is_shown: bool) -> str:
        pane = ""
        if self.frozen:
            first = self.frozen + 1
            pane = (
                f'<pane ySplit="{self.frozen}" topLeftCell="A{first}" activePane="bottomLeft" '
                'state="frozen"/><selection pane="bottomLeft"/>'
            )
        shown = ' tabSelected="1"' * is_shown
        return (
            f'<sheetViews><sheetView showGridLines="0"{shown} workbookViewId="0">{pane}'
            "</sheetView></sheetViews>"
        )

    def _columns(self) -> str:
        widths = "".join(
            f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
            for number, width in enumerate(self.widths, 2)
        )
        last = len(self.widths) + 2
        return (
            '<cols><col min="1" max="1" width="2" hidden="1" customWidth="1"/>'
            f'{widths}<col min="{last}" max="{last}" width="2" hidden="1" customWidth="1"/></cols>'
        )

    def _row_xml(self, row: int) -> str:
        height = self._heights.get(row)
        given = f' ht="{height:g}" customHeight="1"' if height else ""
        return f'<row r="{row}"{given}>{"".join(self._cells[row])}</row>'

    def _write(self, texts: Sequence[str], looks: Sequence[Look], height: float) -> None:
        self.row += 1
        cells = self._cells.setdefault(self.row, [])
        at = len(cells)
        cells[at:at] = [
            _cell(f"{column_letter(number)}{self.row}", text, self.looks.number(look))
            for number, (text, look) in enumerate(zip(texts, looks, strict=True), 2)
        ]
        self._heights[self.row] = min(height, HIGHEST_ROW)

    def _mark(self, row: int, text: str) -> None:
        self._cells.setdefault(row, []).insert(0, _cell(f"A{row}", text))

    def _merge(self, first: int, last: int) -> None:
        letters = column_letter(first + 1), column_letter(last + 1)
        self._merges.append(f'<mergeCell ref="{letters[0]}{self.row}:{letters[1]}{self.row}"/>')

    def _link(self, column: int, place: Place | None) -> None:
        if place is not None and len(self._links) < MOST_LINKS:
            cell = f"{column_letter(column + 1)}{self.row}"
            location = quoted(place.location)
            self._links.append(f'<hyperlink ref="{cell}" location="{location}"/>')


PROTECTION = '<sheetProtection sheet="1" formatColumns="0" formatRows="0" sort="0" autoFilter="0"/>'
PRINTED = (
    '<printOptions horizontalCentered="1"/>'
    '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
)


def _listed(name: str, entries: Sequence[str], *, counted: bool = True) -> str:
    count = f' count="{len(entries)}"' if counted else ""
    return f"<{name}{count}>{''.join(entries)}</{name}>" if entries else ""


def _cell(address: str, text: str, look: int = 0) -> str:
    """Return a cell that holds text and never a formula, whatever the text is."""
    if not text:
        return f'<c r="{address}" s="{look}"/>'
    held = quoted(text[:LONGEST_TEXT])
    return (
        f'<c r="{address}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{held}</t></is></c>'
    )


@lru_cache(maxsize=10_000)
def _lines(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of some width."""
    room = max(width - 2, 1)
    if 2 * len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, -(-display_width(line) // room)) for line in text.split("\n"))


def display_width(text: str) -> int:
    """Return how many narrow characters wide `text` is; a Chinese character is two."""
    if text.isascii():
        return len(text)
    return sum(1 if ord(character) < WIDE_FROM else 2 for character in text)
