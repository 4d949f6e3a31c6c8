"""The notes of a sheet: ours are put beside those that are there, and taken out again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tasks.receipts.markup import Edit, Element, children, quoted, root_of
from tasks.receipts.package import OFFICE, SPREADSHEET, Link, Package, link
from tasks.receipts.places import row_and_column

AUTHOR = "Junheng"
"""Who our notes are by; this is how they are known again."""

RULE = f"—— {AUTHOR} ——"
"""The first line of what we write into a note; not every program keeps who it is by."""

THREAD = "tc="
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
NOTES_RELATION = f"{OFFICE}/comments"
DRAWING_RELATION = f"{OFFICE}/vmlDrawing"
SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
FRAME = "_x0000_t202"
FRAME_XML = (
    f'<v:shapetype {SPACES} id="{FRAME}" coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
SHAPE_ID = re.compile(rb'id="_x0000_s(\d+)"')
FIRST_SHAPE = 1025
COLUMNS_WIDE = 4


def write_notes(package: Package, sheet: str, notes: Mapping[str, str]) -> tuple[str, list[str]]:
    """Add notes, by the cell they are for, to the sheet of a part.

    Returns the id of a new relation to the drawing of the notes, empty if the sheet has
    one, and the names of added parts.
    """
    relations = package.relations(sheet).values()
    held = next((r.part for r in relations if r.type == NOTES_RELATION), "")
    drawn = next((r.part for r in relations if r.type == DRAWING_RELATION), "")
    taken = {each.id for each in relations}
    links, added = [], []
    new, known = notes, set()
    if held:
        known = _add_to(package, held, notes)
        new = {cell: text for cell, text in notes.items() if cell not in known}
    else:
        held = package.free_name("xl/comments{}.xml")
        package.add(held, _part(notes))
        links.append(Link(_free_id(taken, "junhengNotes"), NOTES_RELATION, held))
        added.append(held)
    drawing_id = ""
    if drawn:
        _draw_in(package, drawn, list(new))
    else:
        drawn = package.free_name("xl/drawings/vmlDrawing{}.vml")
        shapes = _shapes(list(new), FIRST_SHAPE)
        package.add(drawn, f"<xml {SPACES}>{FRAME_XML}{shapes}</xml>".encode())
        drawing_id = _free_id(taken, "junhengDrawing")
        links.append(Link(drawing_id, DRAWING_RELATION, drawn))
    if links:
        link(package, sheet, links)
    return drawing_id, added


def _free_id(taken: set[str], name: str) -> str:
    while name in taken:
        name += "_"
    return name


def _part(notes: Mapping[str, str]) -> bytes:
    listed = "".join(_note(cell, text, 0, "") for cell, text in notes.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{SPREADSHEET}">'
        f"<authors><author>{AUTHOR}</author></authors><commentList>{listed}</commentList>"
        "</comments>"
    ).encode()


def _note(cell: str, text: str, author: int, space: str) -> str:
    run = _run(f"{RULE}\n{text}", "")
    return (
        f'<comment{space} ref="{cell}" authorId="{author}" shapeId="0"><text>{run}</text></comment>'
    )


def _run(text: str, space: str) -> str:
    return (
        f'<r{space}><rPr><sz val="9"/><color indexed="81"/><rFont val="SimSun"/>'
        f'<charset val="134"/></rPr><t xml:space="preserve">{quoted(text)}</t></r>'
    )


def _add_to(package: Package, part: str, notes: Mapping[str, str]) -> set[str]:
    """Put notes into a part that has some; return the cells that had one already.

    What we say is added to a note of the school's own, but not to one with answers.
    """
    xml = package.xml(part)
    found = {each.name: each for each in children(xml, root_of(xml))}
    authors, listed = found[b"authors"], found[b"commentList"]
    space = f' xmlns="{SPREADSHEET}"' if listed.prefix else ""
    names = children(xml, authors)
    edits = [authors.append(f"<author{space}>{AUTHOR}</author>".encode())]
    known = set()
    for each in children(xml, listed):
        cell = each.attribute("ref") or ""
        if cell in notes:
            known.add(cell)
            if not _by(each, names, xml).startswith(THREAD):
                edits.append(_addition(xml, each, notes[cell], space))
    new = {cell: text for cell, text in notes.items() if cell not in known}
    lines = (_note(cell, text, len(names), space) for cell, text in new.items())
    edits.append(listed.append("".join(lines).encode()))
    package.edit(part, [each for each in edits if each.text])
    return known


def _by(note: Element, authors: Sequence[Element], xml: bytes) -> str:
    number = int(note.attribute("authorId") or 0)
    if number >= len(authors):
        return ""
    return xml[authors[number].inner : authors[number].close].decode(errors="replace")


def _addition(xml: bytes, note: Element, text: str, space: str) -> Edit:
    (said,) = (each for each in children(xml, note) if each.name == b"text")
    return said.append(_run(f"\n{RULE}\n{text}", space).encode())


def _draw_in(package: Package, part: str, cells: Sequence[str]) -> None:
    xml = package.read(part)
    end = xml.rfind(b"</")
    first = max([FIRST_SHAPE - 1, *map(int, SHAPE_ID.findall(xml))]) + 1
    frame = "" if FRAME.encode() in xml else FRAME_XML
    text = (frame + _shapes(cells, first)).encode() if cells else b""
    package.edit(part, [Edit(end, end, text)] if text else [])


def _shapes(cells: Sequence[str], first: int) -> str:
    return "".join(_shape(cell, number) for number, cell in enumerate(cells, first))


def _shape(cell: str, number: int) -> str:
    row, column = row_and_column(cell)
    top = max(row - 2, 0)
    anchor = f"{column},15,{top},4,{column + COLUMNS_WIDE},15,{top + 7},4"
    return (
        f'<v:shape {SPACES} id="_x0000_s{number}" type="#{FRAME}" '
        'style="position:absolute;margin-left:60pt;margin-top:2pt;width:230pt;height:120pt;'
        'z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
        '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row - 1}</x:Row><x:Column>{column - 1}</x:Column></x:ClientData></v:shape>"
    )
