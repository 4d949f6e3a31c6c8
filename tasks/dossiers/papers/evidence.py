"""Which documents vouch for what: the points of the catalogue, A → B → C, and who names what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.dossiers.view import COUNTY, View
from tasks.model import BUREAU

SCHOOLS = "school"
"""Stands in `by` of a point for every school; the bureau stands there under its own name."""

SURVEY_PART = "recognition"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Point:
    """One point of the catalogue: what kind of document is wanted, and of whom."""

    folder: str
    part: str
    item: str
    place: int
    title: str
    by: tuple[str, ...]
    is_confirmed: bool

    @property
    def number(self) -> str:
        """Return the number of the point: the item, and its place there."""
        return f"{self.item}-{self.place}"

    @property
    def key(self) -> tuple[str, str]:
        """Return item and place as a return names them."""
        return self.item, str(self.place)


@dataclass(frozen=True)
class Document:
    """One document as it was named in a return; what was not filled in is empty."""

    name: str
    number: str = ""
    date: str = ""
    page: str = ""
    note: str = ""


@dataclass(frozen=True)
class EvidenceLine:
    """One point with the documents that one owner names for it; none means 未提供.

    A point that the catalogue does not know has no title. `owners` says who is asked.
    """

    part: str
    item: str
    item_title: str
    number: str
    title: str
    is_confirmed: bool
    documents: tuple[Document, ...] = ()
    owners: tuple[str, ...] = field(default=())

    @property
    def is_of_schools_alone(self) -> bool:
        """Tell whether no document of the bureau is asked for."""
        return bool(self.owners) and BUREAU not in self.owners


def points_of(catalogue: Mapping[str, Any]) -> tuple[Point, ...]:
    """Return the points of a file of `expectations/evidence` in its order."""
    return tuple(
        Point(folder, str(part["part"]), item, place, str(data["title"]),
              tuple(data["by"]), bool(data["confirmed"]))
        for folder, part in catalogue.get("parts", {}).items()
        for item, found in part["items"].items()
        for place, data in enumerate(found, 1)
    )  # fmt: skip


def asked_of(points: Sequence[Point], owner: str) -> list[Point]:
    """Return the points that the bureau, or a school, is to name documents for."""
    kind = BUREAU if owner == BUREAU else SCHOOLS
    return [point for point in points if kind in point.by]


def evidence_lines(view: View, owner: str, *, everything: bool = False) -> list[EvidenceLine]:
    """Return the points asked of a school or the bureau, and at last documents of no known point.

    With `everything` also the points that only others are asked for.
    """
    points = points_of(view.enclosures.evidence_points)
    named = _documents(view.enclosures.evidence.get(owner, ()))
    wanted = points if everything else asked_of(points, owner)
    lines = [_line(view, point, named.pop(point.key, ())) for point in wanted]
    return lines + [
        EvidenceLine("", item, item, f"{item}-{place}", "", True, documents)
        for (item, place), documents in named.items()
    ]


def _line(view: View, point: Point, documents: tuple[Document, ...]) -> EvidenceLine:
    part = view.standards["wording"]["parts"][point.part]
    return EvidenceLine(
        part=f"{point.folder} {part}",
        item=point.item,
        item_title=_title(view, point),
        number=point.number,
        title=point.title,
        is_confirmed=point.is_confirmed,
        documents=documents,
        owners=point.by,
    )


def _title(view: View, point: Point) -> str:
    titles = {each.id: each.title for each in view.indicators}
    result = f"{COUNTY}.{point.item}.result"
    return titles.get(point.item) or (view.fact(result).title if view.has(result) else point.item)


def _documents(rows: Sequence[Row]) -> dict[tuple[str, str], tuple[Document, ...]]:
    """Return the documents by item and point, each in the order of the return."""
    found: dict[tuple[str, str], tuple[Document, ...]] = {}
    for row in rows:
        key = (row["item"], row["point"])
        document = Document(
            row["document_name"], row.get("document_number", ""), row.get("document_date", ""),
            row.get("page", ""), row.get("note", ""),
        )  # fmt: skip
        found[key] = (*found.get(key, ()), document)
    return found
