"""The receipt as a workbook: among the school's own sheets where there are any, else alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from tasks.model import Issue
from tasks.receipts.answers import explanation_sheet
from tasks.receipts.book import STYLES_RELATION, STYLES_TYPE, Book
from tasks.receipts.looks import EMPTY_STYLES, Looks
from tasks.receipts.marks import mark_sheet, shown_no_more
from tasks.receipts.markup import children, parsed, root_of
from tasks.receipts.notes import DRAWING_TYPE, NOTES_TYPE
from tasks.receipts.package import CONTENT_TYPES, OFFICE, UNDO, Link, Package, declare
from tasks.receipts.plain import plain_workbook
from tasks.receipts.receipt import XLSX, Receipt
from tasks.receipts.sheets import (
    ALONE,
    CONVERTED,
    EXPLAIN,
    OWN,
    Contents,
    all_issues,
    reading,
    summary,
)
from tasks.receipts.unmarking import unmarked

WRITERS = {
    "summary": summary,
    "explain": explanation_sheet,
    "issues": all_issues,
    "reading": reading,
}
UNDO_RELATION = f"{OFFICE}/customXml"
XML_PARTS = (".xml", ".rels")
KINDS = {
    "xlsm": b"sheet.macroEnabled.main+xml",
    "xltm": b"template.macroEnabled.main+xml",
    "xltx": b"template.main+xml",
}
"""How the content types tell workbooks from those with macros and from templates."""


def marked_workbook(
    content: bytes, receipt: Receipt, wording: Mapping[str, Any], *, is_converted: bool = False
) -> bytes:
    """Return a school's own xlsx or xlsm file with the receipt in front and its cells marked.

    Marks of an earlier receipt are taken off before. All parts that need no mark stay as
    they are, to the byte. Raises `Unmarkable` for a file that cannot be patched.
    """
    package = Package(unmarked(content))
    book = Book(package)
    styles = book.styles or package.free_name("xl/styles{}.xml")
    new_styles = {} if book.styles else {styles: STYLES_TYPE}
    if new_styles:
        package.add(styles, EMPTY_STYLES)
    looks = Looks(package.xml(styles), wording["receipt"]["look"])
    kind = CONVERTED if is_converted else OWN
    written = _contents(receipt, wording, looks, kind, list(book.parts), book)
    types = new_styles | _mark(package, book, written)
    pages = [WRITERS[name](written) for name in written.own_titles]
    links = [Link("junheng_marks", UNDO_RELATION, UNDO)]
    if new_styles:
        links.append(Link("junheng_styles", STYLES_RELATION, styles))
    types |= book.insert(pages, links)
    package.edit(styles, looks.edits())
    declare(package, types | {UNDO: "application/xml"}, {"vml": DRAWING_TYPE})
    package.add(UNDO, package.undo_part())
    _verify(package)
    return package.packed()


def kind_of(content: bytes) -> str:
    """Return the ending that the name of an xlsx file or one of its kin must have."""
    types = Package(content).read(CONTENT_TYPES)
    return next((kind for kind, mark in KINDS.items() if mark in types), XLSX)


def receipt_workbook(receipt: Receipt, wording: Mapping[str, Any]) -> bytes:
    """Return a receipt without any sheet of the school, for a file that could not be read."""
    package = Package(plain_workbook({}))
    book = Book(package)
    looks = Looks(package.read(book.styles), wording["receipt"]["look"])
    written = _contents(receipt, wording, looks, ALONE, (), book)
    pages = [WRITERS[name](written) for name in written.own_titles]
    types = book.insert(pages, ())
    package.edit(book.styles, looks.edits())
    declare(package, types, {})
    return package.packed()


def _contents(
    receipt: Receipt,
    wording: Mapping[str, Any],
    looks: Looks,
    file: str,
    titles: Collection[str],
    book: Book,
) -> Contents:
    names = wording["receipt"]["sheets"]
    written = Contents(receipt, wording, looks, file, frozenset(titles), {})
    asks = bool(written.queries) and file != ALONE
    own = {name: book.free_title(title) for name, title in names.items() if asks or name != EXPLAIN}
    return Contents(receipt, wording, looks, file, frozenset(titles), own)


def _mark(package: Package, book: Book, written: Contents) -> dict[str, str]:
    """Mark the cells of all issues; return the content types of added parts."""
    by_sheet: dict[str, list[Issue]] = {}
    for issue in written.issues:
        if issue not in written.settled:
            by_sheet.setdefault(issue.sheet, []).append(issue)
    types: dict[str, str] = {}
    for title, part in book.parts.items():
        if not part:
            continue
        if title in by_sheet:
            added = mark_sheet(package, part, by_sheet[title], written, written.looks)
            types |= dict.fromkeys(added, NOTES_TYPE)
        else:
            _hide(package, part)
    return types


def _hide(package: Package, part: str) -> None:
    """Make sure that the file does not open with this sheet."""
    if b"tabSelected" in package.read(part):
        xml = package.xml(part)
        package.edit(part, shown_no_more(xml, children(xml, root_of(xml))))


def _verify(package: Package) -> None:
    """Raise `Unmarkable` if a part that was touched is no XML."""
    for name in package.touched:
        if name.endswith(XML_PARTS):
            parsed(package.read(name))
