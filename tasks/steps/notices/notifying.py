"""Steps: the notices in the folders of schools and bureau, one of each kind, as things are now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from upath import UPath

from tasks.intake.inbox import RECEIPTS
from tasks.model import BUREAU
from tasks.notices.papers import papers, pressing, reminder, reminders
from tasks.notices.state import REFUSED
from tasks.steps.findings import rulebook
from tasks.steps.findings.evaluating import evaluated_now
from tasks.steps.intake import folders
from tasks.steps.notices.situation import Situation, day_of, situation, terms
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Season
from tasks.steps.wording import notice_wording
from tasks.store import Store, open_store


def notices(moment: str, county: str = "") -> list[str]:
    """Bring the notices in the folders up to `moment`; return the paths of those written.

    What no longer holds is taken away. With `edition/county`, for that county alone. Doing
    it again writes nothing.
    """
    store = open_store()
    written: list[str] = []
    for key in [county] if county else store.seasons():
        season = open_season(store, key)
        if season is not None:
            written += post(store, situation(store, season), day_of(moment))
    return written


def post(store: Store, found: Situation, day: date) -> list[str]:
    """Put every notice of a county into its folder; return the paths of those written."""
    county = folders.county_folder(store, found.season.key)
    if county is None:
        return []
    _withdraw_question(store, found.season, county)
    return [
        path
        for folder, name, text in _wanted(found, day)
        for path in put_notice(county, folder, name, text)
    ]


def _withdraw_question(store: Store, season: Season, county: UPath) -> None:
    """Take away the reminder to release a final version once what stands now was released."""
    bureau = str(season.calendar["bureau_folder"])
    file = str(rulebook.template("phases")["notices"]["final_due"]["file"])
    if (county / bureau / RECEIPTS / file).exists():
        findings = evaluated_now(store, season)
        if findings and store.approval(findings).exists():
            list(put_notice(county, bureau, file, ""))


def put_notice(county: UPath, folder: str, name: str, text: str) -> Iterator[str]:
    """Put one notice into the receipts of a folder, or take it away where it says nothing.

    Yields its path if it was written.
    """
    path = f"{county.parent.name}/{county.name}/{folder}/{name}"
    place = county / folder / RECEIPTS / name
    if not text:
        if place.exists():
            folders.withdraw(path, [name])
        return
    if place.exists() and place.read_bytes() == text.encode():
        return
    if folders.hand_out(path, name, text.encode()):
        yield str(place)


def _wanted(found: Situation, day: date) -> Iterator[tuple[str, str, str]]:
    """Yield folder, file name and text of every notice there may be, an empty text for none."""
    season, wording = found.season, notice_wording()
    bureau = season.calendar["bureau_folder"]
    names = found.names
    reminders_of = terms()["reminders"]
    for folder, school in season.folders.items():
        name, own = names[school], found.of(school)
        released = [each for each in found.released if school == BUREAU or each.kind != REFUSED]
        for file, text in papers(name, own, released, bureau, wording).items():
            yield folder, file, text
        owed = pressing(own, day, reminders_of)
        yield folder, wording["school_file"], reminder(name, owed, day, bureau, wording)
    yield bureau, wording["bureau_file"], _list(found, day, wording)


def _list(found: Situation, day: date, wording: Mapping[str, Any]) -> str:
    return reminders(
        found.season.county_name,
        sum(each.is_asked for each in found.returns),
        pressing(found.returns, day, terms()["reminders"]),
        found.names,
        day,
        wording,
    )
