"""The bureau's workbook on explanations: a row a rule, a row a query."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from tasks.explanations.conventions import Conventions
from tasks.explanations.counts import RuleCount
from tasks.explanations.decisions import Decided, reference
from tasks.explanations.memory import Remembered, State
from tasks.layouts import CodeList
from tasks.model import Submission
from tasks.rounding import half_up
from tasks.worksheets import Page, workbook_bytes

RULES = {"number": 6, "rule": 60, "checked": 18, "schools": 16, "queries": 13, "explained": 13,
         "accepted": 13, "sent_back": 13, "lapsed": 13, "unexplained": 13,
         "explained_percent": 13, "accepted_percent": 13, "raised": 16}  # fmt: skip
QUERIES = {"number": 6, "school": 26, "form": 22, "place": 16, "message": 44, "found": 10,
           "state": 24, "kind": 20, "text": 46, "author": 12, "evidence": 22,
           "reference": 15}  # fmt: skip
UNMATCHED = {"number": 6, "row": 12, "reference": 16, "decision": 12, "comment": 60}
READING_WIDTH = 110
PERCENT_PLACES = 1
NUMBERED = (State.EXPLAINED, State.ACCEPTED, State.SENT_BACK)


@dataclass(frozen=True)
class Names:
    """What people call rules, schools (by code) and forms, and what the county is called."""

    county: str
    rules: Mapping[str, str]
    schools: Mapping[str, str]
    forms: Mapping[str, str]
    decisions: CodeList


def explanations_workbook(
    counts: Sequence[RuleCount],
    remembered: Sequence[Remembered],
    unmatched: Sequence[Decided],
    names: Names,
    conventions: Conventions,
    wording: Mapping[str, Any],
) -> bytes:
    """Return the xlsx file 规则说明统计; the same input is the same bytes.

    `remembered` are all queries of the county in the order they are to be listed, `unmatched`
    the rows of the county's form that fit no explanation.
    """
    words, book = wording["workbook"], Workbook()
    book.remove(book.active)
    _page(book, words, "rules", len(RULES), names).table(
        RULES, _rule_lines(counts, names, words), words["none"]["rules"]
    )
    _page(book, words, "queries", len(QUERIES), names).table(
        QUERIES, _query_lines(remembered, names, conventions, wording), words["none"]["queries"]
    )
    if unmatched:
        _page(book, words, "unmatched", len(UNMATCHED), names).table(
            UNMATCHED, _unmatched_lines(unmatched, names), words["none"]["unmatched"]
        )
    blanks = {
        "fewest_schools": conventions.raised_from_schools,
        "accepted_percent": conventions.raised_from_percent,
    }
    _page(book, words, "reading", 1, names).lines(
        [line.format(**blanks) for line in words["reading"]], READING_WIDTH
    )
    return workbook_bytes(book)


def _page(book: Workbook, words: Mapping[str, Any], name: str, columns: int, names: Names) -> Page:
    page = Page(book.create_sheet(words["sheets"][name]), words)
    page.title(words["titles"][name].format(county_name=names.county), columns)
    return page


def _rule_lines(
    counts: Sequence[RuleCount], names: Names, words: Mapping[str, Any]
) -> Iterator[list[object]]:
    for number, each in enumerate(counts, 1):
        yield [
            number, names.rules.get(each.rule, each.rule), each.checked, each.schools,
            each.queries, each.explained, each.accepted, each.sent_back, each.lapsed,
            each.unexplained, half_up(each.explained_percent, PERCENT_PLACES),
            half_up(each.accepted_percent, PERCENT_PLACES),
            words["raised"] if each.is_raised else "",
        ]  # fmt: skip


def _query_lines(
    remembered: Sequence[Remembered],
    names: Names,
    conventions: Conventions,
    wording: Mapping[str, Any],
) -> Iterator[list[object]]:
    details = wording["details"]
    for number, each in enumerate(remembered, 1):
        query, said = each.query, each.explanation
        key = Submission.parse(query.submission)
        place = details["place"].format(sheet=query.sheet, cell=query.cell)
        kind = conventions.kinds.rows.get(said.kind, {"title": said.kind}) if said else {}
        yield [
            number, names.schools.get(key.school, key.school), names.forms[key.form], place,
            query.message, query.found, wording["states"][each.state], kind.get("title", ""),
            explanation_text(each, details), said.author if said else "",
            said.evidence if said else "",
            reference(said) if said and each.state in NUMBERED else "",
        ]  # fmt: skip


def explanation_text(each: Remembered, details: Mapping[str, Any]) -> str:
    """Return an explanation with what is to be known of it: the county's comment, the old value.

    `details` is that part of the wording.
    """
    said = each.explanation
    if said is None:
        return ""
    text = said.text
    if each.state is State.LAPSED:
        values = {"before": said.found, "after": each.query.found}
        blanks = {name: value or details["blank"] for name, value in values.items()}
        text = details["lapsed"].format(text=text, **blanks)
    if each.since:
        text = details["since"].format(edition=each.since, text=text)
    if each.missing:
        fields = details["join"].join(details["fields"][name] for name in each.missing)
        missing = details["missing"].format(fields=fields)
        text = f"{text}\n{missing}" if text else missing
    if said.comment:
        text = details["comment"].format(text=text, comment=said.comment)
    return str(text)


def _unmatched_lines(unmatched: Sequence[Decided], names: Names) -> Iterator[list[object]]:
    for number, each in enumerate(unmatched, 1):
        yield [number, each.row, each.reference, names.decisions.title(each.decision), each.comment]
