"""Step: the originals of a season removed for good once their time is over, and the proof.

What stays is what was read from them: staged tables, checks, findings, dossiers, and of each
original its fingerprint, size, form and moment. Everything is done in an order that may be
broken off anywhere: the plan stands before anything goes, and the next call ends what one began.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.model import Submission
from tasks.steps.intake.arrival_note import BASE, NATIONAL, PURGED
from tasks.steps.intake.intake_copies import (
    ORIGINALS,
    RECEIPTS,
    came_before,
    copies,
    known_copies,
    remove_copies,
)
from tasks.steps.intake.ledger import ANSWERED, Ledger
from tasks.steps.returns.reading import staged_of
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import TIME_ZONE, Season, attempts_of
from tasks.steps.season.survivors import survivors
from tasks.steps.shelf import STAGED
from tasks.steps.wording import problem
from tasks.store import ARRIVAL, ORIGINAL, Store, open_store, sha256_of, to_json

if TYPE_CHECKING:
    from upath import UPath

KEPT_OF_AN_ARRIVAL = (
    "sha256", "content", "event", "size", "moment", "county_name", NATIONAL, BASE,
)  # fmt: skip
"""What stays known of a submission: nothing that a school wrote but its county's name."""


@dataclass(frozen=True)
class Purge:
    """What a purge of `season` removed, or would remove.

    `received` and `refused` are originals of ours, `originals` and `receipts` what lies in
    the folders of schools. `left` counts what could not be removed; `proof` is where all of
    it is written down, empty as long as nothing was done.
    """

    season: str
    received: int
    refused: int
    originals: int
    receipts: int
    size: int
    left: int = 0
    proof: str = ""

    @property
    def removed(self) -> int:
        """Return how many files there are in all."""
        return self.received + self.refused + self.originals + self.receipts


def purgeable(county: str, moment: str, before: date | None = None, reason: str = "") -> Purge:
    """Return what a purge of `edition/county` would remove; nothing is done.

    `before` leaves out what arrived on that day or later. Raises `JunhengError` where nothing
    was ever received, or the originals must still be kept and no `reason` says why not.
    """
    store = open_store()
    if county not in store.seasons():
        raise problem("nothing_received", county=county)
    _refuse_early(county, moment, reason)
    return _counted(county, _plan(store, county, before))


def purge(county: str, by: str, moment: str, before: date | None = None, reason: str = "") -> Purge:
    """Remove the originals of `edition/county` for good; return what was removed.

    Raises as `purgeable` does. What a broken-off purge began is ended first, under the name
    of who began it.
    """
    store = open_store()
    found = purgeable(county, moment, before, reason)
    begun = _begun(store, county)
    if begun is not None:
        _carry_out(store, county, begun)
        return purge(county, by, moment, before, reason)
    if not found.removed:
        return found
    number = len(store.purges(county)) + 1
    note = {"season": county, "by": by, "moment": moment, "reason": reason}
    note |= {"before": before.isoformat() if before else ""}
    plan = note | {"files": _plan(store, county, before)}
    store.write_once(store.purge_plan(county, number), to_json(plan))
    return _carry_out(store, county, number)


def _refuse_early(county: str, moment: str, reason: str) -> None:
    kept_until: date = catalogue.season(county.split("/")[0])["originals_kept_until"]
    today = datetime.fromisoformat(moment).astimezone(TIME_ZONE).date()
    if today <= kept_until and not reason.strip():
        raise problem("originals_still_kept", county=county, until=kept_until.isoformat())


def _begun(store: Store, county: str) -> int | None:
    """Return the number of a purge that was planned and has no proof yet."""
    number = len(store.purges(county))
    return number if number and not store.purge_proof(county, number).exists() else None


def _plan(store: Store, county: str, before: date | None) -> list[dict[str, Any]]:
    """Return what is there to be removed: of each file its place, fingerprint, size, form."""
    files = [*_received(store, county, before), *_refused(store, county, before)]
    known = known_copies(store, county, before)
    return files + [asdict(each) for each in copies(store, county, known)]


def _received(store: Store, county: str, before: date | None) -> Iterator[dict[str, Any]]:
    """Yield the originals of submissions, those of broken-off arrivals as well."""
    for folder in sorted({path.parent for path in _files(store, county, ORIGINAL)}, key=str):
        note = folder / ARRIVAL
        arrival = store.read_json(note) if note.exists() else {}
        if came_before(arrival.get("moment", ""), before):
            content = store.read(folder / ORIGINAL)
            key = folder.path.removeprefix(store.received("").path).strip("/")
            yield {
                "place": "received",
                "sha256": sha256_of(content),
                "size": len(content),
                "form": key.split("/")[-2],
                "submission": key,
                "moment": arrival.get("moment", ""),
            }


