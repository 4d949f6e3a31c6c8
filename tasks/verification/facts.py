"""The facts that travel inside a Word file, as the reader of that file finds them."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from tasks.model import Source

NAMESPACE = "urn:junheng:facts"
DIGEST = 12
"""Signs of the hash of a text in the id of a number that was quoted from it."""


@dataclass(frozen=True)
class KnownFact:
    """One fact of the XML part; `value` is its exact number, `text` what it says instead."""

    id: str
    title: str
    printed: str
    value: Decimal | None = None
    text: str | None = None
    places: int = 0
    unit: str = ""
    formula: str = ""
    note: str = ""
    inputs: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class ChartPlace:
    """Where the value of a fact stands in a chart: chart, column and row of its data sheet."""

    chart: int
    series: int
    place: int
    fact: str


@dataclass(frozen=True)
class FactsPart:
    """What a Word file carries: facts with inputs first, what was printed, points of charts.

    `printed` has the fact of each content control by the number of the control.
    """

    edition: str
    county: str
    regime: str
    facts: Mapping[str, KnownFact]
    printed: Mapping[int, str] = field(default_factory=dict)
    points: tuple[ChartPlace, ...] = ()


def read_facts(xml: bytes) -> FactsPart | None:
    """Return what an XML part carries, None where it is none of ours.

    Raises `ValueError` where it is ours and its parts do not fit together.
    """
    try:
        root = ET.fromstring(xml)
    except ET.ParseError:
        return None
    if root.tag != _name("facts"):
        return None
    files = {each.get("id", ""): (each.get("submission", ""), each.get("sha256", ""))
             for each in root.iter(_name("file"))}  # fmt: skip
    try:
        return FactsPart(
            edition=root.get("edition", ""),
            county=root.get("county", ""),
            regime=root.get("regime", ""),
            facts={each.get("id", ""): _fact(each, files) for each in root.iter(_name("fact"))},
            printed={int(each.get("mark", "")): each.get("fact", "")
                     for each in root.iter(_name("print"))},
            points=tuple(_point(each) for each in root.iter(_name("point"))),
        )  # fmt: skip
    except (ArithmeticError, KeyError) as error:
        raise ValueError(str(error)) from error


def _fact(element: ET.Element, files: Mapping[str, tuple[str, str]]) -> KnownFact:
    value = element.get("value")
    return KnownFact(
        id=element.get("id", ""),
        title=element.get("title", ""),
        printed=element.get("printed", ""),
        value=None if value is None else Decimal(value),
        text=element.get("text"),
        places=int(element.get("places", "0")),
        unit=element.get("unit", ""),
        formula=element.get("formula", ""),
        note=element.get("note", ""),
        inputs=tuple(each.get("id", "") for each in element.iter(_name("input"))),
        sources=tuple(
            Source(*files[each.get("file", "")], each.get("sheet", ""), each.get("cell", ""))
            for each in element.iter(_name("source"))
        ),
    )


def known_of(note: Mapping[str, Any]) -> KnownFact:
    """Return a fact as a book of facts, `facts.json`, has it."""
    value = note["value"]
    is_number = bool(note["is_number"])
    return KnownFact(
        id=note["id"],
        title=note["title"],
        printed=note["printed"],
        value=Decimal(value) if is_number else None,
        text=None if is_number else value,
        places=len(note["printed"].partition(".")[2]) if is_number else 0,
        unit=note["unit"],
        formula=note["formula"],
        note=note["note"],
        inputs=tuple(note["inputs"]),
        sources=tuple(Source(**each) for each in note["sources"]),
    )


def completed(part: FactsPart, book: Mapping[str, Mapping[str, Any]]) -> FactsPart:
    """Return a part whose bare facts are filled from the book of facts of their package.

    A file for the public carries its numbers alone. What a number was computed from, and the
    text that a number was quoted from, are then looked up in the book.
    """
    bare = [fact for fact in part.facts.values()
            if not (fact.inputs or fact.sources or fact.formula or fact.note)]  # fmt: skip
    if not bare:
        return part
    whole = {name: known_of(note) for name, note in book.items()}
    texts = {
        hashlib.sha256(text.encode()).hexdigest()[:DIGEST]: (fact.id, text)
        for fact in whole.values()
        for text in (fact.title, fact.note, fact.formula)
    }
    found = dict(whole)
    found.update(part.facts)
    for fact in bare:
        parts = fact.id.split(".")
        if fact.id in whole:
            known = whole[fact.id]
            found[fact.id] = replace(
                fact, inputs=known.inputs, sources=known.sources, formula=known.formula,
                note=known.note, places=known.places,
            )  # fmt: skip
        elif len(parts) > 1 and parts[1] in texts:
            owner, text = texts[parts[1]]
            found[fact.id] = replace(fact, inputs=(owner,), formula=text)
    return replace(part, facts=found)


def _point(element: ET.Element) -> ChartPlace:
    chart, series, place = (int(element.get(name, "")) for name in ("chart", "series", "place"))
    return ChartPlace(chart, series, place, element.get("fact", ""))


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
