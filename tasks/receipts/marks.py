"""Marks cells of the school's own sheets: a fill by a conditional format, and a note.

A conditional format changes no cell and moves with it when rows are inserted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tasks.model import Issue, Severity
from tasks.receipts.looks import Looks
from tasks.receipts.markup import Edit, Element, behind, children, root_of
from tasks.receipts.notes import write_notes
from tasks.receipts.package import OFFICE, SPREADSHEET, Package
from tasks.receipts.places import areas, batched, joined
from tasks.receipts.receipt import SEVERITIES
from tasks.receipts.sheets import Contents

MARK = "junheng:"
"""Stands in the formula of our conditional formats, by which they are known again."""

LONGEST_NOTE = 2000
MOST_AREAS = 200
"""How many areas one conditional format is for; a program may cut off what is longer."""

PRIORITY = re.compile(rb'(<(?:[\w.-]+:)?cfRule\b[^>]*?\bpriority=")(\d+)"')
ORDER = (
    b"sheetPr", b"dimension", b"sheetViews", b"sheetFormatPr", b"cols", b"sheetData",
    b"sheetCalcPr", b"sheetProtection", b"protectedRanges", b"scenarios", b"autoFilter",
    b"sortState", b"dataConsolidate", b"customSheetViews", b"mergeCells", b"phoneticPr",
    b"conditionalFormatting", b"dataValidations", b"hyperlinks", b"printOptions",
    b"pageMargins", b"pageSetup", b"headerFooter", b"rowBreaks", b"colBreaks",
    b"customProperties", b"cellWatches", b"ignoredErrors", b"smartTags", b"drawing",
    b"legacyDrawing", b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects",
    b"controls", b"webPublishItems", b"tableParts", b"extLst",
)  # fmt: skip
"""The elements of a sheet in the order in which they must stand."""


def mark_sheet(
    package: Package, part: str, issues: Sequence[Issue], book: Contents, looks: Looks
) -> list[str]:
    """Fill and comment the cells of the issues of one sheet; return added parts with notes."""
    notes = _notes(issues, book)
    drawing, added = write_notes(package, part, notes) if notes else ("", [])
    xml = package.xml(part)
    root = root_of(xml)
    found = children(xml, root)
    edits = shown_no_more(xml, found)
    formats = _formats(issues, looks)
    if formats:
        at = behind(found, b"conditionalFormatting", ORDER, root)
        edits += [*_later(xml, found, len(formats)), Edit(at, at, "".join(formats).encode())]
    if drawing and not any(each.name == b"legacyDrawing" for each in found):
        at = behind(found, b"legacyDrawing", ORDER, root)
        line = f'<legacyDrawing xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}" r:id="{drawing}"/>'
        edits.append(Edit(at, at, line.encode()))
    package.edit(part, edits)
    return added


def shown_no_more(xml: bytes, found: Iterable[Element]) -> list[Edit]:
    """Return the edits after which a sheet is not the one that the file opens with."""
    views = [each for each in found if each.name == b"sheetViews"]
    shown = [view for each in views for view in children(xml, each)]
    return [
        view.set("tabSelected", "0")
        for view in shown
        if view.attribute("tabSelected") in ("1", "true")
    ]


def _notes(issues: Sequence[Issue], book: Contents) -> dict[str, str]:
    """Return the note of each cell; what is wrong with it stands there one below the other."""
    texts: dict[str, list[str]] = {}
    for issue in issues:
        for area in areas(issue.cell)[:1]:
            texts.setdefault(area.partition(":")[0], []).append(_text(issue, book))
    return {cell: "\n\n".join(lines)[:LONGEST_NOTE] for cell, lines in texts.items()}


def _text(issue: Issue, book: Contents) -> str:
    words: Mapping[str, Any] = book.words["note"]
    said = {
        "found": issue.found,
        "expected": issue.expected,
        "difference": book.apart(issue),
        "guidance": issue.guidance,
    }
    level = book.words["severity"][issue.severity]
    lines = [words["message"].format(severity=level, text=issue.message)]
    lines += [words[name].format(text=text) for name, text in said.items() if text]
    return "\n".join(lines)


def _formats(issues: Sequence[Issue], looks: Looks) -> list[str]:
    """Return our conditional formats, the most severe first; a cell gets one fill only."""
    cells: dict[Severity, dict[str, None]] = {severity: {} for severity in SEVERITIES}
    for issue in issues:
        cells[issue.severity] |= dict.fromkeys(areas(issue.cell))
    filled = [
        (severity, chunk)
        for severity in SEVERITIES
        for chunk in batched(joined(cells[severity]), MOST_AREAS)
    ]
    return [
        f'<conditionalFormatting xmlns="{SPREADSHEET}" sqref="{" ".join(chunk)}">'
        f'<cfRule type="expression" dxfId="{looks.shade(severity)}" priority="{number}" '
        f'stopIfTrue="1"><formula>LEN("{MARK}{severity}")&gt;0</formula></cfRule>'
        "</conditionalFormatting>"
        for number, (severity, chunk) in enumerate(filled, 1)
    ]


def _later(xml: bytes, found: Iterable[Element], by: int) -> list[Edit]:
    """Return the edits that put the sheet's own conditional formats behind ours."""
    edits = []
    for each in found:
        if each.name in (b"conditionalFormatting", b"extLst"):
            for match in PRIORITY.finditer(xml, each.start, each.end):
                number = str(int(match[2]) + by).encode()
                edits.append(Edit(match.start(2), match.end(2), number))
    return edits