def _files(store: Store, county: str, name: str) -> Iterator[UPath]:
    return (path for path in store.everything(store.received(county)) if path.name == name)


def _refused(store: Store, county: str, before: date | None) -> Iterator[dict[str, Any]]:
    moments = {
        entry["sha256"]: entry["moment"]
        for ledger in _ledgers(store, county)
        for entry in ledger.entries()
    }
    for path in _refused_files(store, county):
        moment = moments.get(path.name, "")
        if came_before(moment, before):
            size = len(store.read(path))
            yield {"place": "refused", "sha256": path.name, "size": size, "moment": moment}


def _refused_files(store: Store, county: str) -> list[UPath]:
    """Return the refused files of a season, and of its folder before a roster opened it."""
    places = [county, *(f"{year}/{folder}" for year, folder in store.folders_of(county))]
    folders = [store.refused(place, "x").parent for place in dict.fromkeys(places)]
    return [folder / name for folder in folders for name in store.names(folder)]


def _ledgers(store: Store, county: str) -> list[Ledger]:
    return [Ledger.of(store, year, folder) for year, folder in store.folders_of(county)]


def _carry_out(store: Store, county: str, number: int) -> Purge:
    """Do what a plan says, look whether it is done, and write the proof."""
    plan = store.read_json(store.purge_plan(county, number))
    before = date.fromisoformat(plan["before"]) if plan["before"] else None
    season = open_season(store, county)
    for file in plan["files"]:
        if file["place"] == "received":
            _remove_received(store, season, file["submission"], plan["moment"])
        elif file["place"] == "refused":
            for path in _refused_files(store, county):
                if path.name == file["sha256"]:
                    store.forget(path)
    remove_copies(store, county, {file["sha256"] for file in plan["files"]})
    _forget_names(store, county, before)
    found = survivors(store, county, {file["sha256"] for file in plan["files"]})
    proof = store.purge_proof(county, number)
    store.write_once(proof, to_json(plan | {"searched": asdict(found)}))
    return _counted(county, plan["files"], len(found.found), str(proof))


def _remove_received(store: Store, season: Season | None, key: str, moment: str) -> None:
    """Remove the original of a submission, once what it says has been read for the last time."""
    folder = store.received(key)
    if (folder / ARRIVAL).exists():
        arrival = store.read_json(folder / ARRIVAL)
        if PURGED not in arrival:
            kept = {name: arrival[name] for name in KEPT_OF_AN_ARRIVAL if name in arrival}
            purged = {"moment": moment, "staged": _last_reading(store, season, key)}
            note = kept | {"path": "", "name": "", PURGED: purged}
            store.forget(folder / ARRIVAL, to_json(note))
    for name in store.names(folder):
        if name != ARRIVAL:
            store.forget(folder / name)


def _last_reading(store: Store, season: Season | None, key: str) -> str:
    """Return the name of the tables that stand for an original from now on, empty for none."""
    if season is not None:
        counting = attempts_of(store, season.key)
        submission = Submission.parse(key)
        if submission in counting.get((submission.school, submission.form), []):
            staged_of(key, season)
    readings = store.staged(key, "x").parent
    names = [name for name in store.names(readings) if (readings / name / STAGED).exists()]
    current = _current_reading(season) if season else ""
    return current if current in names else (names[-1] if names else "")


def _current_reading(season: Season) -> str:
    from tasks.steps.findings.recipe import fingerprint, recipe

    return fingerprint(recipe(), season.roster_key)


def _forget_names(store: Store, county: str, before: date | None) -> None:
    """Take the names of files out of the ledger; how often which bytes came stays."""
    for ledger in _ledgers(store, county):
        for event in ledger.events():
            entry = ledger.entry(event)
            if came_before(entry["moment"], before) and entry["path"]:
                ledger.mark(event, ANSWERED)
                ledger.forget(event, entry | {"path": "", "target": "", "parts": {}})
    folder = store.handed_out(county)
    for name in store.names(folder):
        note = store.read_json(folder / name)
        if note.get("path") and before is None:
            store.forget(folder / name, to_json({"path": "", "source": ""}))


def _counted(
    county: str, files: Sequence[Mapping[str, Any]], left: int = 0, proof: str = ""
) -> Purge:
    places = [file["place"] for file in files]
    return Purge(
        county,
        received=places.count("received"),
        refused=places.count("refused"),
        originals=places.count(ORIGINALS),
        receipts=places.count(RECEIPTS),
        size=sum(file["size"] for file in files),
        left=left,
        proof=proof,
    )
