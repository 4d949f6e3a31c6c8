"""Step: the final version of a county sealed, so that nobody can change it unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tasks.errors import JunhengError
from tasks.steps.dossiers.chronicle import chronicle, events_of
from tasks.steps.dossiers.outbox import delivered, folder_of, lay_out
from tasks.steps.dossiers.publishing import package_files
from tasks.steps.dossiers.versions import FINAL
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.findings.rulebook import template
from tasks.steps.season.moments import readable
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Season
from tasks.steps.wording import problem
from tasks.store import Store, open_store, to_json

SEALED = "sealed"
SEED_BYTES = 32


class SigningKeyError(JunhengError):
    """The key that packages are sealed with is none: who operates this deployment must act."""

    exit_code = 3


def seal(county: str, sealed_by: str, moment: str) -> str:
    """Seal the final version of what stands now in `edition/county`; return the package's path.

    Sealing it again does nothing but lay it out again. Raises `JunhengError` if there is no
    final version of what stands now, it is not the one that lies in the outbox, somebody else
    has sealed it, or the chain of events does not hold.
    """
    from tasks.delivery.package import package

    store = open_store()
    season = open_season(store, county)
    current = season and current_findings(store, season)
    if not season or not current:
        raise problem("not_evaluated")
    key, _ = current
    final = delivered(store, season, key, FINAL)
    if not store.approval(key).exists() or final is None:
        raise problem("not_final", county=county)
    _refuse_broken(store, county)
    files = package_files(store, season, key, FINAL)
    if not store.sealing(key).exists():
        if final.read_bytes() != package(files):
            raise problem("final_differs", package=final)
        _seal(store, season, key, files, sealed_by.strip(), moment)
    note = store.read_json(store.sealing(key))
    if note["sealed_by"] != sealed_by.strip():
        raise problem("sealed_already", name=note["sealed_by"], moment=readable(note["sealed_at"]))
    archive = delivered(store, season, key, SEALED) or _lay_out(store, season, key, files, note)
    chronicle(store, county, moment)
    return str(archive)


def _seal(
    store: Store,
    season: Season,
    key: str,
    files: dict[str, bytes],
    sealed_by: str,
    moment: str,
) -> None:
    """Sign the package and the chain of events up to now, and keep the note."""
    from tasks.custody.events import later
    from tasks.custody.seal import Sealing, seal_note, signed_part
    from tasks.custody.signature import public_key, sign

    chronicle(store, season.key, moment)
    events = events_of(store, season.key)
    seed = _seed(store)
    sealed_at = later(moment, events[-1].recorded_at)
    sealing = Sealing(season.key, season.county_name, key, FINAL, sealed_by, sealed_at)
    note = seal_note(sealing, files, events, public_key(seed))
    note["signature"] = sign(seed, signed_part(note))
    store.write_once(store.sealing(key), to_json(note))


def _lay_out(
    store: Store, season: Season, key: str, files: dict[str, bytes], note: dict[str, Any]
) -> Path:
    from tasks.custody.seal import content_hash, hashes_of, seal_files

    if content_hash(hashes_of(files)) != note["content"]:
        raise problem("sealed_differs", moment=readable(note["sealed_at"]))
    events = events_of(store, season.key)[: note["chain"]["length"]]
    sealed = files | seal_files(note, events)
    return lay_out(folder_of(store, season, key, SEALED), sealed, {})


def _refuse_broken(store: Store, season: str) -> None:
    """Raise `JunhengError` naming the first broken link of the chain, if there is one.

    What earlier seals have signed of the chain must still be so.
    """
    from tasks.custody.chain import broken_link

    chain = store.chain(season)
    found = broken_link(chain)
    for key in store.sealed(season):
        signed = store.read_json(store.sealing(key))["chain"]
        found = found or broken_link(chain[: signed["length"]], signed["head"], signed["length"])
    if found is not None:
        words = template("custody")["findings"]["chain"][found.how]
        raise problem("chain_broken", county=season, how=words.format(where=found.number))


def _seed(store: Store) -> bytes:
    """Return the secret of the seal; raises `SigningKeyError` if what is given is none."""
    try:
        seed = bytes.fromhex(store.signing_key().decode())
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise SigningKeyError(str(problem("no_signing_key")))
    return seed
