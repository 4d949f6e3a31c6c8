"""表Ⅳ of the form of 2012: the items of the government's work with their scores."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tasks.dossiers.regime_report.growth import RATE
from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Cell, Dossier
from tasks.dossiers.word.inline import Content, Piece
from tasks.dossiers.word.tables import CellContent

FORM, TABLE, PART = "balance_application", "table_4", "government"
BODIES = ("score", "self_score")
TOTAL = "total"
NUMBERED = re.compile(r"^\d+ ")
"""Titles of the county's return begin with the number that an item has in another form."""


def write_government(form: Dossier, view: View) -> None:
    """Append 表Ⅳ: a line an item under its group, at the end the total and the answer."""
    outline = view.part(FORM, TABLE)
    form.heading(outline["title"], style="form_title")
    tree = view.standards[PART]
    rows = [row for group in tree["items"].values() for row in _rows_of_group(view, group)]
    rows.append(_total(view))
    form.table(outlined(outline, rows))
    for text, items in _reasons(view).items():
        words = {"items": view.item_titles(items), "reason": text}
        form.paragraph(view.say(FORM, f"{TABLE}.reason", **words), style="form_note")
    subject = f"{COUNTY}.{PART}"
    words = {"standard": view.standard(PART)}
    for key in ("scored" if _has_points(view) else "without_points", "answer"):
        said = view.sentence(FORM, f"{TABLE}.{key}", subject, words)
        form.paragraph(*said, style="form_note")


def _has_points(view: View) -> bool:
    return any(view.has(f"standard.{item}.points") for item, _ in _items(view))


def _items(view: View) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for group in view.standards[PART]["items"].values():
        yield from group["items"].items()


def _rows_of_group(view: View, group: Mapping[str, Any]) -> Iterator[list[CellContent]]:
    items = group["items"]
    for place, (item, data) in enumerate(items.items()):
        cells = _row(view, item, data)
        yield [Cell(str(group["title"]), rows=len(items)), *cells] if place == 0 else cells


def _row(view: View, item: str, data: Mapping[str, Any]) -> list[CellContent]:
    judgement = view.judgement(COUNTY, item)
    points = f"standard.{item}.points"
    return [
        item,
        str(data["title"]),
        _found(view, item),
        view.number(points) if view.has(points) else view.no_value,
        *(_number(view, f"{COUNTY}.{item}.{body}") for body in BODIES),
        view.cell(f"{COUNTY}.{item}.result", judgement),
    ]


def _number(view: View, fact: str) -> Content:
    return view.number(fact) if view.has(fact) else view.no_value


def _found(view: View, item: str) -> list[Piece]:
    """Return what an item rests on, each number after its title; growth stands in 表Ⅴ."""
    inputs = [x for x in view.fact(f"{COUNTY}.{item}.score").inputs if x.startswith(COUNTY)]
    pieces: list[Piece] = []
    for fact in (each for each in inputs if not RATE.fullmatch(each)):
        known = view.fact(fact)
        unit = "" if known.value is None else known.unit
        words = {"title": NUMBERED.sub("", known.title), "unit": unit}
        pieces += ["\n", *view.sentence(FORM, f"{TABLE}.named", fact, words)]
    if any(RATE.fullmatch(each) for each in inputs):
        pieces += ["\n", view.say(FORM, f"{TABLE}.growth_elsewhere")]
    return pieces[1:] or [view.no_value]


def _total(view: View) -> list[CellContent]:
    subject = f"{COUNTY}.{PART}"
    judgement = view.judgement(COUNTY, PART)
    numbers = [_number(view, f"{subject}.{body}") for body in BODIES]
    cells = [
        Cell(view.say(FORM, f"{TABLE}.total"), columns=4, shade=TOTAL, align="center"),
        Cell(view.no_value, shade=TOTAL),
        *(Cell(number, shade=TOTAL) for number in numbers),
        view.cell(f"{subject}.result", judgement),
    ]
    return list(cells)


def _reasons(view: View) -> dict[str, list[str]]:
    """Return why items are open or points are lost, each reason with its items."""
    found: dict[str, list[str]] = {}
    for item, _ in _items(view):
        judgement = view.judgement(COUNTY, item)
        if judgement is not None and judgement.reason:
            found.setdefault(judgement.reason, []).append(item)
    return found
