"""The sheet on which a school explains its queries: written for it, and read when it comes back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tasks.model import Explanation
from tasks.receipts.looks import Look
from tasks.receipts.page import BOXED, LINK, MARK, OPEN, PLAIN, TITLE, Page
from tasks.receipts.receipt import ACCEPTED, LAPSED, Said
from tasks.receipts.sheets import EXPLAIN, TITLE_POINTS, Contents

WIDTHS = (16, 9, 38, 14, 22, 30, 16, 40, 12, 24)
ANSWERS = ("kind", "text", "author", "evidence")
FIRST_ANSWER = 6
SPARE = Look(fill="locked", boxed=True, colour="greyed", locked=False)


class Book(Protocol):
    """A workbook that was opened."""

    @property
    def titles(self) -> tuple[str, ...]:
        """Return the titles of the sheets."""

    def rows(self, title: str) -> Sequence[Sequence[Any]]:
        """Return the cells of one sheet row by row."""

    def first_rows(self, title: str) -> Sequence[Sequence[Any]]:
        """Return the first ones of these rows."""


def explanation_sheet(book: Contents) -> Page:
    """Return the sheet with one row for each query and open cells for what the school says."""
    words = book.words["explain"]
    page = Page(EXPLAIN, book.own_titles[EXPLAIN], WIDTHS, book.looks)
    page.across(words["title"], TITLE, TITLE_POINTS)
    kinds = words["between"].join(map(words["kind"].format, book.receipt.evidence_kinds))
    evidence = [words["needs_evidence"].format(kinds=kinds)] if kinds else []
    for text in (words["fill_in"], *evidence, words["hand_in"]):
        page.across(text, PLAIN)
    page.header([*words["header"], *(words["answers"][name] for name in ANSWERS)])
    head = page.row
    page.frozen = head
    for query in book.queries:
        _row(page, book, query)
    kinds = list(book.receipt.explanation_kinds.values())
    if kinds:
        page.choices(FIRST_ANSWER + 1, head + 1, page.row, kinds)
    page.is_protected = True
    return page


def _row(page: Page, book: Contents, query: Said) -> None:
    issue, settled = query.query, query.state == ACCEPTED
    place = book.place(issue)
    texts = [
        issue.sheet,
        issue.cell,
        issue.message,
        issue.found,
        issue.expected,
        _state(query, book.words),
        *_answers(query, book.receipt.explanation_kinds),
    ]
    told = Look(fill="locked", boxed=True, colour="greyed") if settled else BOXED
    asked = SPARE if settled else OPEN
    looks = [told, LINK if place else told, *[told] * 4, *[asked] * len(ANSWERS)]
    page.line(texts, looks, {1: place}, key=_key(query))


def _state(query: Said, words: Mapping[str, Any]) -> str:
    """Return where a query stands, with what the county said to its explanation."""
    given = query.explanation
    names = (words["explain"]["answers"][name] for name in query.missing)
    text = str(words["states"][str(query.state)]).format(
        found=(given.found if given else "") or words["blank"],
        missing="、".join(names),
        since=query.since,
    )
    comment = given.comment if given and query.state != LAPSED else ""
    return f"{text}\n{comment}" if comment else text


def _answers(query: Said, kinds: Mapping[str, str]) -> list[str]:
    """Return what stands in the open cells: what was said before, if it still holds."""
    given = query.explanation
    if given is None or query.state == LAPSED:
        return [""] * len(ANSWERS)
    return [kinds.get(given.kind, given.kind), given.text, given.author, given.evidence]


def _key(query: Said) -> str:
    issue = query.query
    return json.dumps([issue.rule, issue.item, issue.found], ensure_ascii=False)


def answers_in(
    book: Book, wording: Mapping[str, Any], kinds: Mapping[str, str]
) -> tuple[Explanation, ...]:
    """Return what a school filled into the explanation sheet of a receipt.

    `kinds` gives the title of each kind of explanation by its code; a title that is none of
    them is kept as it stands. `school` and `given_in` are left empty for the caller. A row
    without any answer says nothing.
    """
    names = wording["receipt"]["explain"]["answers"]
    codes = {title: code for code, title in kinds.items()}
    found: dict[tuple[str, str, str], Explanation] = {}
    for title in book.titles:
        if any(_mark(row) == EXPLAIN for row in book.first_rows(title)):
            for each in _read(book.rows(title), names, codes):
                found[each.rule, each.item, each.found] = each
    return tuple(found.values())


def _read(
    rows: Sequence[Sequence[Any]], names: Mapping[str, str], codes: Mapping[str, str]
) -> list[Explanation]:
    columns: dict[str, int] = {}
    found = []
    for row in rows:
        texts = [_text(cell) for cell in row]
        if not columns and all(name in texts for name in names.values()):
            columns = {name: texts.index(title) for name, title in names.items()}
        key = _parsed(_mark(row)) if columns else None
        if key is None:
            continue
        said = {name: texts[at] if at < len(texts) else "" for name, at in columns.items()}
        if any(said.values()):
            said["kind"] = codes.get(said["kind"], said["kind"])
            kind, text, author, evidence = (said[name] for name in ANSWERS)
            found.append(Explanation("", *key, kind, text, author, evidence))
    return found


def _mark(row: Sequence[Any]) -> str:
    """Return what the hidden column of a row says, wherever that column is now."""
    for cell in row:
        if isinstance(cell, str) and cell.startswith(MARK):
            return cell[len(MARK) :]
    return ""


def _parsed(key: str) -> tuple[str, str, str] | None:
    """Return rule, item and value that a key names, None for a text that is no key."""
    try:
        rule, item, found = json.loads(key)
    except (ValueError, TypeError, RecursionError):
        return None
    whole = isinstance(rule, str) and isinstance(item, str) and isinstance(found, str)
    return (rule, item, found) if whole else None


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip() if cell is not None else ""
