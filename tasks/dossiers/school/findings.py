"""The last chapters of the self-check: what is not reached, and what will be done about it."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.dossiers.report.items import DECLARATION, school_state
from tasks.dossiers.report.writer import FILE as COUNTY_FILE
from tasks.dossiers.report.writer import Report
from tasks.dossiers.school.paper import blank
from tasks.dossiers.school.standing import FORM
from tasks.dossiers.view import School
from tasks.dossiers.word.inline import Content, Piece
from tasks.dossiers.word.tables import CellContent
from tasks.model import Judgement, Severity, Verdict


def write_problems(report: Report, school: School, is_reported: bool) -> None:
    """Append what the school misses, what could not be checked, and that queries are open."""
    report.heading("problems")
    found = list(_missed(report, school))
    unchecked = _unchecked(report, school)
    if found:
        report.body("problems.how")
        rows: list[list[CellContent]] = [
            [str(at), _title(report, each), _state(report, school, each)]
            for at, each in enumerate(found, 1)
        ]
        report.table("problems", rows)
    elif is_reported:
        report.body("problems.none")
    if unchecked:
        report.body("problems.unchecked", items=unchecked)
    if any(issue.severity is not Severity.INFO for issue in school.issues):
        report.body("problems.issues")


def write_measures(report: Report, school: School) -> None:
    """Append what is short of each standard; measure, person and day are the school's to write."""
    report.heading("measures")
    found = list(_missed(report, school))
    state = "how" if found else "unchecked" if _unchecked(report, school) else "none"
    report.body(f"measures.{state}")
    lines, blanks = report.part("blanks")["lines"], (blank(), blank())
    rows: list[list[CellContent]] = [
        [
            str(at),
            _title(report, each),
            _short(report, school, each),
            blank(lines),
            blank(),
            blank(),
        ]
        for at, each in enumerate(found, 1)
    ]
    if not found:
        free = report.say(f"tables.measures.{'later' if state == 'unchecked' else 'free'}")
        rows.append(["1", free, report.view.no_value, blank(lines), *blanks])
    report.table("measures", rows)


def _missed(report: Report, school: School) -> Iterator[Judgement]:
    """Yield what the school does not meet, in the order it was judged; sums are left out."""
    for each in report.view.judgements(subject=school.code, verdict=Verdict.NOT_MET):
        if each.item not in report.view.summaries:
            yield each


def _unchecked(report: Report, school: School) -> str:
    view = report.view
    found = view.judgements(subject=school.code, verdict=Verdict.NOT_CHECKED)
    items = dict.fromkeys(each.item for each in found if each.item not in view.summaries)
    return view.item_titles(items) if items else ""


def _title(report: Report, judgement: Judgement) -> str:
    view = report.view
    called = {each["item"]: each["title"] for each in view.part(FORM, "guarantee")["rows"]}
    title = called.get(judgement.item) or view.item_title(judgement.item)
    return view.level_title(judgement.level) + title


def _state(report: Report, school: School, judgement: Judgement) -> list[Piece]:
    """Return how far an indicator is away, or what is the case with an item."""
    view = report.view
    amounts = {each.id: each.amount_unit for each in view.indicators}
    if judgement.item in amounts:
        fact = f"{school.subject}.{judgement.level}.{judgement.item}"
        words = {"standard": judgement.standard, "unit": amounts[judgement.item]}
        return report.sentence("problems.indicator", fact, **words)
    said = school_state(report.speaking(COUNTY_FILE), judgement)
    if judgement.item.startswith(DECLARATION):
        return said
    return [*said, report.say("problems.standard", standard=judgement.standard)]


def _short(report: Report, school: School, judgement: Judgement) -> Content:
    view = report.view
    units = {each.id: each.amount_unit for each in view.indicators}
    fact = f"{school.subject}.{judgement.level}.{judgement.item}.shortfall"
    if judgement.item in units and view.has(fact):
        return [view.number(fact), f" {units[judgement.item]}"]
    return view.no_value
