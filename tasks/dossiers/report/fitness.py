"""Fitness of the pupils: rates by level, grade and sex, and what schools report themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tasks.dossiers.report.charts import grades_chart, sexes_chart
from tasks.dossiers.report.trend import write_changes
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, SHARED, School
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.inline import Content, Piece
from tasks.dossiers.word.tables import CellContent


def write_fitness(report: Report) -> None:
    """Append the part on fitness; it informs and is not judged."""
    view = report.view
    report.heading("fitness", 2)
    found = view.fact(f"{COUNTY}.fitness.pass_percent")
    state = "nothing" if found.value is None else "partly" if found.note else "all"
    if state == "partly" and view.fact(f"{COUNTY}.fitness.students").value is None:
        state = "partly_uncounted"
    report.body(f"fitness.{state}", note=found.note)
    if found.value is not None:
        report.body("fitness.beside")
        rate = f"{COUNTY}.fitness.pass_percent"
        write_changes(report, [(view.fact(rate).title, rate)])
    _write_rates(report)
    formula = view.fact(f"{COUNTY}.fitness.participation_percent").formula
    report.note("notes.participation", formula=formula)
    report.chart(grades_chart(report))
    report.note("notes.fitness")
    _write_sexes(report)
    report.chart(sexes_chart(report))
    _write_reported(report)


def _write_rates(report: Report) -> None:
    """Append the rates of every grade, below them those of its level, at the end all."""
    fields = report.part("tables.fitness")["facts"]
    rows: list[list[CellContent]] = []
    known: list[str] = []
    missing: dict[tuple[str, ...], dict[str, bool]] = {}
    for scope, title, is_sum in _groups(report):
        facts = [f"{scope}.{field}" for field in fields]
        rows.append(_row(report, title, facts, is_sum))
        known += facts
        for reason, titles in report.view.missing(facts).items():
            missing.setdefault((reason, *titles), {})[title] = is_sum
    if len(missing) <= 1:
        report.table("fitness", rows, facts=known)
        return
    report.table("fitness", rows, facts=[x for x in known if report.view.fact(x).value is not None])
    _write_missing(report, missing)


def _write_missing(report: Report, missing: Mapping[tuple[str, ...], Mapping[str, bool]]) -> None:
    """Append for which groups numbers are missing; a sum speaks for the grades it sums up."""
    view = report.view
    for (reason, *titles), groups in missing.items():
        sums = [title for title, is_sum in groups.items() if is_sum]
        words = {"groups": view.enumerated(sums or groups), "titles": view.enumerated(titles)}
        named = report.say("fitness.of_groups", **words)
        note = view.say(SHARED, "missing", titles=named, reason=reason)
        report.dossier.paragraph(note, style="form_note")


def _write_sexes(report: Report) -> None:
    """Append the same groups, boys and girls apart."""
    fields, sexes = report.part("tables.fitness_sexes")["facts"], report.view.codes["sexes"].codes
    rows: list[list[CellContent]] = []
    known: list[str] = []
    for scope, title, is_sum in _groups(report):
        facts = [f"{scope}.{sex}.{field}" for field in fields for sex in sexes]
        rows.append(_row(report, title, facts, is_sum))
        known += facts
    report.table("fitness_sexes", rows, facts=known)


def _row(report: Report, title: str, facts: list[str], is_sum: bool) -> list[CellContent]:
    cells: list[Content] = [title, *map(report.view.number, facts)]
    shade = "total" if is_sum else ""
    return [Cell(content, shade=shade) for content in cells]


def _groups(report: Report) -> Iterator[tuple[str, str, bool]]:
    """Yield where the facts of a row begin, its title, and whether it sums up others."""
    view = report.view
    for level, title in view.levels.items():
        for grade, row in view.codes["grades"].rows.items():
            if row["level"] == level:
                yield f"{COUNTY}.fitness.{grade}", row["title"], False
        yield f"{COUNTY}.{level}.fitness", title, True
    yield f"{COUNTY}.fitness", report.say("words.both"), True


def _write_reported(report: Report) -> None:
    """Append how many schools report what was computed, and where the others differ."""
    report.body("fitness.reported")
    rows: list[list[CellContent]] = [
        [str(at), report.view.name_of(school.code), report.view.levels[level], said]
        for at, (school, level, said) in enumerate(_differing(report), 1)
    ]
    if rows:
        report.table("fitness_reported", rows)


def _differing(report: Report) -> Iterator[tuple[School, str, list[Piece]]]:
    """Yield school and level wherever a reported count is not the computed one, with both."""
    view = report.view
    for school in view.schools:
        for level in school.levels:
            subject, pieces = f"{school.subject}.{level}", list[Piece]()
            for name in report.part("fitness.differences"):
                difference = f"{subject}.fitness.{name}_difference"
                if view.has(difference) and view.fact(difference).value:
                    pieces += ["\n", *report.sentence(f"fitness.differences.{name}", subject)]
            if pieces:
                yield school, level, pieces[1:]
