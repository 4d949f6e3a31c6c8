"""The same papers once more: python-docx and openpyxl write what ours say, cell by cell.

What stands in our papers is taken out beforehand, so that both write as much; a plain
script would have to put those texts together as well, which it is spared.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from lxml import etree
from openpyxl import Workbook, load_workbook

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARAGRAPH, TABLE = f"{WORD}p", f"{WORD}tbl"
HEADING = "Heading"
Block = dict[str, Any]
"""A paragraph is `{"text": …, "level": …}`, 0 where it is no heading; a table is `{"rows": …}`."""


def texts_of(outbox: Path) -> dict[str, Any]:
    """Return what stands in every Word file and workbook that was made, by its path."""
    documents = {
        str(path.relative_to(outbox)): list(_blocks(path)) for path in _made(outbox, "docx")
    }
    books = {str(path.relative_to(outbox)): _sheets(path) for path in _made(outbox, "xlsx")}
    return {"documents": documents, "books": books}


def write(texts: dict[str, Any], folder: Path) -> None:
    """Write every paper anew."""
    for name, blocks in texts["documents"].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _document(blocks).save(str(folder / name))
    for name, sheets in texts["books"].items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        _book(sheets).save(folder / name)


def _made(outbox: Path, kind: str) -> list[Path]:
    """Return the papers; beside them lie copies of what was received."""
    papers = (path for folder in ("县级", "学校") for path in outbox.rglob(f"{folder}/**/*.{kind}"))
    return sorted(papers)


def _blocks(path: Path) -> Iterator[Block]:
    with zipfile.ZipFile(path) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))[0]
    for block in body.iter(PARAGRAPH, TABLE):
        if any(parent.tag == TABLE for parent in block.iterancestors()):
            continue
        if block.tag == TABLE:
            rows = [
                [_text(cell) for cell in row.iter(f"{WORD}tc")] for row in block.iter(f"{WORD}tr")
            ]
            yield {"rows": rows}
        else:
            yield {"text": _text(block), "level": _level(block)}


def _text(element: Any) -> str:
    return "".join(part.text or "" for part in element.iter(f"{WORD}t"))


def _level(paragraph: Any) -> int:
    style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
    name = "" if style is None else style.get(f"{WORD}val")
    return int(name[-1]) if name.startswith(HEADING) and name[-1].isdigit() else 0


def _sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = load_workbook(path)
    return {page.title: [list(row) for row in page.iter_rows(values_only=True)] for page in book}


def _document(blocks: list[Block]) -> Any:
    document = Document()
    for block in blocks:
        if "rows" in block:
            _table(document, block["rows"])
        elif block["level"]:
            document.add_heading(block["text"], block["level"])
        else:
            document.add_paragraph(block["text"])
    return document


def _table(document: Any, rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    table = document.add_table(rows=len(rows), cols=width, style="Table Grid")
    for line, row in enumerate(rows):
        for at, text in enumerate(row):
            table.cell(line, at).text = text


def _book(sheets: dict[str, list[list[Any]]]) -> Workbook:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    return book


if __name__ == "__main__":
    print(json.dumps(texts_of(Path(sys.argv[1])), ensure_ascii=False, default=str))
