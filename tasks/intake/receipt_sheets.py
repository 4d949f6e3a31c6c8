"""Writes the three sheets of a receipt: the answer, all issues, and how the file was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from tasks.intake.looks import Looks, display_width, fit_page, put_text
from tasks.layouts import column_letter
from tasks.model import Issue, Severity

if TYPE_CHECKING:
    from tasks.intake.receipt import IssueGroup, Receipt

SUMMARY_WIDTHS = (9, 16, 40, 7, 9, 10, 50)
ISSUE_WIDTHS = (9, 16, 9, 44, 20, 28, 52)
READING_WIDTHS = (22, 12, 30, 40)
MOST_GROUPS = 40
LINE_POINTS = 16


class Page:
    """A sheet that is written from top to bottom."""

    def __init__(self, sheet: Worksheet, widths: Sequence[int]) -> None:
        self.sheet = sheet
        self.widths = widths
        self.row = 0
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[column_letter(number)].width = width
        sheet.sheet_view.showGridLines = False

    def skip(self) -> None:
        """Leave one row free."""
        self.row += 1

    def across(self, text: str, look: StyleArray, height: float | None = None) -> None:
        """Write one text over the whole width."""
        self.row += 1
        put_text(self.sheet, self.row, 1, clean(text), look)
        self._merge(1, len(self.widths))
        lines = -(-display_width(text) // (sum(self.widths) - 4))
        self.sheet.row_dimensions[self.row].height = height or LINE_POINTS * lines + 6

    def pair(self, label: str, text: str, looks: Looks) -> None:
        """Write a label over two columns and a text over the others."""
        self.row += 1
        last = len(self.widths)
        for column in range(1, last + 1):
            look = looks.boxed(bold=True, fill="locked") if column <= 2 else looks.boxed()
            put_text(self.sheet, self.row, column, "", look)
        put_text(self.sheet, self.row, 1, label, looks.boxed(bold=True, fill="locked"))
        put_text(self.sheet, self.row, 3, clean(text), looks.boxed())
        self._merge(1, 2)
        self._merge(3, last)
        lines = -(-display_width(text) // (sum(self.widths[2:]) - 4))
        self.sheet.row_dimensions[self.row].height = LINE_POINTS * max(lines, 1) + 6

    def line(self, texts: Sequence[str], looks: Sequence[StyleArray]) -> None:
        """Write one row of a table, high enough for its longest text."""
        self.row += 1
        lines = 1
        for column, (text, look) in enumerate(zip(texts, looks, strict=True), 1):
            put_text(self.sheet, self.row, column, clean(text), look)
            width = max(self.widths[column - 1] - 2, 1)
            lines = max(lines, -(-display_width(text) // width))
        self.sheet.row_dimensions[self.row].height = LINE_POINTS * lines + 6

    def header(self, texts: Sequence[str], looks: Looks) -> None:
        """Write the header of a table."""
        self.line(texts, [looks.header()] * len(texts))

    def _merge(self, first: int, last: int) -> None:
        self.sheet.merge_cells(
            start_row=self.row, end_row=self.row, start_column=first, end_column=last
        )


def clean(text: str) -> str:
    """Return `text` without the characters that no workbook can hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def write_summary(
    sheet: Worksheet,
    receipt: Receipt,
    groups: Sequence[IssueGroup],
    counts: Mapping[Severity, int],
    looks: Looks,
    words: Mapping[str, Any],
) -> None:
    """Write the answer: status, counts, what to do next, and the issues by cause."""
    page = Page(sheet, SUMMARY_WIDTHS)
    page.across(words["title"], looks.title(), 32)
    page.across(words["status"][receipt.status], looks.large(receipt.status), 52)
    page.skip()
    for name, text in _lines(receipt, words).items():
        page.pair(words["lines"][name], text, looks)
    page.skip()
    page.across(words["counts_title"], looks.plain(bold=True))
    for text in _counts(receipt, counts, words):
        page.across(text, looks.plain())
    page.skip()
    page.across(words["next_title"], looks.plain(bold=True))
    steps = words["next_unread"] if receipt.is_unread else words["next"][receipt.status]
    for number, text in enumerate(steps, 1):
        page.across(f"{number}. {text}", looks.plain())
    page.skip()
    if groups:
        _write_groups(page, groups, counts, looks, words)
    else:
        clean_text = words["nothing_wrong_so_far" if receipt.not_checked else "nothing_wrong"]
        page.across(clean_text.format(skipped=len(receipt.not_checked)), looks.plain(bold=True))
    fit_page(sheet, landscape=True)


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


