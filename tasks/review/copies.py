"""Copies of received files in which nothing names a pupil: values only, at the same cells."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from tasks.layouts import HEADER_ROWS_SEARCHED, CodeList, Field, Sheet, column_letter
from tasks.review.cells import shown
from tasks.review.given import Column

Blot = Callable[[str], str]
Rows = Sequence[Sequence[Any]]

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
READABLE_PARTS = (".xml", ".rels", ".vml")
"""The parts of a workbook that can be searched for names; a picture cannot."""

HARMLESS_PARTS = "xl/printerSettings/"
TEXTS = re.compile(r">([^<>]+)<")
ATTRIBUTES = re.compile(r"""=["']([^"'<>]+)["']""")
SHORTEST = 8
"""An address of a cell is shorter than a number that names a pupil."""

KNOWN_TEXTS = 20_000
"""Texts that are kept: the workbooks of two schools have most of them in common."""

FRACTION = re.compile(r"-?[0-9]+\.[0-9]+(E[-+]?[0-9]+)?", re.IGNORECASE)
LONG = 10**13
"""An amount is smaller; a number of the identity card is not."""

NAMING = ("private", "pseudonym")
"""The types of fields that name a pupil, or tell more of one than is needed."""

MEASURED = ("count", "decimal", "percent", "year", "date", "run_time")
MEASURE = re.compile(r"[0-9０-９.,，．:：'′’‘`´\"″”“分秒/\\+＋%％\-—–－\s]*|无|没有")
"""What may stand in a field for a number although it is text."""

SIGNS = str.maketrans(dict.fromkeys([*range(9), 11, 12, *range(14, 32), 65534, 65535]))
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def names_nobody(content: bytes, words: Collection[str], blotted: Blot) -> bool:
    """Tell whether an xlsx file can be passed on as it is.

    It cannot if one of its parts names a pupil, be it in a note or among its properties, or
    is a picture or something else that cannot be searched.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if name.startswith(HARMLESS_PARTS) or name.endswith("/"):
                continue
            if not name.endswith(READABLE_PARTS):
                return False
            if not _is_clean(parts.read(name), words, blotted):
                return False
    return True


def _is_clean(part: bytes, words: Collection[str], blotted: Blot) -> bool:
    try:
        text = part.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if "\0" in text:
        return False
    said = _together(each for each in set(TEXTS.findall(text)) if not FRACTION.fullmatch(each))
    named = _together(each for each in set(ATTRIBUTES.findall(text)) if _may_name(each))
    return blotted(said) == said and not any(word in named for word in words)


def _together(texts: Iterable[str]) -> str:
    return "\n".join(map(_unescaped, texts))


@lru_cache(maxsize=KNOWN_TEXTS)
def _unescaped(text: str) -> str:
    return html.unescape(text)


def _may_name(attribute: str) -> bool:
    return len(attribute) >= SHORTEST or not attribute.isascii()


def masked_rows(rows: Rows, blotted: Blot) -> list[list[Any]]:
    """Return the cells of a sheet without what names a pupil."""
    return [[_masked(value, blotted) for value in row] for row in rows]


