"""What lies in the intake and is not read, because no county was opened for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from upath import UPath

from tasks import catalogue
from tasks.intake.inbox import is_return
from tasks.steps.intake import folders
from tasks.steps.intake.filing import REFUSED
from tasks.steps.intake.ledger import Ledger
from tasks.steps.intake.listing import Found
from tasks.steps.intake.rosters import is_roster
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import OPENING, is_province
from tasks.store import Store, open_store


@dataclass(frozen=True)
class Unopened:
    """A folder of the intake, or a file outside all of them, that nothing is read from.

    `reason` is one of `no_roster`, `roster_refused`, `unknown_year`, `province` and `outside`;
    `files` is how many files wait there, a roster that was refused among them.
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
            "year": PurePosixPath(self.folder).parts[0],
            "editions": "、".join(catalogue.editions()),
        }


def unopened() -> list[Unopened]:
    """Return what is not read as long as nobody does something about its folder."""
    store = open_store()
    found = [Unopened(path, "outside", 1) for path in _outside()]
    for county in folders.county_folders():
        if _is_opened(store, county):
            continue
        in_province = _is_province(store, county)
        ledger = Ledger(store, county)
        lying = [
            each
            for each in folders.drops(store, county)
            if ledger.event_of(each.path, each.glance) is None
        ]
        refused = _has_refused_roster(ledger)
        reason = _reason(county, lying, refused=refused)
        if in_province:
            reason = "province" if lying and not any(map(is_roster, lying)) else ""
        if reason:
            path = county.relative_to(folders.intake()).as_posix()
            found.append(Unopened(path, reason, len(lying) + refused))
    return found


def _outside() -> Iterator[str]:
    """Yield the files that lie beside the folders of years or counties."""
    root = folders.intake()
    for pattern in ("*", "*/*"):
        for path in sorted(root.glob(pattern), key=str):
            if path.is_file() and is_return(path.name):
                yield path.relative_to(root).as_posix()


def _is_opened(store: Store, county: UPath) -> bool:
    mark = folders.season_mark(store, county)
    return mark.exists() and open_season(store, store.read_json(mark)["season"]) is not None


def _is_province(store: Store, county: UPath) -> bool:
    mark = folders.season_mark(store, county)
    return mark.exists() and is_province(store, store.read_json(mark)["season"])


def _reason(county: UPath, lying: Sequence[Found], *, refused: bool) -> str:
    """Return why a county's folder is not read, empty if it will be or has nothing."""
    if county.parent.name not in catalogue.editions():
        return "unknown_year" if lying else ""
    if any(map(is_roster, lying)):
        return ""
    if refused:
        return "roster_refused"
    return "no_roster" if lying else ""


def _has_refused_roster(ledger: Ledger) -> bool:
    return any(each["form"] in OPENING and each["outcome"] == REFUSED for each in ledger.entries())
