"""Step: ask for what is missing, in the folders of those who owe it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tasks import catalogue
from tasks.delivery.notices import Owed, bureau_notice, is_pressing, school_notice
from tasks.intake.inbox import RECEIPTS
from tasks.model import ExpectedReturn
from tasks.steps.folders import county_folder
from tasks.steps.open_seasons import open_season
from tasks.steps.rectification import overdue_notice
from tasks.steps.seasons import TIME_ZONE, Season
from tasks.steps.standing import standing
from tasks.steps.wording import notice_wording
from tasks.store import Store, open_store


def remind(moment: str) -> list[str]:
    """Write the notices that are due at `moment`; return their paths."""
    store = open_store()
    day = datetime.fromisoformat(moment).astimezone(TIME_ZONE).date()
    wording = notice_wording()
    written: list[str] = []
    for key in store.seasons():
        season = open_season(store, key)
        if season is not None:
            written += _remind_county(store, season, day, wording)
    return written


def _remind_county(store: Store, season: Season, day: date, wording: Any) -> list[str]:
    folder = county_folder(store, season.key)
    if folder is None:
        return []
    expected = standing(store, season)
    names = {code: name for name, code in season.folders.items()}
    by_school: dict[str, list[Owed]] = defaultdict(list)
    for each in expected:
        owed = _owed(season, each)
        if owed and is_pressing(owed, day, wording):
            by_school[each.school].append(owed)
    bureau = season.calendar["bureau_folder"]
    written = [
        _write(
            folder / names[school] / RECEIPTS / wording["school_file"],
            school_notice(owed, day, bureau, wording),
        )
        for school, owed in by_school.items()
    ]
    everything = [owed for school in by_school.values() for owed in school]
    if everything:
        text = bureau_notice(season.county_name, len(expected), everything, day, wording)
        written.append(_write(folder / bureau / RECEIPTS / wording["bureau_file"], text))
    name, text = overdue_notice(store, season, day)
    if text:
        written.append(_write(folder / bureau / RECEIPTS / name, text))
    return written


def _owed(season: Season, expected: ExpectedReturn) -> Owed | None:
    terms = season.calendar["forms"].get(expected.form)
    is_unchecked = expected.submission is not None and expected.status is None
    if expected.usable or is_unchecked or terms is None:
        return None
    return Owed(
        school_name=season.school_name(expected.school),
        form=catalogue.layouts(season.edition)[expected.form].title,
        state="missing" if expected.status is None else "returned",
        due=terms["due"],
    )


def _write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)
