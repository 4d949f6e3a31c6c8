"""The intake tree as people see it: a folder a year, in it one a county, in it one a school.

`<intake>/2025/<county>/学校名录.xlsx` opens a season; the roster names each school's folder.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.intake.inbox import RECEIPTS, drop_name, is_return
from tasks.settings import load_settings
from tasks.store import Store, sha256_of

if TYPE_CHECKING:
    from upath import UPath

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Drop:
    """One file as it lies in an intake folder. `path` is relative to the intake."""

    path: str
    content: bytes

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return Path(self.path).name

    @property
    def folder(self) -> str:
        """Return the name of the folder directly under the county that the file is in."""
        parts = Path(self.path).parts
        return parts[2] if len(parts) > 3 else ""

    @cached_property
    def sha256(self) -> str:
        """Return the fingerprint of the content."""
        return sha256_of(self.content)

    @property
    def ledger_name(self) -> str:
        """Return the name of the entry that the ledger keeps for this file."""
        return drop_name(self.path, self.sha256)


def intake() -> Path:
    """Return the root of the intake folders."""
    return Path(load_settings().intake)


def county_folders() -> Iterator[Path]:
    """Yield the folder of every county of every year, in order."""
    root = intake()
    if root.is_dir():
        for year in sorted(child for child in root.iterdir() if child.is_dir()):
            yield from sorted(child for child in year.iterdir() if child.is_dir())


def season_mark(store: Store, county: Path) -> UPath:
    """Return the note that says which season a county's folder was opened for."""
    return store.season_mark(county.parent.name, county.name)


def county_folder(store: Store, season: str) -> Path | None:
    """Return the intake folder of the season `edition/county`, None if it is gone."""
    for county in county_folders():
        mark = season_mark(store, county)
        if mark.exists() and store.read_json(mark)["season"] == season:
            return county
    return None


def drops(county: Path) -> Iterator[Drop]:
    """Yield every finished file under a county's folder, in the order of its path.

    A file that cannot be read just now, because it is locked or gone again, is left for
    the next time.
    """
    for path in sorted(county.rglob("*")):
        inside = path.relative_to(county).parts
        if not path.is_file() or RECEIPTS in inside or not all(map(is_return, inside)):
            continue
        try:
            content = path.read_bytes()
        except OSError as error:
            log.warning("%s cannot be read now: %s", path, error)
            continue
        yield Drop(path.relative_to(intake()).as_posix(), content)


def hand_out(path: str, name: str, content: bytes) -> bool:
    """Write a receipt into the 回执 folder beside the dropped file; tell whether it worked.

    A folder that cannot be written to must not keep the receipts of others back.
    """
    try:
        _write_receipt(path, name, content)
    except OSError as error:
        log.warning("no receipt beside %s: %s", path, error)
        return False
    return True


def _write_receipt(path: str, name: str, content: bytes) -> None:
    folder = (intake() / path).parent / RECEIPTS
    folder.mkdir(parents=True, exist_ok=True)
    receipt = folder / name
    if not receipt.exists() or receipt.read_bytes() != content:
        receipt.write_bytes(content)
