"""Step: the received files that numbers come from, as they may be enclosed in a package."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.layouts import STAMP_SHEET, Layout, Sheet
from tasks.model import BUREAU, Findings, Submission
from tasks.steps.discretion import blotter_of, names_of
from tasks.steps.findings import rulebook
from tasks.steps.intake.arrival_note import PURGED
from tasks.steps.returns.books import open_book
from tasks.steps.wording import receipt_wording
from tasks.store import ARRIVAL, ORIGINAL, Store, sha256_of, to_json

if TYPE_CHECKING:
    from tasks.intake.opened import Opened
    from tasks.review.copies import Blot, Rows
    from tasks.review.given import Received, ReceivedSheet

XLSX = "xlsx"


def enclosed(
    store: Store, found: Iterable[Findings]
) -> tuple[dict[str, bytes], tuple[Received, ...]]:
    """Return the copies of received files by path, their list, and what the pages say of them.

    A file that names pupils, or might, is enclosed as a copy without what names them; an
    original that was removed for good is only listed.
    """
    words = rulebook.template("review")["files"]
    files: dict[str, bytes] = {}
    received = []
    for key, sheets in _cited(found).items():
        if store.has_arrived(key):
            file, content = _received(store, key, sheets)
            received.append(file)
            if content is not None:
                files[file.file] = content
    files[f"{words['folder']}/{words['list']}"] = to_json([_entry(each) for each in received])
    return files, tuple(received)


def _cited(found: Iterable[Findings]) -> dict[str, set[str]]:
    """Return every submission that a fact is from, or that was used, with the sheets named."""
    cited: dict[str, set[str]] = {}
    for findings in found:
        for expected in findings.expected:
            if expected.usable and expected.submission and expected.school != BUREAU:
                cited.setdefault(expected.submission, set())
        for fact in findings.facts.values():
            for source in fact.sources:
                cited.setdefault(source.submission, set()).add(source.sheet)
    return dict(sorted(cited.items()))


def _entry(received: Received) -> dict[str, Any]:
    """Return one line of the list of sources."""
    submission = Submission.parse(received.submission)
    return {
        "submission": received.submission,
        "school": submission.school,
        "form": submission.form,
        "attempt": submission.attempt,
        "file": received.file,
        "sha256": received.sha256,
        "sha256_here": received.sha256_here,
        "masked": received.is_masked,
        "purged": received.purged,
    }


def _received(store: Store, key: str, cited: set[str]) -> tuple[Received, bytes | None]:
    """Return what the pages say of one file, and its copy if there is still an original."""
    from tasks.review.given import Received

    submission = Submission.parse(key)
    layout = catalogue.layouts(submission.edition)[submission.form]
    arrival = store.read_json(store.received(key) / ARRIVAL)
    about = (key, layout.title, submission.school)
    if PURGED in arrival or not (store.received(key) / ORIGINAL).exists():
        moment = arrival.get(PURGED, {}).get("moment", "")
        return Received(*about, "", arrival["sha256"], "", False, (), moment), None
    content = store.read(store.received(key) / ORIGINAL)
    copy, sheets = _copied(store, key, content, arrival.get("name", ""), layout, cited)
    folder = rulebook.template("review")["files"]["folder"]
    path = f"{folder}/{key.replace('/', '_')}/{layout.file_name}.{XLSX}"
    here, original = sha256_of(copy), sha256_of(content)
    return Received(*about, path, original, here, here != original, sheets), copy


def _copied(
    store: Store, key: str, content: bytes, name: str, layout: Layout, cited: set[str]
) -> tuple[bytes, tuple[ReceivedSheet, ...]]:
    """Return the copy of a file, which is the file itself if it names nobody, and its sheets."""
    from tasks.review.copies import masked_rows, names_nobody, workbook_of
    from tasks.review.given import ReceivedSheet

    book, blotted = open_book(content, name), blotter_of(store, key)
    pupils = {sheet.title: sheet for sheet in layout.sheets if _has_pupils(sheet)}
    if pupils:
        return _pupils(book, pupils, blotted)
    wanted = {*cited, *(sheet.title for sheet in layout.sheets)}
    passed = wanted | _own_sheets()
    pages = {title: book.rows(title) for title in book.titles if title in passed}
    masked = {title: masked_rows(rows, blotted) for title, rows in pages.items()}
    sheets = tuple(ReceivedSheet(title, rows) for title, rows in masked.items() if title in wanted)
    is_clean = book.kind == XLSX and masked == pages and set(book.titles) <= passed
    if is_clean and names_nobody(content, names_of(store, key), blotted):
        return content, sheets
    hidden = book.hidden_sheets
    return workbook_of((title, rows, title in hidden) for title, rows in masked.items()), sheets


def _own_sheets() -> set[str]:
    """Return the titles of the sheets that our own blanks and receipts have beside the data."""
    from tasks.intake.dropdowns import CODE_SHEET

    return {STAMP_SHEET, CODE_SHEET, *receipt_wording()["reading"]["known"]["own_sheets"]}


def _has_pupils(sheet: Sheet) -> bool:
    return any(field.type in ("private", "pseudonym") for field in sheet.fields)


def _pupils(
    book: Opened, sheets: Mapping[str, Sheet], blotted: Blot
) -> tuple[bytes, tuple[ReceivedSheet, ...]]:
    """Return the copy of a file with a row for each pupil: those rows and the stamp, no more."""
    from tasks.review.copies import masked_rows, pupil_rows, workbook_of
    from tasks.review.given import ReceivedSheet

    codes = catalogue.code_lists()
    pages: list[tuple[str, Rows, bool]] = []
    found = []
    for title in book.titles:
        if title == STAMP_SHEET:
            pages.append((title, masked_rows(book.rows(title), blotted), True))
        sheet = next((each for each in sheets.values() if each.is_known_by(book.first_rows(title))),
                     None)  # fmt: skip
        if sheet is None:
            continue
        called = title if blotted(title) == title else sheet.title
        rows, columns = pupil_rows(book.rows(title), sheet, codes, blotted)
        pages.append((called, rows, False))
        found.append(ReceivedSheet(called, columns=columns, count=len(rows)))
    return workbook_of(pages), tuple(found)
