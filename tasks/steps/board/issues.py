"""What was found in the returns of a county: by rule, by query, and what a rule says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from tasks import catalogue
from tasks.errors import CatalogueError
from tasks.model import Issue, Severity, Submission
from tasks.steps.board.state import County, once
from tasks.steps.findings import rulebook
from tasks.steps.returns.explanations import kind_titles, wording

OPEN = "…"
"""Stands in the sentence of a rule for what only the data of a school can say."""

WEIGHT = {Severity.CRITICAL: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True)
class RuleLine:
    """One rule that found something: in how many schools, at how many cells.

    What is noticed while reading has no text of its own.
    """

    rule: str
    title: str
    severity: str
    schools: tuple[tuple[str, str], ...]
    cells: int
    has_text: bool


@dataclass(frozen=True)
class QueryLine:
    """One 需说明 with what the school says. `reference` is empty while there is nothing to decide.

    `waits` tells that the county is to decide.
    """

    school: str
    school_name: str
    form_title: str
    place: str
    rule: str
    message: str
    found: str
    state: str
    waits: bool
    reference: str
    kind: str
    text: str
    author: str
    evidence: str
    comment: str


@dataclass(frozen=True)
class RuleText:
    """What a rule says: what it asks for, of what weight, and what to do."""

    rule: str
    title: str
    severity: str
    table: str
    message: str
    expected: str
    guidance: str
    clause: str


@once
def rule_lines(county: County) -> tuple[RuleLine, ...]:
    """Return the rules that found something in what stands, the heaviest and widest first."""
    by_rule: dict[tuple[str, Severity], list[Issue]] = {}
    for check in county.checks.values():
        for issue in check.issues:
            by_rule.setdefault((issue.rule, issue.severity), []).append(issue)
    titles = rulebook.rule_titles(county.season.edition)
    lines = [
        RuleLine(
            rule,
            titles.get(rule, found[0].message),
            str(severity),
            _schools(county, found),
            len({(issue.submission, issue.sheet, issue.cell) for issue in found}),
            rule in titles,
        )
        for (rule, severity), found in by_rule.items()
    ]
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                WEIGHT[Severity(line.severity)],
                -len(line.schools),
                -line.cells,
                line.rule,
            ),
        )
    )


def _schools(county: County, issues: Iterable[Issue]) -> tuple[tuple[str, str], ...]:
    codes = {Submission.parse(issue.submission).school for issue in issues}
    order = [str(code) for code in county.season.roster["school_code"]]
    known = [code for code in order if code in codes]
    known += sorted(codes - set(order))
    return tuple((code, county.season.school_name(code)) for code in known)


@once
def query_lines(county: County) -> tuple[QueryLine, ...]:
    """Return the queries of a county; what waits for the county comes first."""
    from tasks.explanations.decisions import WAITING

    lines = [
        _query(county, each, waits=each.state in WAITING) for each in county.explained.remembered
    ]
    return tuple(sorted(lines, key=lambda line: not line.waits))


def _query(county: County, each: Any, *, waits: bool) -> QueryLine:
    from tasks.explanations.decisions import DECIDED, reference

    query, said = each.query, each.explanation
    submission = Submission.parse(query.submission)
    decidable = waits or (each.state in DECIDED and not each.since)
    return QueryLine(
        school=submission.school,
        school_name=county.season.school_name(submission.school),
        form_title=catalogue.layouts(submission.edition)[submission.form].title,
        place=wording()["details"]["place"].format(sheet=query.sheet, cell=query.cell),
        rule=query.rule,
        message=query.message,
        found=query.found,
        state=str(each.state),
        waits=waits,
        reference=reference(said) if decidable and said else "",
        kind=kind_titles().get(said.kind, said.kind) if said else "",
        text=said.text if said else "",
        author=said.author if said else "",
        evidence=said.evidence if said else "",
        comment=said.comment if said else "",
    )


def issues_of(county: County, submission: str) -> tuple[Issue, ...]:
    """Return the issues of an attempt that stands, the heaviest first."""
    check = county.checks.get(submission)
    found = check.issues if check else ()
    return tuple(sorted(found, key=lambda each: (WEIGHT[each.severity], each)))


def rule_text(edition: str, rule: str) -> RuleText | None:
    """Return what a rule of a year says, None where there is no such rule or year."""
    if edition not in catalogue.editions():
        return None
    try:
        suites = catalogue.suites(edition)
    except CatalogueError:
        return None
    titles = rulebook.rule_titles(edition)
    for name, suite in suites.items():
        for entry in suite.get("expectations", ()) if rule in titles else ():
            if entry["rule"] == rule:
                return _text(entry, name, titles[rule])
    return None


def _text(entry: Mapping[str, Any], table: str, title: str) -> RuleText:
    given = {**entry, **entry.get("with", {})}
    numbers = {name: value for name, value in given.items() if isinstance(value, int | float)}
    said = {
        name: _filled(str(entry.get(name, "")), numbers)
        for name in ("message", "expected", "guidance", "clause")
    }
    return RuleText(
        rule=entry["rule"], title=title, severity=str(entry["severity"]), table=table, **said
    )


def _filled(sentence: str, numbers: Mapping[str, float]) -> str:
    """Return a sentence with the numbers of its rule; what only data can say stays open."""
    parts = []
    for text, blank, _, _ in Formatter().parse(sentence):
        parts += [text, str(numbers.get(blank, OPEN)) if blank else ""]
    return "".join(parts)
