"""表Ⅴ of the form of 2012: what was spent in the two latest years, and how it grew.

What no return carries is a dash, and a note below the table says why.
"""

from __future__ import annotations

import re

from tasks.dossiers.notes import write_missing
from tasks.dossiers.table_outline import Outline, outlined
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Dossier
from tasks.dossiers.word.tables import CellContent
from tasks.model import BUREAU

FORM, TABLE = "balance_application", "table_5"
YEAR = re.compile(rf"{COUNTY}\.funds\.(\d+)\.year")
RETURN = "county_return"
SHOWN = 2
"""How many years the form asks for."""


def write_funds(form: Dossier, view: View) -> None:
    """Append 表Ⅴ: a line for each kind of funds, the year before and the latest one."""
    outline = view.part(FORM, TABLE)
    form.heading(outline["title"], style="form_title")
    years = _years(view)
    facts: list[str] = []
    rows = [_row(view, row, years, facts) for row in outline["rows"]]
    form.table(outlined(outline, rows, columns=_columns(view, outline, years)))
    write_missing(form, view, facts)
    for reason, titles in _left_open(view, outline, years).items():
        words = {"titles": view.enumerated(titles), "reason": reason}
        form.paragraph(view.say(FORM, f"{TABLE}.left_open", **words), style="form_note")
    for note in view.sentences(FORM, f"{TABLE}.notes"):
        form.paragraph(*note, style="form_note")


def _years(view: View) -> list[str]:
    """Return the two latest years of the county's return, fewer where it has fewer."""
    found = sorted(match[1] for fact in view.facts if (match := YEAR.fullmatch(fact)))
    return found[-SHOWN:]


def _columns(view: View, outline: Outline, years: list[str]) -> list[Outline]:
    first, *others = outline["columns"]
    named = [view.say(FORM, f"{TABLE}.year", year=year) for year in years]
    unnamed = list(outline["unnamed_years"])
    titles = [*unnamed[: SHOWN - len(named)], *named]
    amounts = [{**outline["amount"], "title": title} for title in titles]
    return [first, *others[:1], *amounts, *others[1:]]


def _row(view: View, row: Outline, years: list[str], facts: list[str]) -> list[CellContent]:
    cells: list[CellContent] = [row["title"], row["unit"]]
    named = [f"{COUNTY}.funds.{year}.{row['fact']}" for year in years] if "fact" in row else []
    growth = [f"{COUNTY}.{row['growth']}.{year}" for year in years[-1:]] if "growth" in row else []
    cells += [view.no_value] * (SHOWN - len(named))
    for fact in (*named, *(growth or [""])):
        if view.has(fact):
            cells.append(view.number(fact))
            facts.append(fact)
        else:
            cells.append(view.no_value)
    return cells


def _left_open(view: View, outline: Outline, years: list[str]) -> dict[str, list[str]]:
    """Return why lines have no numbers: no form asks for them, or the return lacks the years."""
    found: dict[str, list[str]] = {}
    for row in outline["rows"]:
        if "not_collected" in row:
            found.setdefault(row["not_collected"], []).append(row["title"])
        elif len(years) < SHOWN:
            found.setdefault(_why_no_years(view), []).append(row["title"])
    return found


def _why_no_years(view: View) -> str:
    expected = view.return_of(BUREAU, RETURN)
    kind = "too_few_years" if expected is not None and expected.usable else "no_return"
    return view.say(FORM, f"{TABLE}.{kind}", form=view.form_title(RETURN))
