"""Takes marks off a file that another program has saved since, by what they are known by.

Our sheets are found by their defined names, fills by their formula, notes by their author.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from lxml import etree

from tasks.receipts.book import OURS
from tasks.receipts.marks import MARK
from tasks.receipts.markup import parsed
from tasks.receipts.notes import AUTHOR, DRAWING_RELATION, NOTES_RELATION, RULE
from tasks.receipts.package import (
    CONTENT_TYPES,
    OFFICE,
    UNDO_SPACE,
    WORKBOOK,
    Package,
    relations_of,
)
from tasks.receipts.places import areas, row_and_column

TITLE = re.compile(r"'?(.*?)'?!\$?[A-Z]+\$?\d+$", re.DOTALL)
SHAPE = re.compile(rb"(?=<v:shape\b)")
END_OF_SHAPE = b"</v:shape>"
ROW = re.compile(rb"<x:Row>\s*(\d+)\s*</x:Row>")
COLUMN = re.compile(rb"<x:Column>\s*(\d+)\s*</x:Column>")
NOTE = b'ObjectType="Note"'
BROKEN_REFERENCE = "#REF!"
CUSTOM = "customXml/"
HEAD_BYTES = 400
LONGEST_PLACE = 200
XMLNS = "{*}"
FIRST = "activeTab", "firstSheet"


def peel(package: Package) -> list[bytes]:
    """Take the marks off; return the parts of our sheets, which a school may have written in."""
    removed = _take_out_sheets(package)
    said = [package.read(part) for part in removed if part in package]
    kept = [
        each.part
        for each in package.relations(WORKBOOK).values()
        if each.type.endswith("/worksheet") and each.part in package
    ]
    for part in kept:
        if part not in removed:
            _clean_sheet(package, part)
    notes = [name for name in package.names if _is_ours(package, name)]
    _drop(package, WORKBOOK, [*removed, *notes])
    return said


def _is_ours(package: Package, name: str) -> bool:
    if not name.startswith(CUSTOM) or not name.endswith(".xml"):
        return False
    return UNDO_SPACE.encode() in next(iter(package.chunks(name)), b"")[:HEAD_BYTES]


def _take_out_sheets(package: Package) -> list[str]:
    """Take our sheets out of the workbook part; return the names of their parts."""
    tree = parsed(package.read(WORKBOOK))
    names = tree.findall(f".//{XMLNS}definedName")
    ours = [each for each in names if (each.get("name") or "").startswith(OURS)]
    titles = {_title(each.text or "") for each in ours}
    sheets = tree.findall(f"{XMLNS}sheets/{XMLNS}sheet")
    gone = {number for number, each in enumerate(sheets) if each.get("name") in titles}
    if len(gone) == len(sheets):
        gone = set()
    for each in ours:
        _remove(each)
    for each in tree.findall(f".//{XMLNS}definedName"):
        local = each.get("localSheetId")
        if local is not None and local.isdecimal():
            if int(local) in gone:
                _remove(each)
            else:
                each.set("localSheetId", str(_moved(int(local), gone)))
    for view in tree.findall(f".//{XMLNS}workbookView"):
        for name in FIRST:
            shown = view.get(name)
            if shown is not None and shown.isdecimal():
                view.set(name, str(_moved(int(shown), gone)))
    relations = package.relations(WORKBOOK)
    ids = [sheets[number].get(f"{{{OFFICE}}}id") for number in sorted(gone)]
    for number in gone:
        _remove(sheets[number])
    for empty in tree.findall(f"{XMLNS}definedNames"):
        if len(empty) == 0:
            _remove(empty)
    package.replace(WORKBOOK, _written(tree))
    return [relations[id_].part for id_ in ids if id_ in relations]


def _title(place: str) -> str:
    match = TITLE.match(place[:LONGEST_PLACE])
    return match[1].replace("''", "'") if match and BROKEN_REFERENCE not in place else ""


def _moved(number: int, gone: Collection[int]) -> int:
    """Return the number of a sheet after those of `gone` have gone."""
    return number - sum(each < number for each in gone)


def _clean_sheet(package: Package, part: str) -> None:
    kinds = {r.type: r.part for r in package.relations(part).values() if r.part in package}
    held, drawn = kinds.get(NOTES_RELATION, ""), kinds.get(DRAWING_RELATION, "")
    cells = _clean_notes(package, held) if held else []
    no_drawing = bool(cells) and bool(drawn) and not _clean_drawing(package, drawn, cells)
    if held and cells and _is_empty(package, held):
        _drop(package, part, [held])
    if no_drawing:
        _drop(package, part, [drawn])
    xml = package.read(part)
    if MARK.encode() not in xml and not no_drawing:
        return
    tree = parsed(xml)
    for rule in tree.findall(f".//{XMLNS}cfRule"):
        if MARK in "".join(rule.itertext()):
            whole = rule.getparent()
            _remove(rule)
            if not whole.findall(f"{XMLNS}cfRule"):
                _remove(whole)
    if no_drawing:
        for each in tree.findall(f"{XMLNS}legacyDrawing"):
            _remove(each)
    package.replace(part, _written(tree))


def _clean_notes(package: Package, part: str) -> list[str]:
    """Take our notes and additions out; return the cells whose whole note has gone."""
    tree = parsed(package.read(part))
    authors = [each.text or "" for each in tree.findall(f"{XMLNS}authors/{XMLNS}author")]
    ours = {str(number) for number, name in enumerate(authors) if name == AUTHOR}
    cells, is_changed = [], False
    for note in tree.findall(f"{XMLNS}commentList/{XMLNS}comment"):
        texts = note.findall(f".//{XMLNS}t")
        said, ruled, _ = "".join(each.text or "" for each in texts).partition(RULE)
        if note.get("authorId") in ours or (ruled and not said.strip()):
            cells.append(note.get("ref") or "")
            _remove(note)
        elif ruled:
            _cut(texts, len(said.rstrip("\n")))
        is_changed = is_changed or bool(ruled) or bool(cells)
    if is_changed:
        package.replace(part, _written(tree))
    return cells


def _cut(texts: Sequence[etree._Element], length: int) -> None:
    """Leave the first letters of a note, which several pieces of text make up."""
    for text in texts:
        kept = (text.text or "")[:length]
        length -= len(kept)
        if kept:
            text.text = kept
        else:
            run = text.getparent()
            _remove(run if etree.QName(run).localname == "r" else text)


def _is_empty(package: Package, part: str) -> bool:
    return not parsed(package.read(part)).findall(f"{XMLNS}commentList/{XMLNS}comment")


def _clean_drawing(package: Package, part: str, cells: Collection[str]) -> bool:
    """Take the shapes of notes out that have gone; tell whether any shape is left."""
    places = {row_and_column(cell) for cell in cells if areas(cell) == [cell]}
    before, *shapes = SHAPE.split(package.read(part))
    kept, is_left = [before], False
    for shape in shapes:
        whole, end, behind = shape.partition(END_OF_SHAPE)
        is_gone = bool(end) and _place(whole) in places
        kept.append(behind if is_gone else shape)
        is_left = is_left or not is_gone
    package.replace(part, b"".join(kept))
    return is_left


def _place(shape: bytes) -> tuple[int, int] | None:
    """Return row and column of the note that a shape belongs to."""
    row, column = ROW.search(shape), COLUMN.search(shape)
    if NOTE not in shape or row is None or column is None:
        return None
    return int(row[1]) + 1, int(column[1]) + 1


def _drop(package: Package, owner: str, parts: Collection[str]) -> None:
    """Remove parts with their own relations, and what points at them."""
    if not parts:
        return
    path = relations_of(owner)
    ids = {each.id for each in package.relations(owner).values() if each.part in parts}
    tree = parsed(package.read(path))
    for each in list(tree):
        if each.get("Id") in ids:
            _remove(each)
    package.replace(path, _written(tree))
    types = parsed(package.read(CONTENT_TYPES))
    for each in list(types):
        if (each.get("PartName") or "").lstrip("/") in parts:
            _remove(each)
    package.replace(CONTENT_TYPES, _written(types))
    for name in parts:
        for each in (name, relations_of(name)):
            if each in package:
                package.remove(each)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _written(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
