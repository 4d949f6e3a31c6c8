"""The items of an evaluation as a tree: its parts, what they ask for, level by level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tasks.model import Verdict
from tasks.review.addresses import COUNTY
from tasks.review.side_view import OVERALL, SideView

CODE = re.compile(r"([A-Z]\d*)(?:\.cv)?")
"""Such as L1 and V6; a coefficient has the code of its indicator."""

LISTED = ("school_standards", "balance")
"""The kinds of parts whose sheet lists indicators that every school is held against."""


SHARE = "schools_met_percent"
"""The fact of the county that says what part of its schools meets an indicator."""


def tree(view: SideView) -> list[dict[str, Any]]:
    """Return the parts that were judged, each with its lines and the whole last."""
    found, placed = [], {OVERALL}
    for part, terms in view.side.standards["regime"]["parts"].items():
        lines = list(_lines(view, part, terms, placed))
        placed.add(part)
        if lines or view.of_item(part, county=True):
            found.append(_part(view, part, lines))
    rest = [item for item in _judged(view) if item not in placed]
    if rest:
        others = [_line(view, item) for item in rest]
        found.append({"title": view.words["others"], "lines": others, "row": None, "id": "others"})
    return found


def overall(view: SideView) -> dict[str, Any] | None:
    """Return the verdict on the county as a whole, None where there is none."""
    judged = view.of_item(OVERALL, county=True)
    return view.row(judged[0]) if judged else None


def _part(view: SideView, part: str, lines: list[dict[str, Any]]) -> dict[str, Any]:
    whole = [each for each in view.of_item(part, county=True) if not each.level]
    row = view.row(whole[0]) if whole else None
    return {"title": view.title(part), "lines": lines, "row": row, "id": part}


def _lines(
    view: SideView, part: str, terms: Mapping[str, Any], placed: set[str]
) -> Iterator[dict[str, Any]]:
    """Yield the lines of a part, and note which items have their place."""
    sheet = view.side.standards.get(terms["sheet"]) or {}
    for item, depth, title in _names(terms["kind"], sheet):
        candidates = (f"{item}.cv",) if terms["kind"] == "balance" else (item,)
        for each in candidates:
            line = _line(view, each, depth, title)
            if line["rows"] or line["schools"] or line["is_group"]:
                placed.add(each)
                yield line
    for each in (part, "composite"):
        levels = [row for row in view.of_item(each, county=True) if row.level]
        belongs = each == part or terms["kind"] == "balance"
        if levels and belongs:
            placed.add(each)
            rows = [view.row(row) for row in levels]
            title = view.title(each, levels[0].level)
            yield _made(view, each, title, rows, [])


def _names(kind: str, sheet: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, int, str]]:
    """Yield item, depth and, of a group, the title of what a sheet of the rules lists."""
    if kind == "scored":
        for name, entry in sheet.get("items", {}).items():
            is_group = "items" in entry
            yield name, depth, str(entry["title"]) if is_group else ""
            if is_group:
                yield from _names(kind, entry, depth + 1)
    elif kind == "satisfaction":
        yield "R", depth, ""
    else:
        for name in sheet:
            yield name, depth, ""


def _line(view: SideView, item: str, depth: int = 0, group: str = "") -> dict[str, Any]:
    """Return one item with the county's verdicts, and how its schools stand, by level."""
    rows = [view.row(each) for each in view.of_item(item, county=True)]
    schools = [] if rows else _schools(view, item)
    title = group or view.title(item)
    return _made(view, item, title, rows, schools, depth, is_group=bool(group))


def _made(
    view: SideView, item: str, title: str, rows: list[dict[str, Any]],
    schools: list[dict[str, Any]], depth: int = 0, is_group: bool = False,
) -> dict[str, Any]:  # fmt: skip
    return {
        "item": item, "code": code_of(item), "title": title, "href": view.at.item(item),
        "rows": rows, "schools": schools, "depth": depth, "is_group": is_group,
    }  # fmt: skip


def code_of(item: str) -> str:
    """Return the code by which documents call an item, empty where they only have its title."""
    found = CODE.fullmatch(item)
    return found[1] if found else ""


def _schools(view: SideView, item: str) -> list[dict[str, Any]]:
    """Return by level how many schools meet an item that only schools are judged by."""
    judged = view.of_item(item, county=False)
    found = []
    for level in dict.fromkeys(each.level for each in judged):
        here = [each for each in judged if each.level == level]
        counts = {verdict: sum(each.verdict is verdict for each in here) for verdict in Verdict}
        verdicts = [
            view.verdict_named(verdict) | {"count": count}
            for verdict, count in counts.items()
            if count
        ]
        share = view.facts.get(".".join(filter(None, (COUNTY, level, item, SHARE))))
        found.append({
            "level": view.level(level), "href": view.at.item(item, level),
            "share": {"title": share.title, "text": view.value(share),
                      "href": view.at.fact(share.id)} if share else None,
            "standard": here[0].standard, "verdicts": verdicts, "count": len(here),
        })  # fmt: skip
    return found


def _judged(view: SideView) -> list[str]:
    """Return the items judged of the county, then those of schools that show a declaration."""
    return list(dict.fromkeys(each.item for each in view.judgements if each.subject == COUNTY)) + [
        item
        for item in dict.fromkeys(each.item for each in view.judgements)
        if not view.of_item(item, county=True)
    ]
