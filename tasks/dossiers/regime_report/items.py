"""Requirements that are met or not, one line each."""

from __future__ import annotations

from tasks.dossiers.regime_report.part import Part
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.inline import Content, Piece
from tasks.dossiers.word.tables import CellContent


def write_items(report: Report, part: Part) -> None:
    """Append every item with its standard, what was found, and the answer."""
    view = report.view
    rows: list[list[CellContent]] = []
    for at, item in enumerate(view.standards[part.sheet], 1):
        judgement = view.judgement(COUNTY, item)
        result = f"{COUNTY}.{item}.result"
        rows.append(
            [str(at), view.fact(result).title, view.standard_of(judgement), _found(report, result),
             view.cell(result, judgement), judgement.reason if judgement else view.no_value]
        )  # fmt: skip
    report.table("items", rows, part=part.title)


def _found(report: Report, result: str) -> Content:
    """Return what the answer rests on: one number alone, or several, each with its title."""
    view = report.view
    facts = [fact for fact in view.fact(result).inputs if fact.startswith(f"{COUNTY}.")]
    if len(facts) == 1:
        return view.number(facts[0])
    pieces: list[Piece] = []
    for fact in facts:
        pieces += ["\n", *report.sentence("words.named", fact, title=view.fact(fact).title)]
    return pieces[1:] or view.no_value
