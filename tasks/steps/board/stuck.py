"""What waits for somebody or something: files, checks, an evaluation, a draft, an approval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from tasks.steps.board.files import PACKAGE, packages
from tasks.steps.board.findings import evaluations
from tasks.steps.board.late import (
    APPROVAL,
    CHECK,
    DRAFTING,
    EVALUATION,
    FILES,
    UNANSWERED,
    deadlines_missed,
)
from tasks.steps.board.progress import UNCHECKED, school_lines
from tasks.steps.board.state import County
from tasks.steps.dossiers.outbox import delivered
from tasks.steps.dossiers.versions import DRAFT
from tasks.steps.intake import folders
from tasks.steps.intake.drops import Drop
from tasks.steps.intake.ledger import Ledger
from tasks.steps.returns.standing import kept_of
from tasks.steps.season.seasons import TIME_ZONE


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what, whose, how many, and since when (ISO, empty if unknown).

    `late` is the deadline (ISO) that the run which does it has missed, empty for none.
    """

    what: str
    whose: str
    count: int
    since: str
    late: str = ""


def stuck_lines(county: County) -> tuple[Waiting, ...]:
    """Return what waits in a county, in the order of the line that it waits in."""
    found = (*_files(county), *_checks(county), *_evaluation(county))
    if not found:
        return ()
    missed = deadlines_missed(county.store, county.season.key, county.current_key)
    return tuple(_with_deadline(each, missed.get(each.what, "")) for each in found)


def _with_deadline(waiting: Waiting, missed: str) -> Waiting:
    """Return what waits with the deadline that it missed; what came later missed none."""
    is_late = missed and (not waiting.since or _moment(waiting.since) <= _moment(missed))
    return (
        replace(waiting, late=_moment(missed).isoformat(timespec="minutes")) if is_late else waiting
    )


def _files(county: County) -> Iterator[Waiting]:
    """Yield by folder the files that nobody has taken in, and those without an answer."""
    top = folders.county_folder(county.store, county.season.key)
    if top is None:
        return
    ledger = Ledger(county.store, top)
    lying: dict[str, list[float]] = {}
    for each in folders.drops(county.store, top):
        if ledger.event_of(each.path, each.glance) is None:
            lying.setdefault(Drop(each.path).folder, []).append(each.glance.modified)
    known = county.season.folders
    for folder, moments in sorted(lying.items()):
        whose = county.season.school_name(known[folder]) if folder in known else ""
        since = datetime.fromtimestamp(min(moments), TIME_ZONE).isoformat(timespec="minutes")
        yield Waiting(FILES, whose, len(moments), since)
    count = sum(1 for _ in ledger.unanswered())
    if count:
        yield Waiting(UNANSWERED, "", count, "")


def _checks(county: County) -> Iterator[Waiting]:
    for school in school_lines(county):
        keys = [each.submission for each in school.returns if each.status == UNCHECKED]
        if keys:
            since = min((kept_of(county.store, key).moment for key in keys), key=_moment)
            yield Waiting(CHECK, school.name, len(keys), since)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(TIME_ZONE)


def _evaluation(county: County) -> Iterator[Waiting]:
    """Yield what the county as a whole waits for, once something can be evaluated."""
    if not any(each.usable for each in county.expected):
        return
    key = county.current_key
    moments = dict(evaluations(county))
    if key not in moments:
        yield Waiting(EVALUATION, "", 1, "")
    elif delivered(county.store, county.season, key, DRAFT) is None:
        yield Waiting(DRAFTING, "", 1, moments[key])
    elif not county.store.approval(key).exists():
        drafts = [each.modified for each in packages(county) if each.kind == PACKAGE]
        yield Waiting(APPROVAL, "", 1, moments[key] or max(drafts, default=""))
