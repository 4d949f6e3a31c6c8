"""What lies in the intake and is not read, because no county was opened for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tasks import catalogue
from tasks.intake.inbox import is_return
from tasks.steps import folders
from tasks.steps.folders import Drop
from tasks.steps.receiving import stamp_or_none
from tasks.steps.seasons import ROSTER, open_season
from tasks.store import Store, open_store


@dataclass(frozen=True)
class Unopened:
    """A folder of the intake, or a file outside all of them, that nothing is read from.

    `reason` is one of `no_roster`, `roster_refused`, `unknown_year` and `outside`; `files`
    is how many files wait there.
    """

    folder: str
    reason: str
    files: int

    def blanks(self) -> dict[str, object]:
        """Return what the sentence for the reason may speak of."""
        return {
            "folder": self.folder,
            "files": self.files,
            "others": self.files - 1,
            "year": Path(self.folder).parts[0],
            "editions": "、".join(catalogue.editions()),
        }


def unopened() -> list[Unopened]:
    """Return what is not read as long as nobody does something about its folder."""
    store = open_store()
    found = [Unopened(path, "outside", 1) for path in _outside()]
    for county in folders.county_folders():
        dropped = list(folders.drops(county))
        reason = _reason(store, county, dropped)
        if dropped and reason:
            path = county.relative_to(folders.intake()).as_posix()
            found.append(Unopened(path, reason, len(dropped)))
    return found


def _outside() -> Iterator[str]:
    """Yield the files that lie beside the folders of years or counties."""
    root = folders.intake()
    for pattern in ("*", "*/*"):
        for path in sorted(root.glob(pattern)):
            if path.is_file() and is_return(path.name):
                yield path.relative_to(root).as_posix()


def _reason(store: Store, county: Path, dropped: list[Drop]) -> str:
    """Return why a county's folder is not read, empty if it is or will be."""
    if county.parent.name not in catalogue.editions():
        return "unknown_year"
    mark = folders.season_mark(store, county)
    if mark.exists() and open_season(store, store.read_json(mark)["season"]):
        return ""
    stamps = [(drop, stamp_or_none(drop.content)) for drop in dropped if not drop.folder]
    rosters = [(drop, stamp) for drop, stamp in stamps if stamp and stamp.form == ROSTER]
    if not rosters:
        return "no_roster"
    known = (store.drop(stamp.season, drop.ledger_name).exists() for drop, stamp in rosters)
    return "roster_refused" if all(known) else ""
