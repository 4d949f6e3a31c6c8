"""The page of one item: what it asks for, the county, every school beside the others."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tasks.model import Fact, Judgement
from tasks.review.side_view import SideView
from tasks.review.tree import LISTED, code_of

WIDE = 100
"""How wide the drawing of the largest value is, in the units of the drawing."""


def item_page(view: SideView, item: str) -> dict[str, Any]:
    """Return what the page of one item says."""
    judged = [each for name in (item, f"{item}.cv") for each in view.of_item(name, county=True)]
    schools = view.of_item(item, county=False)
    gaps = [gap for gap in view.findings.gaps if item in gap.items]
    return {
        "item": item,
        "code": code_of(item),
        "title": view.title(item),
        "clauses": list(dict.fromkeys(each.clause for each in [*judged, *schools] if each.clause)),
        "rows": [view.row(each) | {"title": view.title(each.item, each.level)} for each in judged],
        "facts": [_fact(view, fact) for fact in view.county_facts(item)],
        "levels": [
            _level(view, item, level, [each for each in schools if each.level == level])
            for level in dict.fromkeys(each.level for each in schools)
        ],
        "exclusions": view.findings.exclusions if _is_listed(view, item) else (),
        "gaps": gaps,
        "evidence": [
            {"owner": view.name(school), **row}
            for school, rows in view.given.evidence.items()
            for row in rows
            if row.get("item") == item
        ],
    }


def _is_listed(view: SideView, item: str) -> bool:
    """Tell whether an item is an indicator that schools may be left out of."""
    parts = view.side.standards["regime"]["parts"].values()
    return any(
        item in (view.side.standards.get(part["sheet"]) or {})
        for part in parts
        if part["kind"] in LISTED
    )


def _fact(view: SideView, fact: Fact) -> dict[str, Any]:
    level = next(
        (part for part in fact.id.split(".") if part in view.given.codes["levels"].rows), ""
    )
    return {
        "title": fact.title, "text": view.value(fact), "href": view.at.fact(fact.id),
        "formula": fact.formula, "note": fact.note, "level": view.level(level),
        "before": view.before(fact.id),
    }  # fmt: skip


def _level(view: SideView, item: str, level: str, judged: list[Judgement]) -> dict[str, Any]:
    """Return the schools of a level, the largest value first, those without a value last."""
    values = {each.subject: _number(view, each) for each in judged}
    limit = view.facts.get(f"standard.{level}.{item}")
    mark = limit.value if limit and isinstance(limit.value, Decimal) else None
    known = [value for value in values.values() if value is not None]
    top = max([abs(value) for value in known] + ([mark] if mark else []), default=Decimal(0))
    ordered = sorted(
        judged, key=lambda each: (values[each.subject] is None, -(values[each.subject] or 0))
    )
    return {
        "id": level,
        "title": view.level(level),
        "standard": judged[0].standard,
        "limit": {"text": view.value(limit), "href": view.at.fact(limit.id)} if limit else None,
        "mark": _along(mark, top),
        "rows": [
            view.row(each)
            | {"bar": _along(values[each.subject], top), "href": view.at.school(each.subject)}
            for each in ordered
        ],
        "has_bars": top > 0,
    }


def _number(view: SideView, judgement: Judgement) -> Decimal | None:
    fact = view.facts.get(judgement.fact)
    return fact.value if fact and isinstance(fact.value, Decimal) else None


def _along(value: Decimal | None, top: Decimal) -> str:
    """Return how far along the drawing a value stands, empty where it cannot be drawn."""
    if value is None or not top:
        return ""
    return f"{max(value, Decimal(0)) / top * WIDE:.1f}"
