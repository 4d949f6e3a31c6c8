"""What grew from year to year: the rates that the items of a scheme were judged by."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tasks.dossiers.regime_report.part import Part
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.tables import CellContent

RATE = re.compile(
    rf"{COUNTY}\.(?P<item>\w+)\.(?:\w+\.)*?(?P<than>than_)?growth\.(?P<year>\d+)"
)  # fmt: skip


def write_growth(report: Report, part: Part, items: Iterable[str]) -> None:
    """Append a line for each series that some items must see grow, a column for each year.

    Nothing is appended where no item asks for growth. What a series must grow faster than
    stands below it.
    """
    series = _series(report, set(items))
    years = sorted({year for facts in series.values() for year in facts})
    if not years:
        return
    outline = report.part("tables.growth")
    rows = [_row(report, facts, years) for facts in series.values()]
    columns = [
        *outline["columns"],
        *({**outline["year"], "title": report.say("words.year", year=year)} for year in years),
    ]
    known = [fact for facts in series.values() for fact in facts.values()]
    report.table("growth", rows, columns=columns, facts=known, part=part.title)


def _series(report: Report, items: set[str]) -> dict[str, dict[str, str]]:
    """Return the facts by year of each series of rates, in the order they were entered."""
    found: dict[str, dict[str, str]] = {}
    for fact in report.view.facts:
        rate = RATE.fullmatch(fact)
        if rate and rate["item"] in items:
            found.setdefault(fact.rpartition(".")[0], {})[rate["year"]] = fact
    return found


def _row(report: Report, facts: dict[str, str], years: list[str]) -> list[CellContent]:
    view, first = report.view, next(iter(facts.values()))
    rate = RATE.fullmatch(first)
    title = view.fact(view.fact(first).inputs[0]).title
    kind = "compared" if rate and rate["than"] else "grown"
    return [
        rate["item"] if rate else view.no_value,
        report.say(f"words.{kind}", title=title),
        *(view.number(facts[year]) if year in facts else view.no_value for year in years),
    ]
