"""A2 of the self-assessment: rooms, size, classes, funds, teachers."""

from __future__ import annotations

from itertools import count, takewhile

from tasks.dossiers.school.standing import FORM
from tasks.dossiers.table_outline import Outline
from tasks.dossiers.view import School, View
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent


def guarantee_rows(view: View, school: School) -> list[list[CellContent]]:
    """Return point, conclusion and verdict of each item, those judged by level one row a level."""
    entries = [
        (entry, level)
        for entry in view.part(FORM, "guarantee")["rows"]
        for level in (school.levels if entry.get("each") == "level" else ("",))
    ]
    return [_row(view, school, entry, level, at) for at, (entry, level) in enumerate(entries)]


def _row(view: View, school: School, entry: Outline, level: str, at: int) -> list[CellContent]:
    judgement = view.judgement(school.code, entry["item"], level)
    point = point_of(view, at, item_title(view, entry, level))
    own = f"{school.subject}.{level}" if level else school.subject
    result = f"{own}.{entry['item']}.result"
    shown = view.cell(result, judgement) if view.has(result) else view.verdict_cell(judgement)
    standard = judgement.standard if judgement else ""
    said = said_of(view, school, entry, level)
    return ["\n".join(filter(None, (point, standard))), said, shown]


def point_of(view: View, at: int, title: str) -> str:
    """Return what a point is called in the table, `at` being its place there from 0."""
    numeral = view.part(FORM, "assessment")["numerals"][at]
    return view.say(FORM, "assessment.point", numeral=numeral, title=title)


def item_title(view: View, entry: Outline, level: str) -> str:
    """Return what an item of the outline is called, with its level if it is judged by level."""
    if not level:
        return str(entry["title"])
    words = {"title": entry["title"], "level": view.levels[level]}
    return view.say(FORM, "guarantee.level_title", **words)


def said_of(view: View, school: School, entry: Outline, level: str) -> list[Piece]:
    """Return the sentence of an item, and the one about its judgement where it was judged."""
    own = f"{school.subject}.{level}" if level else school.subject
    said = view.sentence(FORM, f"guarantee.says.{entry['says']}", own)
    if "of_levels" in entry and len(school.levels) > 1:
        said += _of_levels(view, school, entry["of_levels"])
    if entry.get("rooms"):
        said += _rooms(view, school)
    judged = entry.get("judged")
    if judged and view.has(f"{own}.{entry['item']}.result"):
        said += ["\n", *view.sentence(FORM, f"guarantee.says.{judged}", own)]
    return said


def _of_levels(view: View, school: School, key: str) -> list[Piece]:
    """Return a sentence for each level of a school that has several."""
    pieces: list[Piece] = []
    for level in school.levels:
        words = {"level": view.levels[level]}
        pieces += view.sentence(FORM, f"guarantee.says.{key}", f"{school.subject}.{level}", words)
    return pieces


def rooms_of(view: View, school: School) -> list[str]:
    """Return where the facts of each music and each art room begin."""
    found: list[str] = []
    for kind in view.part(FORM, "guarantee")["room_kinds"]:
        rooms = (f"{school.subject}.{kind}_{number}" for number in count(1))
        found += takewhile(lambda each: view.has(f"{each}.name"), rooms)
    return found


def _rooms(view: View, school: School) -> list[Piece]:
    """Return each music and each art room with its area, a line each."""
    pieces: list[Piece] = []
    for room in rooms_of(view, school):
        pieces += ["\n", *view.sentence(FORM, "guarantee.room", room)]
    return pieces
