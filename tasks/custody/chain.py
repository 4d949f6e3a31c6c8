"""The chain of events: how it grows, and where it is broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tasks.custody.events import KINDS, START, Event, Happening, hash_of, later, when

EDITED = "edited"
BACK_DATED = "back_dated"
DELETED = "deleted"
REORDERED = "reordered"
ADDED = "added"
UNLINKED = "unlinked"
OTHER_HEAD = "other_head"
"""How a chain may be broken. unlinked: the next one bears the hash of another event."""


@dataclass(frozen=True)
class Broken:
    """The first link that does not hold: the number of its event, and how it is broken."""

    number: int
    how: str


def append(
    last: Event | None, happenings: Iterable[Happening], recorded_at: str
) -> tuple[Event, ...]:
    """Return the events to put behind `last`, by moment and in the order of `KINDS`.

    Nothing is recorded before what is there already: a clock that goes back stands still.
    """
    ordered = sorted(
        happenings, key=lambda each: (when(each.happened_at), KINDS.index(each.kind), each.subject)
    )
    made: list[Event] = []
    for happening in ordered:
        before = made[-1] if made else last
        made.append(_next(before, happening, recorded_at))
    return tuple(made)


def _next(before: Event | None, happening: Happening, recorded_at: str) -> Event:
    event = Event(
        **(asdict(happening) | {"files": dict(happening.files)}),
        number=before.number + 1 if before else 1,
        recorded_at=later(recorded_at, before.recorded_at) if before else recorded_at,
        previous=before.hash if before else START,
    )
    return replace(event, hash=hash_of(event.as_note()))


def broken_link(
    notes: Sequence[Mapping[str, Any]], head: str | None = None, length: int | None = None
) -> Broken | None:
    """Return the first link of a chain that does not hold, None if all do.

    `notes` are events as plain values in the order in which they were found; `head` and
    `length` what somebody has signed of the chain, None where nobody has.
    """
    for place in range(1, len(notes) + 1):
        broken = _fault(notes, place)
        if broken is not None:
            return broken
    if length is not None and len(notes) != length:
        how = DELETED if len(notes) < length else ADDED
        return Broken(min(len(notes), length) + 1, how)
    if head is not None and head != (notes[-1]["hash"] if notes else START):
        return Broken(len(notes), OTHER_HEAD)
    return None


def _fault(notes: Sequence[Mapping[str, Any]], place: int) -> Broken | None:
    note, before = notes[place - 1], notes[place - 2] if place > 1 else None
    if not _is_event(note):
        return Broken(place, EDITED)
    is_early = before is not None and when(note["recorded_at"]) < when(before["recorded_at"])
    if note["hash"] != hash_of(note):
        return Broken(place, BACK_DATED if is_early else EDITED)
    if note["number"] != place:
        return Broken(place, _misplaced(notes, place))
    if is_early:
        return Broken(place, BACK_DATED)
    if note["previous"] != (before["hash"] if before else START):
        return Broken(max(place - 1, 1), UNLINKED)
    return None


def _is_event(note: Mapping[str, Any]) -> bool:
    """Tell whether a note has all that an event has, each of its kind."""
    try:
        when(note["recorded_at"])
        Event(**note)
    except (KeyError, TypeError, ValueError):
        return False
    return isinstance(note["number"], int) and isinstance(note["hash"], str)


def _misplaced(notes: Sequence[Mapping[str, Any]], place: int) -> str:
    """Return how it came that another event stands in the place of this one."""
    if notes[place - 1]["number"] < place:
        return ADDED
    is_later = any(isinstance(note, Mapping) and note.get("number") == place for note in notes)
    return REORDERED if is_later else DELETED
