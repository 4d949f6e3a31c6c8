"""The sheets of a receipt: the answer, the explanations, all issues, and how the file was read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tasks.model import Issue, Severity
from tasks.receipts.advice import standing, what_next
from tasks.receipts.distance import Yardstick
from tasks.receipts.looks import Look, Looks
from tasks.receipts.page import BOLD, BOXED, LINK, PLAIN, TITLE, Page, Place
from tasks.receipts.places import first_cell
from tasks.receipts.receipt import (
    ACCEPTED,
    SEVERITIES,
    IssueGroup,
    Receipt,
    Said,
    grouped,
    in_order,
)

SUMMARY, EXPLAIN, ISSUES, READING = "summary", "explain", "issues", "reading"
EXPLAINED = "explained"
FRONT = (SUMMARY, EXPLAIN)
"""The sheets that stand before those of the school; the others stand behind."""

SUMMARY_WIDTHS = (9, 16, 40, 7, 9, 10, 50)
ISSUE_WIDTHS = (9, 16, 9, 44, 18, 28, 10, 50)
READING_WIDTHS = (32, 16, 30, 30, 30)
TITLE_POINTS, STATUS_POINTS = 32, 52
RULES_IN_ROW = 10
MIDDLE = Look(boxed=True, centred=True)
LEVELS = {each: Look(boxed=True, centred=True, fill=str(each)) for each in SEVERITIES}
OWN, CONVERTED, ALONE = "own", "converted", "alone"


@dataclass(frozen=True)
class Contents:
    """Everything the sheets of one receipt are written from.

    `file` tells what lies beside them: the school's `OWN` sheets, their values `CONVERTED`
    from another format, or none: `ALONE`. `titles` are the sheets that can be linked to, and
    `own_titles` gives the title of each of our sheets.
    """

    receipt: Receipt
    wording: Mapping[str, Any]
    looks: Looks
    file: str
    titles: Collection[str]
    own_titles: Mapping[str, str]

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """Return the sentences of receipts."""
        words: Mapping[str, Any] = self.wording["receipt"]
        return words

    @cached_property
    def issues(self) -> Sequence[Issue]:
        """Return the issues, critical first, down each sheet."""
        return in_order(self.receipt.issues)

    @cached_property
    def queries(self) -> Sequence[Said]:
        """Return the queries in the order of the issues, with what was said to them."""
        return self.receipt.queries

    @cached_property
    def settled(self) -> frozenset[Issue]:
        """Return the queries whose explanation the county has accepted."""
        return frozenset(each.query for each in self.queries if each.state == ACCEPTED)

    @cached_property
    def counts(self) -> Mapping[Severity, int]:
        """Return the number of issues by severity."""
        counts = dict.fromkeys(SEVERITIES, 0)
        for issue in self.issues:
            counts[issue.severity] += 1
        return counts

    @cached_property
    def _yardstick(self) -> Yardstick:
        return Yardstick(self.words["difference"])

    def place(self, issue: Issue, cell: str | None = None) -> Place | None:
        """Return where an issue is to be seen, None if its sheet is not in the file."""
        if issue.sheet not in self.titles:
            return None
        return Place(issue.sheet, first_cell(issue.cell if cell is None else cell) or "A1")

    def apart(self, issue: Issue) -> str:
        """Return by how much an issue's value misses what was expected."""
        return self._yardstick.difference(issue.found, issue.expected)


