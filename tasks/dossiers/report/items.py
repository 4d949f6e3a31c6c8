"""Government guarantee, education quality and vetoes: what was found, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.dossiers import reliefs
from tasks.dossiers.report.answers import answer_to, with_verdict
from tasks.dossiers.report.history import write_history
from tasks.dossiers.report.trend import write_changes
from tasks.dossiers.report.writer import Report
from tasks.dossiers.view import COUNTY
from tasks.dossiers.word.inline import Number, Piece
from tasks.dossiers.word.tables import CellContent
from tasks.model import Judgement, Verdict

FORM = "application_form"
"""Items are described in the words of the form, so that both files say the same."""

DECLARATION = "declaration"


def write_guarantee(report: Report) -> None:
    """Append the part on what the government must guarantee."""
    _write_part(report, "guarantee", "table_4")
    if reliefs.has_reliefs(report.view):
        _write_reliefs(report)


def _write_reliefs(report: Report) -> None:
    """Append who asked for relief by which clause, and how many of them it was granted."""
    view, speaking = report.view, report.speaking(reliefs.FILE)
    report.dossier.heading(speaking.say("title"), 3)
    rows = reliefs.county_rows(view)
    if rows:
        for line in reliefs.terms(view):
            report.pieces(line)
        speaking.table("requests", rows)
    report.pieces(*reliefs.closing(view))


def write_quality(report: Report) -> None:
    """Append the part on the quality of education."""
    _write_part(report, "quality", "table_5")
    report.heading("history", 3)
    write_history(report)


def write_vetoes(report: Report) -> None:
    """Append the part on what rules a county out."""
    view, items = report.view, view_items(report, "vetoes")
    report.heading("vetoes", 2)
    judgement = view.judgement(COUNTY, "vetoes")
    report.body(f"vetoes.answers.{answer_to(judgement)}", **_named(report, items))
    rows: list[list[CellContent]] = [
        [
            str(at),
            view.requirements[item].title,
            view.number(f"{COUNTY}.{data['field']}") if "field" in data else view.no_value,
            view.cell(f"{COUNTY}.{item}.result", view.judgement(COUNTY, item)),
        ]
        for at, (item, data) in enumerate(items.items(), 1)
    ]
    facts = [f"{COUNTY}.{data['field']}" for data in items.values() if "field" in data]
    report.table("vetoes", rows, facts=facts)
    _write_schools(report, items, "vetoes")


def view_items(report: Report, part: str) -> Mapping[str, Any]:
    """Return the items of one file of the standard by id."""
    found: Mapping[str, Any] = report.view.standards[part]
    return found


def _write_part(report: Report, part: str, table: str) -> None:
    view, items = report.view, view_items(report, part)
    report.heading(part, 2)
    judgement = view.judgement(COUNTY, part)
    words = {"standard": view.standard(part), **_named(report, items)}
    report.body(f"{part}.answers.{answer_to(judgement)}", **words)
    items_met = f"{COUNTY}.{part}.items_met"
    write_changes(report, [(view.fact(items_met).title, items_met)])
    said = {item: item_state(report, table, item) for item in items}
    rows: list[list[CellContent]] = [
        [
            str(at),
            view.requirements[item].title,
            said[item],
            view.cell(f"{COUNTY}.{item}.result", view.judgement(COUNTY, item)),
        ]
        for at, item in enumerate(items, 1)
    ]
    numbers = [piece for pieces in said.values() for piece in pieces if isinstance(piece, Number)]
    report.table(part, rows, facts=[piece.fact for piece in numbers])
    for judged in with_verdict(view, items, Verdict.NOT_MET):
        _write_missed(report, judged, said[judged.item])
    _write_unchecked(report, items)
    _write_schools(report, items, part)


def _named(report: Report, items: Mapping[str, Any]) -> dict[str, str]:
    """Return the places of the items that are not met and of those that were not checked."""
    view = report.view
    return {
        str(verdict): view.enumerated(
            report.say("words.item", number=each.item[1:])
            for each in with_verdict(view, items, verdict)
        )
        for verdict in (Verdict.NOT_MET, Verdict.NOT_CHECKED)
    }


def item_state(report: Report, table: str, item: str) -> list[Piece]:
    """Return what the form says of one item, its subjects one below the other."""
    view = report.view
    if item != view.part(FORM, table).get("subject_item"):
        return view.sentence(FORM, f"{table}.items.{item}")
    pieces: list[Piece] = []
    for subject, row in view.codes["monitored_subjects"].rows.items():
        about, words = f"{COUNTY}.{item}.{subject}", {"subject": row["title"]}
        pieces += ["\n", *view.sentence(FORM, f"{table}.subject", about, words)]
    return pieces[1:]


def _write_missed(report: Report, judgement: Judgement, said: Sequence[Piece]) -> None:
    words = {
        "item": report.view.item_title(judgement.item),
        "standard": judgement.standard,
        "clause": judgement.clause,
    }
    before, after = report.say("items.missed", state="\f", **words).split("\f")
    plain = [piece.replace("\n", "") if isinstance(piece, str) else piece for piece in said]
    report.pieces(before, *plain, after, *_concerned(report, judgement.item))


def _concerned(report: Report, item: str) -> list[Piece]:
    """Return the sentences that name the schools behind a missed item."""
    missed = report.view.judgements(item=item, verdict=Verdict.NOT_MET)
    schools = [each.subject for each in missed if each.subject != COUNTY]
    return [*_naming(report, "concerned", schools), *disagreeing(report, item)]


def disagreeing(report: Report, item: str) -> list[Piece]:
    """Return the sentence that names the schools whose self-check denies an item, if any."""
    return _naming(report, "disagree", [each.subject for each in _declared(report, item)])


def _naming(report: Report, key: str, schools: Sequence[str]) -> list[Piece]:
    if not schools:
        return []
    before, after = report.say(f"items.{key}", schools="\f").split("\f")
    return [before, *report.names(dict.fromkeys(schools)), after]


def _write_unchecked(report: Report, items: Mapping[str, Any]) -> None:
    """Append, for each return that is missing, the items it leaves unchecked."""
    view = report.view
    unchecked = {each.item for each in with_verdict(view, items, Verdict.NOT_CHECKED)}
    forms = dict.fromkeys(gap.form for gap in view.gaps if unchecked & set(gap.items))
    for form in forms:
        gaps = [gap for gap in view.gaps if gap.form == form and unchecked & set(gap.items)]
        affected = [item for item in items if any(item in gap.items for gap in gaps)]
        named = view.item_titles(item for item in affected if item in unchecked)
        before, after = report.say(
            "items.unchecked", schools="\f", form=view.form_title(form), items=named
        ).split("\f")
        report.pieces(before, *report.names(gap.school for gap in gaps), after)


def _write_schools(report: Report, items: Mapping[str, Any], part: str) -> None:
    """Append the schools that miss an item themselves, or that say they do."""
    view = report.view
    judged = [
        each
        for item in items
        for each in (*view.judgements(item=item, verdict=Verdict.NOT_MET), *_declared(report, item))
        if each.subject != COUNTY
    ]
    rows: list[list[CellContent]] = [
        [
            str(at),
            view.name_of(each.subject),
            _place(report, each),
            school_state(report, each),
        ]
        for at, each in enumerate(judged, 1)
    ]
    if rows:
        report.table("schools_short", rows, part=report.say(f"headings_short.{part}"))


def _declared(report: Report, item: str) -> list[Judgement]:
    rows = report.view.codes["declarations"].rows
    return [
        each
        for code, row in rows.items()
        if row["item"] == item
        for each in report.view.judgements(
            item=f"{DECLARATION}.{code}", verdict=Verdict.NOT_MET
        )
    ]  # fmt: skip


def _place(report: Report, judgement: Judgement) -> str:
    """Return the item of the form that a judgement on a school belongs to."""
    head, _, code = judgement.item.partition(".")
    rows = report.view.codes["declarations"].rows
    return report.view.item_title(rows[code]["item"] if head == DECLARATION else judgement.item)


def school_state(report: Report, judgement: Judgement) -> list[Piece]:
    """Return what is the case at a school that misses an item, in the county report's words."""
    head, _, code = judgement.item.partition(".")
    subject = ".".join(filter(None, ("s", judgement.subject, judgement.level)))
    if head == DECLARATION:
        title = report.view.codes["declarations"].rows[code]["title"]
        return report.sentence(
            "items.schools.declaration", f"{subject}.{judgement.item}", title=title
        )
    words = {"level": report.view.level_title(judgement.level)}
    return report.sentence(f"items.schools.{judgement.item}", subject, **words)