def _masked(value: Any, blotted: Blot) -> Any:
    if isinstance(value, str):
        return blotted(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= LONG:
        return blotted(shown(value))
    return value


def pupil_rows(
    rows: Rows, sheet: Sheet, codes: Mapping[str, CodeList], blotted: Blot
) -> tuple[list[list[Any]], tuple[Column, ...]]:
    """Return a sheet with a row for each pupil as it may be passed on, and its columns.

    Columns that name pupils are blank, and so is every column that the form does not ask for.
    """
    near_top = rows[:HEADER_ROWS_SEARCHED]
    head = max(range(len(near_top)), key=lambda at: len(sheet.headers_in(near_top[at])), default=0)
    if not rows:
        return [], ()
    named = {at: sheet.by_name[name] for name, at in sheet.headers_in(rows[head]).items()}
    kept = {at: field for at, field in named.items() if field.type not in NAMING}
    found = masked_rows(rows[:head], blotted)
    found.append([value if at in named else "" for at, value in enumerate(rows[head])])
    allow = {at: _allowed(field, codes, blotted) for at, field in kept.items()}
    found += [
        [allow[at](value) if at in allow and value != "" else "" for at, value in enumerate(row)]
        for row in rows[head + 1 :]
    ]
    columns = [
        Column(
            column_letter(at + 1),
            named[at].title if at in named else "",
            sum(1 for row in rows[head + 1 :] if at < len(row) and row[at] != ""),
            at not in kept,
        )
        for at in range(max(map(len, rows)))
    ]
    return found, tuple(each for each in columns if each.filled or each.head)


def _allowed(field: Field, codes: Mapping[str, CodeList], blotted: Blot) -> Callable[[Any], Any]:
    """Return what becomes of a value in a column that is passed on."""
    nothing = blotted("0" * 18)

    def measured(value: Any) -> Any:
        if isinstance(value, str):
            is_measure = MEASURE.fullmatch(value.strip().removesuffix(field.unit))
            return value if is_measure and blotted(value) == value else nothing
        return _masked(value, blotted)

    def coded(value: Any) -> Any:
        return value if shown(value).strip() in codes[field.codes].readings else nothing

    def said(value: Any) -> Any:
        return _masked(value, blotted)

    return measured if field.type in MEASURED else coded if field.type == "code" else said


def workbook_of(sheets: Iterable[tuple[str, Rows, bool]]) -> bytes:
    """Return an xlsx file with these sheets: title, cells from A1, and whether it is hidden.

    It has values and nothing else, at the cells where they stood; the same values give the
    same bytes.
    """
    given = list(sheets)
    strings: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{at}.xml": _sheet_xml(rows, strings)
        for at, (_, rows, _) in enumerate(given, 1)
    }
    parts |= _frame([(title, hidden) for title, _, hidden in given])
    items = "".join(
        f'<si><t xml:space="preserve">{html.escape(text, quote=False)}</t></si>' for text in strings
    )
    parts["xl/sharedStrings.xml"] = f'{HEAD}<sst xmlns="{MAIN}">{items}</sst>'
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in parts.items():
            part = zipfile.ZipInfo(name, ZIP_DATE)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            archive.writestr(part, text)
    return packed.getvalue()


def _sheet_xml(rows: Rows, strings: dict[str, int]) -> str:
    letters = [column_letter(at) for at in range(1, max(map(len, rows), default=0) + 1)]
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(
            _cell(f"{letter}{number}", value, strings)
            for letter, value in zip(letters, row, strict=False)
            if value != "" and value is not None
        )
        if cells:
            lines.append(f'<row r="{number}">{cells}</row>')
    return f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell(address: str, value: Any, strings: dict[str, int]) -> str:
    if isinstance(value, bool):
        return f'<c r="{address}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        return f'<c r="{address}"><v>{number!r}</v></c>'
    text = shown(value).translate(SIGNS)
    place = strings.setdefault(text, len(strings))
    return f'<c r="{address}" t="s"><v>{place}</v></c>'


def _frame(sheets: Sequence[tuple[str, bool]]) -> dict[str, str]:
    """Return the parts of a workbook that hold its sheets together."""
    listed = "".join(
        f'<sheet name="{html.escape(title)}" sheetId="{at}"'
        f'{" state=" + chr(34) + "hidden" + chr(34) if hidden else ""} r:id="rId{at}"/>'
        for at, (title, hidden) in enumerate(sheets, 1)
    )
    linked = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{KIND}.worksheet+xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    links = f'<Relationships xmlns="{PACKAGE}/relationships">'
    last = len(sheets) + 1
    return {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
            f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
            f"{kinds}</Types>"
        ),
        "_rels/.rels": (
            f'{HEAD}{links}<Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets>'
            "</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'{HEAD}{links}{linked}<Relationship Id="rId{last}" Type="{OFFICE}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>'
        ),
    }
