"""The ledger of one county's intake folder: every file seen there, and what became of it.

A file that comes, is taken in and moves away is an event. It has an entry, and two marks:
that it was answered, and that it left its place. All three are written once, and their names
alone say how far it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from upath import UPath

from tasks.intake.inbox import drop_name
from tasks.steps.intake.listing import Glance
from tasks.store import Store, sha256_of, to_json

ENTRY, ANSWERED, LEFT = "json", "answered", "left"


@dataclass(frozen=True)
class Event:
    """One coming of one file. `number` counts how often its path has been dropped at."""

    id: str
    number: int

    def name(self, mark: str) -> str:
        """Return the name of the entry or of a mark."""
        return f"{self.id}-{self.number}.{mark}"


class Ledger:
    """What is known of the files of one intake folder; read by one listing."""

    def __init__(self, store: Store, county: UPath) -> None:
        self._open(store, county.parent.name, county.name)

    @classmethod
    def of(cls, store: Store, year: str, folder: str) -> Ledger:
        """Return the ledger of a folder that may be gone by now."""
        ledger = cls.__new__(cls)
        ledger._open(store, year, folder)
        return ledger

    def _open(self, store: Store, year: str, folder: str) -> None:
        self.store = store
        self.folder = store.ledger(year, folder)
        self._marks: dict[str, set[str]] = {}
        for name in store.names(self.folder):
            stem, _, mark = name.partition(".")
            if "-" in stem:
                self._marks.setdefault(stem, set()).add(mark)

    @cached_property
    def _latest(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for stem in self._marks:
            identity, _, number = stem.rpartition("-")
            found[identity] = max(found.get(identity, 0), int(number))
        return found

    def latest(self, path: str) -> Event | None:
        """Return the last event of a path, None if nothing was ever dropped there."""
        identity = drop_name(path)
        number = self._latest.get(identity)
        return Event(identity, number) if number else None

    def following(self, path: str) -> Event:
        """Return the event that comes next at a path."""
        identity = drop_name(path)
        return Event(identity, self._latest.get(identity, 0) + 1)

    def member(self, path: str, container: str, number: int) -> Event:
        """Return the event of a file out of an archive with the fingerprint `container`."""
        return Event(drop_name(path, container), number)

    def has(self, event: Event, mark: str = ENTRY) -> bool:
        """Tell whether an event has its entry or a mark."""
        return mark in self._marks.get(f"{event.id}-{event.number}", ())

    def entry(self, event: Event) -> dict[str, Any]:
        """Return the entry of an event."""
        found: dict[str, Any] = self.store.read_json(self.folder / event.name(ENTRY))
        return found

    def write(self, event: Event, entry: dict[str, Any]) -> None:
        """Enter an event."""
        self._put(event, ENTRY, entry)

    def mark(self, event: Event, mark: str) -> None:
        """Mark an event; once is enough."""
        if not self.has(event, mark):
            self._put(event, mark, {})

    def _put(self, event: Event, mark: str, value: dict[str, Any]) -> None:
        self.store.write_once(self.folder / event.name(mark), to_json(value))
        self._marks.setdefault(f"{event.id}-{event.number}", set()).add(mark)
        self._latest[event.id] = max(self._latest.get(event.id, 0), event.number)

    def archive(self, sha256: str) -> UPath:
        """Return the note that an archive with this fingerprint was gone through."""
        return self.folder / "archives" / f"{sha256}.json"

    def note_archive(self, sha256: str, event: Event) -> None:
        """Note that an archive was gone through at an event; the first time is remembered."""
        if not self.archive(sha256).exists():
            self.store.write_once(self.archive(sha256), to_json({"event": event.name("")}))

    def forget(self, event: Event, entry: dict[str, Any]) -> None:
        """Leave of an event only what `entry` still says."""
        self.store.forget(self.folder / event.name(ENTRY), to_json(entry))

    def events(self) -> Iterator[Event]:
        """Yield every event that has an entry, in the order of the names."""
        for stem in sorted(self._marks):
            if ENTRY in self._marks[stem]:
                identity, _, number = stem.rpartition("-")
                yield Event(identity, int(number))

    def unanswered(self) -> Iterator[Event]:
        """Yield the events that have an entry and no answer, in the order of their names."""
        for stem in sorted(self._marks):
            identity, _, number = stem.rpartition("-")
            event = Event(identity, int(number))
            if self.has(event) and not self.has(event, ANSWERED):
                yield event

    def entries(self) -> Iterator[dict[str, Any]]:
        """Yield every entry, in the order of the names."""
        for stem in sorted(self._marks):
            if ENTRY in self._marks[stem]:
                yield self.store.read_json(self.folder / f"{stem}.{ENTRY}")

    def event_of(self, path: str, glance: Glance) -> Event | None:
        """Return the event that a file lying at `path` belongs to, None if it is a new one.

        An event whose file has left is over. One whose file looks otherwise is over as well:
        somebody wrote the file anew while it lay there.
        """
        event = self.latest(path)
        if event is None or not self.has(event) or self.has(event, LEFT):
            return None
        return event if self.entry(event)["glance"] == asdict(glance) else None


class HandedOut:
    """What was put into the receipts' folders of one county: the bytes and path of each.

    The county is known by its season once it was opened, so that a renamed folder keeps it.
    """

    def __init__(self, store: Store, year: str, folder: str) -> None:
        self.store = store
        mark = store.season_mark(year, folder)
        season = store.read_json(mark)["season"] if mark.exists() else f"{year}/{folder}"
        self.folder = store.handed_out(season)

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.store.names(self.folder))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(name.partition("-")[0] for name in self._names)

    def note(self, path: str, content: bytes, source: str) -> None:
        """Write down, before it is done, that these bytes go to this path.

        `source` is the path of the file that they answer.
        """
        place = self._bytes(path, content)
        if not place.exists():
            self.store.write_once(place, to_json({"path": path, "source": source}))

    def look(self, path: str, glance: Glance) -> None:
        """Write down how the file at a path looks while it holds what we wrote."""
        self.store.write_once(self.folder / _looks(path, glance), to_json({}))

    def looks_ours(self, path: str, glance: Glance) -> bool:
        """Tell, without reading it, that the file at a path is what we wrote."""
        return _looks(path, glance) in self._names

    def is_ours(self, content: bytes) -> bool:
        """Tell whether we have handed out these bytes, wherever they lie now."""
        return sha256_of(content) in self._known

    def is_outdated(self, path: str, content: bytes, source: str) -> bool:
        """Tell whether these bytes are what we said at this path of the same file before."""
        note = self._bytes(path, content)
        return note.exists() and self.store.read_json(note)["source"] == source

    def _bytes(self, path: str, content: bytes) -> UPath:
        return self.folder / f"{sha256_of(content)}-{drop_name(path)}"


def _looks(path: str, glance: Glance) -> str:
    return f"{drop_name(path)}-{glance.size}-{glance.modified}"
