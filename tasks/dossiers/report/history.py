"""What earlier years say about the classes that graduate, beside what was reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tasks.dossiers.report.writer import REPORTS, Report
from tasks.dossiers.view import COUNTY, School, View
from tasks.dossiers.word.inline import Number
from tasks.dossiers.word.tables import CellContent

HISTORY = ".history."


@dataclass(frozen=True)
class Figure:
    """One figure of the cohort of a level; `reported` is empty where nobody reports it."""

    level: str
    title: str
    reported: str
    from_years: str


def has_history(view: View) -> bool:
    """Tell whether earlier years were looked at, be it in vain."""
    return any(HISTORY in fact for fact in view.facts)


def write_history(report: Report) -> None:
    """Append the figures of the county, and the schools whose own are open to question.

    Without usable earlier years one sentence says so.
    """
    report, view = report.speaking(REPORTS), report.view
    county = list(_of_county(report))
    schools = [(school, each) for school in view.schools for each in _of_school(report, school)]
    if not any(_is_known(report, each) for each in [*county, *(each for _, each in schools)]):
        report.body("history.none")
        return
    report.body("history.how")
    rows: list[list[CellContent]] = [[*_cells(report, each), _note(report, each)]
                                     for each in county]  # fmt: skip
    report.table("history", rows)
    _write_asked(report, schools)
    _write_open(report, schools)


def _write_asked(report: Report, schools: list[tuple[School, Figure]]) -> None:
    open_ones = {(school.code, each.level, _note(report, each))
                 for school, each in schools if _is_open(report, each)}  # fmt: skip
    asked = [
        (school, each) for school, each in schools
        if not _is_open(report, each) and report.view.fact(each.from_years).note
        and (school.code, each.level, _note(report, each)) not in open_ones
    ]  # fmt: skip
    if not asked:
        report.body("history.no_school_differs")
        return
    rows: list[list[CellContent]] = [
        [str(at), report.view.name_of(school.code), *_cells(report, each), _note(report, each)]
        for at, (school, each) in enumerate(asked, 1)
    ]
    report.table("history_schools", rows)


def _write_open(report: Report, schools: list[tuple[School, Figure]]) -> None:
    """Append, for each reason, the schools with a figure that nothing could be held against.

    A reason that begins with the name of its school is told once for all schools alike.
    """
    by_reason: dict[str, list[str]] = {}
    for school, each in schools:
        if _is_open(report, each):
            name = report.view.name_of(school.code)
            own = name.text if isinstance(name, Number) else name
            by_reason.setdefault(_note(report, each).removeprefix(own), []).append(school.code)
    for reason, codes in by_reason.items():
        before, after = report.say("history.open", schools="\f", reason=reason).split("\f")
        report.pieces(before, *report.names(dict.fromkeys(codes)), after)


def _of_county(report: Report) -> Iterator[Figure]:
    for level in report.view.levels:
        for name, entry in report.part("history.figures").items():
            known = filter(report.view.has, entry["county"].get(level, ()))
            figure = Figure(level, entry["title"], next(known, ""),
                            f"{COUNTY}.history.{level}.{name}")  # fmt: skip
            if report.view.has(figure.from_years):
                yield figure


def _of_school(report: Report, school: School) -> Iterator[Figure]:
    for level in school.levels:
        scope = f"{school.subject}.{level}"
        for name, entry in report.part("history.figures").items():
            reported = f"{scope}.{entry['school']}"
            figure = Figure(level, entry["title"], reported if report.view.has(reported) else "",
                            f"{scope}.history.{name}")  # fmt: skip
            if report.view.has(figure.from_years):
                yield figure


def _cells(report: Report, figure: Figure) -> list[str | Number]:
    view = report.view
    reported = view.number(figure.reported) if figure.reported else view.no_value
    return [view.levels[figure.level], figure.title, reported, view.number(figure.from_years)]


def _note(report: Report, figure: Figure) -> str:
    """Return what must be asked about a figure, or that both agree."""
    return report.view.fact(figure.from_years).note or report.say("history.agreed")


def _is_known(report: Report, figure: Figure) -> bool:
    return report.view.fact(figure.from_years).value is not None


def _is_open(report: Report, figure: Figure) -> bool:
    """Tell whether one of the two numbers is missing, so that nothing could be compared."""
    view = report.view
    is_reported = bool(figure.reported) and view.fact(figure.reported).value is not None
    return not (is_reported and _is_known(report, figure))
