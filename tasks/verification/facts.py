"""The facts that travel inside a Word file, as the reader of that file finds them."""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
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

    @property
    def is_bare(self) -> bool:
        """Tell whether the file has the fact alone, without what it came from."""
        return not (self.inputs or self.sources or self.formula or self.note)


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


class FactBook(Mapping[str, KnownFact]):
    """The facts of a book of facts, `facts.json`, by id; each is understood when asked for."""

    def __init__(self, notes: Mapping[str, Mapping[str, Any]]) -> None:
        """Take the book as it was read."""
        self._notes = notes
        self._known: dict[str, KnownFact] = {}

    def __getitem__(self, fact: str) -> KnownFact:
        """Return a fact; raise `KeyError` where the book has none of that id."""
        if fact not in self._known:
            self._known[fact] = known_of(self._notes[fact])
        return self._known[fact]

    def __iter__(self) -> Iterator[str]:
        """Yield the ids in the order of the book."""
        return iter(self._notes)

    def __len__(self) -> int:
        """Return how many facts there are."""
        return len(self._notes)

    @cached_property
    def texts(self) -> Mapping[str, tuple[str, str]]:
        """Return by the digest of each text of a fact its id and the text."""
        return {
            hashlib.sha256(text.encode()).hexdigest()[:DIGEST]: (name, text)
            for name, note in self._notes.items()
            for text in (note["title"], note["note"], note["formula"])
        }


def completed(part: FactsPart, book: FactBook) -> FactsPart:
    """Return a part whose bare facts are filled from the book of facts of their package.

    A file for the public carries its numbers alone, and any file a fact alone whose text it
    quotes. What a number was computed from, and the text that a number was quoted from, are
    then looked up in the book.
    """
    filled = {fact.id: _filled(fact, book) for fact in part.facts.values() if fact.is_bare}
    if not filled:
        return part
    return replace(part, facts=ChainMap(filled, dict(part.facts), book))  # type: ignore[arg-type]


def _filled(fact: KnownFact, book: FactBook) -> KnownFact:
    """Return a bare fact with what the book knows of it, or of the text it was quoted from."""
    known = book.get(fact.id)
    if known is not None:
        return replace(
            fact, inputs=known.inputs, sources=known.sources, formula=known.formula,
            note=known.note, places=known.places,
        )  # fmt: skip
    digest = fact.id.split(".")[1:2]
    if digest and digest[0] in book.texts:
        owner, text = book.texts[digest[0]]
        return replace(fact, inputs=(owner,), formula=text)
    return fact


def _point(element: ET.Element) -> ChartPlace:
    chart, series, place = (int(element.get(name, "")) for name in ("chart", "series", "place"))
    return ChartPlace(chart, series, place, element.get("fact", ""))


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"
