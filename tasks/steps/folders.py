"""The intake tree as people see it: a folder a year, in it one a county, in it one a school.

`<intake>/2025/<county>/学校名录.xlsx` opens a season; the roster names each school's folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.intake.inbox import RECEIPTS, drop_name, is_return
from tasks.settings import load_settings
from tasks.store import Store, sha256_of

if TYPE_CHECKING:
    from upath import UPath


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

    @property
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
    """Yield every finished file under a county's folder, in the order of its path."""
    for path in sorted(county.rglob("*")):
        inside = path.relative_to(county).parts
        if path.is_file() and RECEIPTS not in inside and all(map(is_return, inside)):
            yield Drop(path.relative_to(intake()).as_posix(), path.read_bytes())


def hand_out(path: str, name: str, content: bytes) -> Path:
    """Write a receipt into the 回执 folder beside the dropped file; return where."""
    folder = (intake() / path).parent / RECEIPTS
    folder.mkdir(parents=True, exist_ok=True)
    receipt = folder / name
    if not receipt.exists() or receipt.read_bytes() != content:
        receipt.write_bytes(content)
    return receipt
