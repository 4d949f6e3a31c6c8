"""Resources: which schools meet which indicator, and what each school lacks."""

from __future__ import annotations

from collections.abc import Iterator

from tasks.dossiers.report.answers import answer_to, met_everywhere, schools_with
from tasks.dossiers.report.charts import shares_chart, spread_chart
from tasks.dossiers.report.trend import write_changes
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY, School
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.tables import CellContent
from tasks.model import Judgement, Verdict

RESOURCES = "resources"


def write_resources(report: Report) -> None:
    """Append the part on the resource indicators."""
    report.heading("resources", 2)
    _write_rule(report)
    for level in report.view.levels:
        _write_answer(report, level)
    write_changes(report, _shares(report))
    _write_shares(report)
    report.chart(shares_chart(report))
    for level in report.view.levels:
        _write_shortfalls(report, level)
    if any(_missed(report, level) for level in report.view.levels):
        report.note("notes.shortfalls")
    for level in report.view.levels:
        report.chart(spread_chart(report, level))


def _shares(report: Report) -> list[tuple[str, str]]:
    """Return the share of schools that are sufficient at each level, after what it is called."""
    return [
        (
            report.say("words.share", level=title),
            f"{COUNTY}.{level}.{RESOURCES}.schools_met_percent",
        )
        for level, title in report.view.levels.items()
    ]


def _write_rule(report: Report) -> None:
    judged = report.view.judgements(item=RESOURCES)
    rules = [each.standard for each in judged if each.subject != COUNTY]
    if rules:
        report.body("resources.rule", rule=rules[0])


def _write_answer(report: Report, level: str) -> None:
    view, words = report.view, {"level": report.view.levels[level]}
    if not view.evaluated(level):
        report.body("resources.nobody", **words)
        return
    below = [each for each in _missed(report, level) if each.verdict is Verdict.NOT_MET]
    answer = answer_to(view.judgement(COUNTY, RESOURCES, level), is_close=bool(below))
    report.body(f"resources.answers.{answer}", f"{COUNTY}.{level}", **words)
    everywhere = met_everywhere(view, level)
    if everywhere and answer != Verdict.MET:
        report.body("resources.good_news", items=view.item_titles(everywhere), **words)
    unknown = schools_with(view, RESOURCES, level, Verdict.NOT_CHECKED)
    if unknown:
        before, after = report.say("resources.not_checked", names="\n", **words).split("\n")
        report.pieces(before, *report.names(unknown), after)


def _missed(report: Report, level: str) -> list[Judgement]:
    """Return the judgements of schools that miss an indicator, school by school."""
    view = report.view
    return [
        judgement
        for school in view.evaluated(level)
        for each in view.indicators
        if (judgement := view.judgement(school.code, each.id, level))
        and judgement.verdict is Verdict.NOT_MET
    ]


def _write_shares(report: Report) -> None:
    """Append how many schools meet each indicator, and its standard, at both levels."""
    view = report.view
    names = [(each.id, each.short) for each in view.indicators]
    names.append((RESOURCES, report.say("words.resources")))
    facts: list[str] = []
    rows: list[list[CellContent]] = []
    for item, title in names:
        row: list[CellContent] = [title]
        for level in view.levels:
            mine = [f"{COUNTY}.{level}.{item}.schools_met{end}" for end in ("", "_percent")]
            standard = "" if item == RESOURCES else view.standard(item, level)
            row += [standard or view.no_value, *map(view.number, mine)]
            facts += mine
        rows.append(row)
    report.table("shares", rows, facts=facts)
    report.note("notes.evaluated")


def _write_shortfalls(report: Report, level: str) -> None:
    """Append what each school lacks at a level, if any lacks anything."""
    title = report.view.levels[level]
    missed: dict[str, list[Judgement]] = {}
    for each in _missed(report, level):
        missed.setdefault(each.subject, []).append(each)
    rows = [
        row
        for school in report.view.evaluated(level)
        for row in _rows(report, school, level, missed.get(school.code, []))
    ]
    if rows:
        report.table("shortfalls", [[str(at), *row] for at, row in enumerate(rows, 1)], level=title)


def _rows(
    report: Report, school: School, level: str, missed: list[Judgement]
) -> Iterator[list[CellContent]]:
    """Yield a row for each indicator that a school misses; its name stands once."""
    view, own = report.view, f"{school.subject}.{level}"
    units = {each.id: each.amount_unit for each in view.indicators}
    for at, each in enumerate(missed):
        fact = f"{own}.{each.item}"
        row: list[CellContent] = [
            view.item_title(each.item),
            view.number(fact),
            each.standard,
            [view.number(f"{fact}.shortfall"), units[each.item]],
            view.number(f"{fact}.result"),
        ]
        if at == 0:
            span = len(missed)
            whole = view.cell(f"{own}.resources", view.judgement(school.code, RESOURCES, level))
            row.insert(0, Cell(view.number(f"{school.subject}.name"), rows=span))
            row.append(Cell(whole.content, rows=span, shade=whole.shade))
        yield row
