"""Step: every morning, ask for what is missing and tell the bureau where its county stands."""

from __future__ import annotations

from tasks.notices.letter import plain
from tasks.steps.dossiers.rectification import overdue_notice
from tasks.steps.intake.folders import county_folder
from tasks.steps.notices.briefing import briefing, note_briefed
from tasks.steps.notices.notifying import post, put_notice
from tasks.steps.notices.situation import Situation, day_of, situation
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Season
from tasks.steps.wording import notice_wording
from tasks.store import Store, open_store


def remind(moment: str) -> list[str]:
    """Put into the folders what is due at `moment`; return the paths of what was written.

    That are the notices of `steps.notices`, and for each bureau the summary of the day and
    what is overdue of the register of problems.
    """
    store = open_store()
    written: list[str] = []
    for key in store.seasons():
        season = open_season(store, key)
        if season is not None:
            found = situation(store, season)
            written += post(store, found, day_of(moment))
            written += _tell_bureau(store, found, moment)
    return written


def _tell_bureau(store: Store, found: Situation, moment: str) -> list[str]:
    season: Season = found.season
    folder, bureau = county_folder(store, season.key), season.calendar["bureau_folder"]
    if folder is None:
        return []
    letter = briefing(store, found, moment)
    if letter:
        note_briefed(store, season.key, moment)
    file = notice_wording()["summary"]["file"]
    written = list(put_notice(folder, bureau, file, plain(letter) if letter else ""))
    name, text = overdue_notice(store, season, day_of(moment))
    return written + (list(put_notice(folder, bureau, name, text)) if text else [])
