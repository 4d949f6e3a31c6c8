"""Step: what the store shows and the chain of events lacks is put into it.

Nothing is told to the chain when it happens: it is found in what the stages wrote, so that a
run may be broken off anywhere, and the next one tells what that one could not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tasks.model import Status
from tasks.steps import shelf
from tasks.steps.dossiers.outbox import delivered
from tasks.steps.dossiers.versions import DRAFT, FINAL, approval_of
from tasks.steps.season.open_seasons import season_of_key
from tasks.store import ARRIVAL, ConflictError, Store, open_store, sha256_of, to_json

if TYPE_CHECKING:
    from tasks.custody.events import Event, Happening

CHECKED = "checked/"
"""How a receipt calls, among its files, a check that was looked at with it."""


def record(moment: str, county: str = "") -> int:
    """Put into the chain of every season what happened since; return how many events.

    With `edition/county`, into that of one season alone.
    """
    store = open_store()
    seasons = [county] if county else store.seasons()
    return sum(chronicle(store, season, moment) for season in seasons)


def chronicle(store: Store, season: str, moment: str) -> int:
    """Put into the chain of `edition/county` what happened since; return how many events.

    What the store gives no moment for is told as happening at `moment`. Only one run at a
    time adds to a chain; where another one was faster, what it left is added.
    """
    from tasks.custody.chain import append

    events = events_of(store, season)
    found = list(_happenings(_Known.of(store, season, moment, events)))
    if not found:
        return 0
    added = append(events[-1] if events else None, found, moment)
    try:
        path = store.events(season, added[0].number)
        store.write_once(path, to_json([event.as_note() for event in added]))
    except ConflictError:
        return chronicle(store, season, moment)
    return len(added)


def events_of(store: Store, season: str) -> list[Event]:
    """Return the chain of `edition/county`, as it stands in the store and unchecked."""
    from tasks.custody.events import Event

    return [Event(**note) for note in store.chain(season)]


@dataclass(frozen=True)
class _Known:
    """What the chain of a season knows: so much need not be read again."""

    store: Store
    season: str
    moment: str
    told: frozenset[tuple[str, str]] = field(repr=False)
    checks: frozenset[str] = field(repr=False)

    @classmethod
    def of(cls, store: Store, season: str, moment: str, events: Sequence[Event]) -> _Known:
        told = frozenset((event.kind, event.subject) for event in events)
        checks = {
            f"{event.subject.rpartition('/')[0]}/{name.removeprefix(CHECKED)}"
            for event in events
            for name in event.files
            if name.startswith(CHECKED)
        }
        return cls(store, season, moment, told, frozenset(checks))

    def lacks(self, kind: str, subject: str) -> bool:
        """Tell whether an event is not in the chain yet."""
        return (kind, subject) not in self.told


def _happenings(known: _Known) -> Iterator[Happening]:
    for source in SOURCES:
        yield from source(known)


def _returns(known: _Known) -> Iterator[Happening]:
    """Yield what came, and what was answered to it."""
    from tasks.custody.events import Happening

    for submission in known.store.submissions(*known.season.split("/")):
        key = str(submission)
        if known.lacks("received", key):
            arrival = known.store.read_json(known.store.received(key) / ARRIVAL)
            original = {"original": arrival["sha256"]}
            yield Happening("received", key, arrival["moment"], files=original)
        yield from _answers(known, key)


def _answers(known: _Known, key: str) -> Iterator[Happening]:
    """Yield the receipts of a submission, and which of its checks found nothing to ask.

    A check is looked at once, together with the first receipt after it.
    """
    from tasks.custody.events import Happening

    names = known.store.names(known.store.replied(key, "x").parent)
    new = [name for name in _stems(names) if known.lacks("receipted", f"{key}/{name}")]
    checks = _new_checks(known, key) if new else {}
    for place, name in enumerate(new):
        moment = known.store.read_json(known.store.replied(key, name))["moment"]
        looked_at = {} if place else checks
        hashes = {check: sha256_of(content) for check, content in looked_at.items()}
        files = {f"{CHECKED}{check}": sha256 for check, sha256 in hashes.items()}
        yield Happening("receipted", f"{key}/{name}", moment, files=files)
        for check, content in looked_at.items():
            if json.loads(content)["status"] == Status.ACCEPTED:
                yield Happening(
                    "accepted", f"{key}/{check}", moment, files={"check": hashes[check]}
                )


def _new_checks(known: _Known, key: str) -> dict[str, bytes]:
    names = _stems(known.store.names(known.store.checked(key, "x").parent))
    return {
        name: known.store.read(known.store.checked(key, name))
        for name in names
        if f"{key}/{name}" not in known.checks
    }


def _stems(names: Sequence[str]) -> list[str]:
    return [name.removesuffix(".json") for name in names if name.endswith(".json")]


def _explanations(known: _Known) -> Iterator[Happening]:
    from tasks.custody.events import Happening

    top = known.store.explained("").path.rstrip("/")
    for path in known.store.everything(known.store.explained(known.season)):
        subject = path.path.removeprefix(f"{top}/").removesuffix(".json")
        if path.name.endswith(".json") and known.lacks("explained", subject):
            note = known.store.read_json(path)
            yield Happening("explained", subject, note["moment"], files={"file": note["sha256"]})


def _decisions(known: _Known) -> Iterator[Happening]:
    """Yield what the county said to explanations without a form; forms are returns."""
    from tasks.custody.events import Happening

    for number, note in enumerate(known.store.decisions(known.season), 1):
        subject = f"{known.season}/{note['reference']}/{note['decision']}/{number:04}"
        if known.lacks("decided", subject):
            file = {"decision": sha256_of(to_json(note))}
            yield Happening("decided", subject, note["moment"], note["by"], note["comment"], file)


def _evaluations(known: _Known) -> Iterator[Happening]:
    from tasks.custody.events import Happening

    for name in known.store.names(known.store.findings(f"{known.season}/x").parent):
        key = f"{known.season}/{name}"
        folder = known.store.findings(key)
        if known.lacks("evaluated", key) and (folder / shelf.FINDINGS).exists():
            files = {
                each: sha256_of(known.store.read(folder / each))
                for each in (shelf.FINDINGS, shelf.FACTS)
            }
            yield Happening("evaluated", key, known.moment, files=files)
        yield from _refusals(known, key)
        if known.lacks("approved", key) and known.store.approval(key).exists():
            yield from _approval(known, key)


def _refusals(known: _Known, key: str) -> Iterator[Happening]:
    """Yield every time that the draft of findings was sent back."""
    from tasks.custody.events import Happening

    for name in _stems(known.store.names(known.store.sent_back(key, 0).parent)):
        subject = f"{key}/{name}"
        if known.lacks("returned", subject):
            path = known.store.sent_back(key, int(name))
            note = known.store.read_json(path)
            files = {"note": sha256_of(known.store.read(path)), "content": note["content"]}
            yield Happening("returned", subject, note["moment"], note["by"], note["reason"], files)


def _approval(known: _Known, key: str) -> Iterator[Happening]:
    """Yield the approval of findings, and that a sealed season was opened again for them."""
    from tasks.custody.events import Happening

    note = approval_of(known.store, key)
    file = {"approval": sha256_of(known.store.read(known.store.approval(key)))}
    if note.reason:
        yield Happening("reopened", key, note.moment, note.approved_by, note.reason, file)
    file |= {"content": note.content} if note.content else {}
    why = note.reason or note.comment
    yield Happening("approved", key, note.moment, note.approved_by, why, file)


def _packages(known: _Known) -> Iterator[Happening]:
    """Yield the drafts and finals that lie in the outbox, each with the hash of its zip."""
    from tasks.custody.events import Happening

    season = None
    for version in (DRAFT, FINAL):
        folder = known.store.issue_number(known.season, version, "x").parent
        for name in _stems(known.store.names(folder)):
            key = f"{known.season}/{name}"
            if known.lacks("generated", f"{key}/{version}"):
                season = season or season_of_key(known.store, known.season)
                package = delivered(known.store, season, key, version)
                if package is not None:
                    file = {"package": sha256_of(package.read_bytes())}
                    yield Happening("generated", f"{key}/{version}", known.moment, files=file)


def _restorations(known: _Known) -> Iterator[Happening]:
    from tasks.custody.events import Happening

    for number, note in enumerate(known.store.restorations(known.season), 1):
        subject = f"{note['submission']}/{number:04}"
        if known.lacks("reopened", subject):
            yield Happening("reopened", subject, note["moment"], note["by"], note["reason"])


def _seals(known: _Known) -> Iterator[Happening]:
    from tasks.custody.events import Happening

    for key in known.store.sealed(known.season):
        if known.lacks("sealed", key):
            content = known.store.read(known.store.sealing(key))
            note: dict[str, Any] = known.store.read_json(known.store.sealing(key))
            file = {"seal": sha256_of(content)}
            yield Happening("sealed", key, note["sealed_at"], note["sealed_by"], files=file)


SOURCES: tuple[Callable[[_Known], Iterator[Happening]], ...] = (
    _returns, _explanations, _decisions, _evaluations, _packages, _restorations, _seals,
)  # fmt: skip
"""Where events are found, each by what a stage wrote."""
