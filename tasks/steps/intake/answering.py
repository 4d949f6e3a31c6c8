"""What is said, beside a file, of its coming, where nothing more will become of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks import catalogue
from tasks.intake.inbox import safe_stem
from tasks.model import Submission
from tasks.steps.intake import folders
from tasks.steps.intake.blanks import blank_form
from tasks.steps.intake.drops import Drop
from tasks.steps.intake.filing import PASSED, RECEIVED, REFUSED, SAME, UNPACKED
from tasks.steps.returns.replying import answer_refused, answer_roster
from tasks.steps.season.moments import readable
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import OPENING, welcome
from tasks.steps.wording import arrival_wording, refusal_issue
from tasks.store import open_store

OTHER_EDITION = ("wrong_edition", "unknown_edition")
"""Reasons for which a school needs the form of this year."""


def answer(entry: Mapping[str, Any]) -> bool:
    """Say what the entry of an event says; tell whether it was handed out.

    All is taken from the entry, so that an answer that was broken off is given again in the
    same bytes. A new attempt is answered once it has been checked, a roster at once.
    """
    outcome = entry["outcome"]
    if outcome == PASSED or (outcome == RECEIVED and entry["form"] not in OPENING):
        return True
    drop = Drop(entry["path"])
    if outcome == RECEIVED:
        return answer_roster(drop, entry["submission"], entry["moment"])
    if outcome == REFUSED:
        return _answer_refused(drop, entry)
    return {SAME: _answer_same, UNPACKED: _answer_many}[outcome](drop, entry)


def _answer_refused(drop: Drop, entry: Mapping[str, Any]) -> bool:
    from tasks.intake.opened import Refused

    error = Refused(entry["reason"], **entry["parts"])
    if entry["reason"] in OTHER_EDITION:
        _hand_out_blank(drop, entry["parts"].get("form", ""))
    return answer_refused(drop, drop.folder, refusal_issue(error, drop.name), entry["moment"])


def _hand_out_blank(drop: Drop, form: str) -> None:
    """Put the empty form of this year beside the answer to one of another year."""
    year, county, *_ = drop.path.split("/")
    store = open_store()
    mark = store.season_mark(year, county)
    season = open_season(store, store.read_json(mark)["season"]) if mark.exists() else None
    school = season.folders.get(drop.folder, "") if season else ""
    if season is None or (school, form) not in welcome(season):
        return
    file_name = catalogue.layouts(season.edition)[form].file_name
    name = arrival_wording()["blank"]["file_name"].format(form=file_name, folder=drop.folder)
    folders.hand_out(drop.path, name, blank_form(season, school, form))


def _answer_same(drop: Drop, entry: Mapping[str, Any]) -> bool:
    if not entry["submission"]:
        text = arrival_wording()["same_archive"]["text"].format(file=drop.name)
        return _hand_out(drop, "same_archive", text)
    submission, stands = Submission.parse(entry["submission"]), entry["stands"]
    words = arrival_wording()["same"]
    parts = {
        "file": drop.name,
        "attempt": submission.attempt,
        "stands": stands,
        "form": catalogue.layouts(submission.edition)[submission.form].title,
    }
    text = words["text"].format(**parts)
    if stands != submission.attempt:
        text += words["another_stands"].format(**parts)
    return _hand_out(drop, "same", text)


def _answer_many(drop: Drop, entry: Mapping[str, Any]) -> bool:
    """Say what became of the files of an archive, or of the schools of a county's export."""
    kind = "export" if entry["form"] else "archive"
    words = arrival_wording()[kind]
    counts = {name: entry["counts"].get(name, 0) for name in (RECEIVED, SAME, REFUSED)}
    blanks = {"file": drop.name, "moment": readable(entry["moment"]), **counts}
    text = words["text"] if sum(counts.values()) else words["empty"]
    return _hand_out(drop, kind, text.format(**blanks))


def _hand_out(drop: Drop, kind: str, text: str) -> bool:
    name = arrival_wording()[kind]["file_name"].format(name=safe_stem(drop.path))
    return folders.hand_out(drop.path, name, text.encode())
