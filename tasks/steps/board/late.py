"""Runs that were not over by their deadline, and which of what waits is late because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from tasks.steps.findings.evaluating import findings_key
from tasks.steps.findings.recipe import fingerprint
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import open_season
from tasks.store import Store, open_store, to_json

EVERY = "all"
"""Stands for the county in the note on a run that is for all counties."""

FILES, UNANSWERED, CHECK, EVALUATION, DRAFTING, APPROVAL = (
    "files", "unanswered", "unchecked", "evaluation", "draft", "approval",
)  # fmt: skip
WORK: Mapping[str, tuple[str, ...]] = {
    "collect": (FILES, UNANSWERED, CHECK),
    "evaluate": (EVALUATION,),
    "publish": (DRAFTING,),
    "release": (APPROVAL,),
}
"""What waits when a run of each of these has not ended."""


def note_late(run: str, due: str, county: str = "") -> None:
    """Note that a run of the DAG `run` was not over at `due`, an ISO moment.

    With `edition/county`, it is for that county, and late with what stands there now. A run
    that nothing of a county waits for is not noted.
    """
    if run in WORK:
        store = open_store()
        note = {"run": run, "due": due, "findings": _findings(store, county)}
        stamp = datetime.fromisoformat(due).astimezone(UTC).strftime("%Y%m%dT%H%M%S")
        name = f"{stamp}-{run}-{fingerprint(note['findings'])}"
        store.write_once(store.late(county or EVERY, name), to_json(note))


def _findings(store: Store, county: str) -> str:
    season = open_season(store, county) if county else None
    return findings_key(store, season, standing(store, season)) if season else ""


def deadlines_missed(store: Store, season: str, findings: str) -> dict[str, str]:
    """Return by what waits the latest deadline that was missed with it, as an ISO moment.

    What was late with other returns than those of `findings`, the key of what stands now, is
    over.
    """
    found: dict[str, str] = {}
    for note in _notes(store, season):
        if note["findings"] in ("", findings):
            for what in WORK.get(note["run"], ()):
                found[what] = max(found.get(what, ""), note["due"], key=_moment)
    return found


def _notes(store: Store, season: str) -> Iterator[Mapping[str, str]]:
    """Yield the latest note on each DAG, of the season and of all counties together."""
    for place in (EVERY, season):
        folder = store.late(place, "x").parent
        latest = {_dag(name): name for name in store.names(folder) if name.endswith(".json")}
        yield from (store.read_json(folder / name) for name in latest.values())


def _dag(name: str) -> str:
    return name.split("-")[1]


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp() if text else 0.0
