"""每日简报: what the bureau is told of its county once a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from upath import UPath

from tasks.notices.letter import Letter
from tasks.notices.state import UNCHECKED, Release
from tasks.notices.summary import Stand, is_worth_telling, summary
from tasks.settings import load_settings
from tasks.steps.dossiers.outbox import delivered
from tasks.steps.dossiers.versions import DRAFT
from tasks.steps.findings.evaluating import evaluated_now
from tasks.steps.intake import folders
from tasks.steps.intake.ledger import Ledger
from tasks.steps.notices.contacts import contacts
from tasks.steps.notices.mailbox import refused_schools
from tasks.steps.notices.situation import Situation, local, terms
from tasks.steps.wording import arrival_wording, notice_wording
from tasks.store import Store, to_json

A_DAY = timedelta(days=1)


def briefing(store: Store, found: Situation, moment: str) -> Letter | None:
    """Return the summary of a county at `moment`, None where nobody waits for anything.

    It tells what came since the summary of an earlier day, or within a day.
    """
    now = local(moment)
    since = _since(store, found.season.key, now)
    stand = Stand(
        found.season.county_name,
        since,
        now,
        found.names,
        found.returns,
        [each for each in found.released if _is_new(each, since, now)],
        _stuck(store, found),
    )
    worth = is_worth_telling(stand, terms())
    return summary(stand, notice_wording(), terms()) if worth else None


def note_briefed(store: Store, season: str, moment: str) -> None:
    """Note that the summary of a day was given, so that a later one goes on from there."""
    note = store.briefed(season, local(moment).date().isoformat())
    if not note.exists():
        store.write_once(note, to_json({"moment": moment}))


def _since(store: Store, season: str, now: datetime) -> datetime:
    """Return when the latest summary of an earlier day was written, else a day before `now`."""
    folder = store.briefed(season, "").parent
    days = (name.removesuffix(".json") for name in store.names(folder) if name.endswith(".json"))
    earlier = [each for each in days if each < now.date().isoformat()]
    if not earlier:
        return now - A_DAY
    return local(store.read_json(store.briefed(season, earlier[-1]))["moment"])


def _is_new(release: Release, since: datetime, now: datetime) -> bool:
    return since.date() <= release.day <= now.date()


def _stuck(store: Store, found: Situation) -> dict[str, int]:
    """Return how much work does not go on, by what keeps it."""
    key = found.season.key
    current = evaluated_now(store, found.season)
    drafted = current and delivered(store, found.season, current, DRAFT)
    return {
        "waiting": _dropped(store, key),
        "unchecked": sum(each.state == UNCHECKED for each in found.returns),
        "evaluation": int(not current and any(each.usable for each in found.returns)),
        "drafts": int(bool(current) and drafted is None),
        "undelivered": sum(_undelivered(store, key)),
        "addresses": len(contacts(found.season).wrong),
        "refused": refused_schools(store, key),
    }


def _dropped(store: Store, season: str) -> int:
    """Return how many files lie in the county's folder that the ledger does not know yet."""
    county = folders.county_folder(store, season)
    if county is None:
        return 0
    ledger = Ledger(store, county)
    lying = folders.drops(store, county)
    return sum(ledger.event_of(each.path, each.glance) is None for each in lying)


def _undelivered(store: Store, season: str) -> Iterator[int]:
    """Yield how many receipts lie in the outbox because a school's folder took none."""
    name = arrival_wording()["undelivered"]
    for year, folder in store.folders_of(season):
        place = UPath(load_settings().outbox) / year / folder / name
        yield sum(each.is_file() for each in place.rglob("*")) if place.exists() else 0