def summary(book: Contents) -> Page:
    """Return the first sheet: status, counts, what to do next, and the issues by cause."""
    words, receipt = book.words, book.receipt
    page = Page(SUMMARY, book.own_titles[SUMMARY], SUMMARY_WIDTHS, book.looks)
    page.across(words["title"], TITLE, TITLE_POINTS)
    status = str(receipt.status)
    large = Look(font="title_font", size="large_size", bold=True, colour=status, centred=True)
    page.across(words["status"][standing(receipt)], large, STATUS_POINTS)
    if not receipt.is_unread:
        counts = _counts(book)
        headline = counts.get(EXPLAINED) or counts[ISSUES]
        page.across(headline, Look(bold=True, centred=True))
    page.skip()
    page.across(words["next_title"], BOLD)
    for number, text in enumerate(what_next(receipt, words, book.file == ALONE), 1):
        page.across(f"{number}. {text}")
    page.skip()
    _groups(page, book, grouped(book.issues))
    page.skip()
    _further(page, book)
    page.skip()
    page.across(words["counts_title"], BOLD)
    for name, text in _counts(book).items():
        if name not in (ISSUES, EXPLAINED):
            page.across(text)
    for text in _remarks(book):
        page.across(text)
    page.skip()
    for name, text in _lines(receipt, words).items():
        page.pair(words["lines"][name], text)
    return page


def _lines(receipt: Receipt, words: Mapping[str, Any]) -> Mapping[str, str]:
    """Return what names the file, by the name of the line; an empty text has no line."""
    late = words["late"].format(days=receipt.late_days)
    lines = {
        "school": receipt.school_name,
        "form": receipt.form_title,
        "file": receipt.file_name,
        "received": receipt.received,
    }
    if receipt.submission:
        lines |= {
            "attempt": words["attempt"].format(attempt=receipt.attempt),
            "submission": receipt.submission,
            "deadline": late if receipt.late_days else words["on_time"],
        }
    return {name: text for name, text in lines.items() if text}


def _counts(book: Contents) -> dict[str, str]:
    """Return the sentences with numbers, by name."""
    receipt, words = book.receipt, book.words
    if receipt.is_unread:
        return {"unread": words["unread"]}
    numbers = {str(severity): count for severity, count in book.counts.items()}
    numbers |= {
        "read": receipt.rows_read,
        "accepted": receipt.rows_accepted,
        "refused": receipt.rows_refused,
        "run": receipt.rules_run,
        "skipped": len(receipt.not_checked),
        "repairs": len(receipt.repairs),
        "explained": sum(each.is_explained for each in book.queries),
        "explanations_accepted": len(book.settled),
    }
    left_out = ISSUES if book.queries else EXPLAINED
    return {
        name: text.format(**numbers) for name, text in words["counts"].items() if name != left_out
    }


def _remarks(book: Contents) -> list[str]:
    remarks = list(book.receipt.remarks)
    if book.file == CONVERTED:
        remarks.append(book.words["converted"])
    changes = book.receipt.changes
    if changes is not None:
        said = "changed" if changes else "unchanged"
        remarks.append(book.words[said].format(count=len(changes)))
    return remarks


def _groups(page: Page, book: Contents, groups: Sequence[IssueGroup]) -> None:
    words, skipped = book.words, len(book.receipt.not_checked)
    if not groups:
        page.across(words["nothing_wrong_so_far" if skipped else "nothing_wrong"].format(
            skipped=skipped), BOLD)  # fmt: skip
        return
    page.across(words["groups_title"], BOLD)
    for severity, meaning in words["severity_means"].items():
        if book.counts[Severity(severity)]:
            page.across(meaning)
    page.header(words["groups_header"])
    for group in groups:
        issue = group.first
        last = group.last.cell if group.count > 1 else ""
        texts = [
            words["severity"][issue.severity],
            issue.sheet,
            words["and_so_on"].format(message=issue.message) if group.is_mixed else issue.message,
            str(group.count),
            issue.cell,
            last,
            issue.guidance,
        ]
        places = {4: book.place(issue), 5: book.place(issue, last) if last else None}
        page.line(texts, _row_looks(issue, len(texts), {0, 3}, places), places)