def _counts(
    receipt: Receipt, counts: Mapping[Severity, int], words: Mapping[str, Any]
) -> list[str]:
    if receipt.is_unread:
        return [words["unread"]]
    numbers = {str(severity): count for severity, count in counts.items()}
    numbers |= {
        "read": receipt.rows_read,
        "accepted": receipt.rows_accepted,
        "refused": receipt.rows_refused,
        "run": receipt.rules_run,
        "skipped": len(receipt.not_checked),
        "repairs": len(receipt.repairs),
    }
    return [text.format(**numbers) for text in words["counts"].values()]


def _write_groups(
    page: Page,
    groups: Sequence[IssueGroup],
    counts: Mapping[Severity, int],
    looks: Looks,
    words: Mapping[str, Any],
) -> None:
    page.across(words["groups_title"], looks.plain(bold=True))
    for severity, meaning in words["severity_means"].items():
        if counts[Severity(severity)]:
            page.across(meaning, looks.plain())
    page.header(words["groups_header"], looks)
    for group in groups[:MOST_GROUPS]:
        issue = group.first
        last = group.last.cell if group.count > 1 else ""
        texts = [
            words["severity"][issue.severity],
            issue.sheet,
            issue.message,
            str(group.count),
            issue.cell,
            last,
            issue.guidance,
        ]
        page.line(texts, _row_looks(issue.severity, len(texts), looks, centred={0, 3, 4, 5}))
    if len(groups) > MOST_GROUPS:
        more = words["groups_more"].format(count=len(groups) - MOST_GROUPS)
        page.across(more, looks.plain(bold=True))


def _row_looks(
    severity: Severity, columns: int, looks: Looks, centred: set[int]
) -> list[StyleArray]:
    """Return the looks of one issue: its severity coloured, short texts in the middle."""
    return [
        looks.boxed(fill=str(severity) if column == 0 else "", left=column not in centred)
        for column in range(columns)
    ]


def write_issues(
    sheet: Worksheet, issues: Sequence[Issue], looks: Looks, words: Mapping[str, Any]
) -> None:
    """Write every issue with its cell, what stands there and what should."""
    page = Page(sheet, ISSUE_WIDTHS)
    page.header(words["issues_header"], looks)
    for issue in issues:
        texts = [
            words["severity"][issue.severity],
            issue.sheet,
            issue.cell,
            issue.message,
            issue.found,
            issue.expected,
            issue.guidance,
        ]
        page.line(texts, _row_looks(issue.severity, len(texts), looks, centred={0, 2}))
    if issues:
        sheet.auto_filter.ref = f"A1:{column_letter(len(ISSUE_WIDTHS))}{page.row}"
    else:
        page.across(words["no_issues"], looks.plain())
    sheet.freeze_panes = "A2"
    fit_page(sheet, landscape=True, repeat="1:1")


def write_reading(
    sheet: Worksheet, receipt: Receipt, looks: Looks, words: Mapping[str, Any]
) -> None:
    """Write which values were understood in another spelling, and what was not checked."""
    page = Page(sheet, READING_WIDTHS)
    page.across(words["not_checked_title"], looks.plain(bold=True))
    if receipt.not_checked:
        _write_not_checked(page, receipt, looks, words)
    else:
        said = "nothing_read" if receipt.is_unread else "all_checked"
        page.across(words[said], looks.plain())
    page.skip()
    page.across(words["repairs_title"], looks.plain(bold=True))
    if receipt.repairs:
        page.header(words["repairs_header"], looks)
    else:
        said = "nothing_read" if receipt.is_unread else "no_repairs"
        page.across(words[said], looks.plain())
    for repair in receipt.repairs:
        read_as = repair.read_as or words["private_repair"]
        page.line((repair.sheet, repair.cell, repair.found, read_as), [looks.boxed()] * 4)
    fit_page(sheet, landscape=False)


def _write_not_checked(
    page: Page, receipt: Receipt, looks: Looks, words: Mapping[str, Any]
) -> None:
    rule, reason = words["not_checked_header"]
    page.pair(rule, reason, looks)
    for rule, reason in receipt.not_checked:
        page.pair(rule, reason, looks)
