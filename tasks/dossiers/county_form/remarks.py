"""The remarks of an application form: what is left out, what is missing, what is unchecked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.dossiers.notes import issue_cells
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Dossier
from tasks.dossiers.word.inline import Content
from tasks.dossiers.word.tables import CellContent
from tasks.model import BUREAU, Judgement, Verdict

FILE = "county_form"
"""The wording that all application forms share."""

Rows = Sequence[Sequence[CellContent]]


def write_remarks(form: Dossier, view: View) -> None:
    """Append the page that says of every hole in the tables where it comes from."""
    form.heading(view.say(FILE, "remarks.title"), style="form_title")
    _write_list(form, view, "excluded", _excluded(view))
    _write_list(form, view, "gaps", _gaps(view))
    _write_list(form, view, "unchecked", _unchecked(view))
    bureau = view.issues_of(BUREAU)
    _write_list(form, view, "issues", [issue_cells(view, issue) for issue in bureau])


def _write_list(form: Dossier, view: View, name: str, rows: Rows) -> None:
    outline = view.part(FILE, f"remarks.{name}")
    form.heading(outline["title"], style="form_part")
    if rows:
        form.table(outlined(outline, [[str(at), *row] for at, row in enumerate(rows, 1)]))
    else:
        form.paragraph(outline["none"], style="form_note")


def _excluded(view: View) -> Rows:
    return [
        [
            view.name_of(each.school),
            view.level_title(each.level),
            each.items,
            view.say(FILE, "remarks.excluded.reason", reason=each.reason, clause=each.clause)
            if each.clause
            else each.reason,
        ]
        for each in view.exclusions
    ]


def _gaps(view: View) -> Rows:
    return [
        [
            view.name_of(each.school),
            view.form_title(each.form),
            view.standing(view.return_of(each.school, each.form)),
            view.say(
                FILE, "remarks.gaps.effect",
                items=view.item_titles(each.items), reason=each.reason,
            ),
        ]
        for each in view.gaps
    ]  # fmt: skip


def _unchecked(view: View) -> Rows:
    """Return one row for all items of one subject and level that share a reason.

    Where that is so of every school that was judged, one row stands for all of them.
    """
    together: dict[tuple[str, str, str], list[str]] = {}
    for each in view.judgements(verdict=Verdict.NOT_CHECKED):
        if not _is_part(view, each):
            key = (each.subject, each.level, each.reason)
            together.setdefault(key, []).append(each.item)
    alike: dict[tuple[str, str, tuple[str, ...]], set[str]] = {}
    for (subject, level, reason), items in together.items():
        alike.setdefault((level, reason, tuple(items)), set()).add(subject)
    rows: list[list[Content]] = []
    told: set[tuple[str, str, tuple[str, ...]]] = set()
    for (subject, level, reason), items in together.items():
        kind = (level, reason, tuple(items))
        is_everyone = len(alike[kind]) > 1 and alike[kind] == _judged_on(view, level, items)
        if is_everyone and kind in told:
            continue
        told.add(kind)
        everyone = view.say(FILE, "remarks.unchecked.everyone")
        rows.append([
            everyone if is_everyone else _subject(view, subject),
            view.level_title(level), view.item_titles(items), reason,
        ])  # fmt: skip
    return rows


def _judged_on(view: View, level: str, items: Iterable[str]) -> set[str]:
    """Return who was judged on any of the items at a level, whatever came of it."""
    return {each.subject for item in items for each in view.judgements(item=item, level=level)} - {
        COUNTY
    }


def _is_part(view: View, judgement: Judgement) -> bool:
    """Tell whether a judgement only sums up others, whose reasons it would repeat."""
    parts = view.part(FILE, "remarks.unchecked.parts")
    kind = "by_level" if judgement.level else "whole"
    return judgement.subject == COUNTY and judgement.item in parts[kind]


def _subject(view: View, subject: str) -> Content:
    return view.number("county.name") if subject == COUNTY else view.name_of(subject)