def _row_looks(
    issue: Issue, columns: int, centred: Collection[int], places: Mapping[int, Place | None]
) -> list[Look]:
    """Return the looks of one issue: its severity coloured, what can be followed underlined."""
    looks = [MIDDLE if index in centred else BOXED for index in range(columns)]
    looks[0] = LEVELS[issue.severity]
    for index, place in places.items():
        looks[index] = LINK if place else MIDDLE
    return looks


def _further(page: Page, book: Contents) -> None:
    """Write links to the other sheets of the receipt."""
    for name, sentence in book.words["further"].items():
        if name in book.own_titles:
            title = book.own_titles[name]
            text = sentence.format(sheet=title)
            page.across(text, Look(colour="link", underlined=True), place=Place(title, "B1"))


def all_issues(book: Contents) -> Page:
    """Return the sheet with every issue: its cell, what stands there and what should."""
    words = book.words
    page = Page(ISSUES, book.own_titles[ISSUES], ISSUE_WIDTHS, book.looks)
    page.header(words["issues_header"])
    page.frozen = page.row
    for issue in book.issues:
        settled = issue in book.settled
        level = words["states"][ACCEPTED] if settled else words["severity"][issue.severity]
        texts = [
            level,
            issue.sheet,
            issue.cell,
            issue.message,
            issue.found,
            issue.expected,
            book.apart(issue),
            issue.guidance,
        ]
        places = {2: book.place(issue)}
        looks = _row_looks(issue, len(texts), {0, 6}, places)
        page.line(texts, [_greyed(look) for look in looks] if settled else looks, places)
    if book.issues:
        page.filter_from(1)
    else:
        page.across(words["no_issues"])
    return page


def _greyed(look: Look) -> Look:
    return Look(boxed=True, centred=look.centred, fill="locked", colour="greyed")


def reading(book: Contents) -> Page:
    """Return the sheet that says what was not checked, changed, or read in another spelling."""
    words, receipt = book.words, book.receipt
    page = Page(READING, book.own_titles[READING], READING_WIDTHS, book.looks)
    page.across(words["not_checked_title"], BOLD)
    if receipt.not_checked:
        page.pair(*words["not_checked_header"])
        for reason, rules in _by_reason(receipt.not_checked):
            page.pair(reason, "\n".join(rules))
    else:
        page.across(words["nothing_read" if receipt.is_unread else "all_checked"])
    if receipt.changes is not None:
        _changes(page, book)
    page.skip()
    page.across(words["repairs_title"], BOLD)
    if receipt.repairs:
        page.header(words["repairs_header"])
    else:
        page.across(words["nothing_read" if receipt.is_unread else "no_repairs"])
    for each in receipt.repairs:
        read_as = each.read_as or words["private_repair"]
        page.line([each.sheet, each.cell, each.found, read_as], [BOXED] * 4)
    return page


def _by_reason(not_checked: Iterable[tuple[str, str]]) -> Iterator[tuple[str, list[str]]]:
    """Yield each reason with rules it kept from being run, so many as one row can show."""
    found: dict[str, list[str]] = {}
    for rule, reason in not_checked:
        found.setdefault(reason, []).append(rule)
    for reason, rules in found.items():
        for first in range(0, len(rules), RULES_IN_ROW):
            yield reason, rules[first : first + RULES_IN_ROW]


def _changes(page: Page, book: Contents) -> None:
    words, changes = book.words, book.receipt.changes or ()
    page.skip()
    page.across(words["changes_title"], BOLD)
    if changes:
        page.header(words["changes_header"])
    else:
        page.across(words["unchanged"], PLAIN)
    for each in changes:
        cell = first_cell(each.cell)
        place = Place(each.sheet, cell) if each.sheet in book.titles and cell else None
        look = LINK if place else BOXED
        title = each.title or words["change_kinds"][str(each.kind)]
        texts = [
            each.sheet,
            each.cell,
            f"{each.row_title} {title}".strip(),
            each.before,
            each.after,
        ]
        page.line(texts, [BOXED, look, BOXED, BOXED, BOXED], {1: place})
