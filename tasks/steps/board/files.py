"""The files that pages offer: packages and what is inside the bureau, and receipts of schools.

A page offers what a listing found, under a name of ours; nobody names a path.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from upath import UPath

from tasks import catalogue
from tasks.intake.inbox import RECEIPTS
from tasks.model import Status, Submission
from tasks.settings import load_settings
from tasks.steps.board.state import County
from tasks.steps.dossiers.outbox import archive_of, inside_of
from tasks.steps.intake import folders
from tasks.steps.intake.listing import Found, Glance, files_below
from tasks.steps.season.seasons import TIME_ZONE
from tasks.steps.wording import notice_wording, receipt_wording

PACKAGE, INSIDE, RECEIPT, NOTICE, OTHER = "package", "inside", "receipt", "notice", "other"
ZIP = ".zip"
FILE = "file"
NAME_DIGITS = 16


@dataclass(frozen=True)
class Offered:
    """One file to take away. `id` is its name in an address, `name` that of the copy.

    `title` says what it is without its own name, which may be that of a pupil; `form` and
    `attempt` tell of a receipt what it answers.
    """

    id: str
    kind: str
    title: str
    name: str
    size: int
    modified: str
    place: UPath
    form: str = ""
    attempt: int = 0


def packages(county: County) -> tuple[Offered, ...]:
    """Return the packages of a county and what is the bureau's alone, the latest first."""
    folder = Path(load_settings().outbox) / county.season.edition / county.season.county_name
    return tuple(
        sorted(_packages(folder), key=lambda each: (each.modified, each.name), reverse=True)
    )


def _packages(folder: Path) -> Iterator[Offered]:
    if not folder.is_dir():
        return
    for archive in sorted(folder.glob(f"*{ZIP}"), key=str):
        made = archive.with_suffix("")
        if archive_of(made) != archive or not archive.is_file() or archive.is_symlink():
            continue
        yield _offered(PACKAGE, archive.name, archive.name, UPath(archive), _glance(archive))
        inside = inside_of(made)
        for file in sorted(inside.glob("*"), key=str) if inside.is_dir() else ():
            if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
                name = f"{made.name}_{file.name}"
                yield _offered(INSIDE, file.name, name, UPath(file), _glance(file))


def receipts(county: County, school: str) -> tuple[Offered, ...]:
    """Return the receipts and notices that lie in the folder of a school, the latest first."""
    found = [_receipt(county, school, each) for each in _lying(county, school)]
    return tuple(sorted(found, key=lambda each: (each.modified, each.id), reverse=True))


def _lying(county: County, school: str) -> Iterator[Found]:
    """Yield the files in the folders of receipts of a school."""
    top = folders.county_folder(county.store, county.season.key)
    names = {code: name for name, code in county.season.folders.items()}
    if top is None or school not in names:
        return
    for each in files_below(top / names[school], folders.intake()):
        path = PurePosixPath(each.path)
        if RECEIPTS in path.parts[:-1] and not path.name.startswith((".", "~")):
            yield each


def _receipt(county: County, school: str, found: Found) -> Offered:
    name = PurePosixPath(found.path).name
    ending = PurePosixPath(found.path).suffix
    kind, form, attempt = _answers(county, school, name)
    called = _called(county, school, kind, form, attempt)
    return _offered(kind, called, f"{called}{ending}", found.place, found.glance, form, attempt)


def _answers(county: County, school: str, name: str) -> tuple[str, str, int]:
    """Return of which kind a receipt is, and which form and attempt it answers."""
    if name in _notice_names():
        return NOTICE, "", 0
    for (owner, form), submissions in county.attempts.items():
        for each in submissions if owner == school else ():
            if _stem(name) in _receipt_stems(county, each):
                return RECEIPT, form, each.attempt
    return OTHER, "", 0


def _receipt_stems(county: County, submission: Submission) -> set[str]:
    from tasks.receipts.receipt import receipt_name

    name = county.arrival(submission)["name"]
    words = receipt_wording()
    made = (receipt_name(name, each, submission.attempt, words) for each in Status)
    return {_stem(each) for each in made}


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _called(county: County, school: str, kind: str, form: str, attempt: int) -> str:
    """Return what a receipt is called without the name of the file that it answers."""
    words = _wording()
    title = catalogue.layouts(county.season.edition)[form].title if form else ""
    owner = county.season.school_name(school)
    return str(words[kind].format(school=owner, form=title, attempt=attempt))


@cache
def _wording() -> Any:
    return catalogue.read_yaml(catalogue.TEMPLATES / "board" / "files.yml")


def _glance(file: Path) -> Glance:
    seen = file.stat()
    return Glance(seen.st_size, seen.st_mtime)


def _offered(
    kind: str,
    title: str,
    name: str,
    place: UPath,
    seen: Glance,
    form: str = "",
    attempt: int = 0,
) -> Offered:
    moment = datetime.fromtimestamp(seen.modified, TIME_ZONE).isoformat(timespec="minutes")
    named = hashlib.sha256(str(place).encode("utf-8", "surrogateescape")).hexdigest()
    return Offered(named[:NAME_DIGITS], kind, title, name, seen.size, moment, place, form, attempt)


def content_of(offered: Offered) -> bytes:
    """Return the bytes of an offered file; `FileNotFoundError` if it has gone meanwhile."""
    return bytes(offered.place.read_bytes())


def notices_of(county: County, school: str) -> tuple[str, ...]:
    """Return the texts of the notices that lie with the receipts of a school or the bureau."""
    found = [
        each for each in _lying(county, school) if PurePosixPath(each.path).name in _notice_names()
    ]
    return tuple(each.place.read_bytes().decode("utf-8", "replace") for each in found)


@cache
def _notice_names() -> frozenset[str]:
    return frozenset(_file_names(notice_wording()))


def _file_names(words: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names of all files that the wording of notices names."""
    for name, inner in words.items():
        if isinstance(inner, Mapping):
            yield from _file_names(inner)
        elif name == FILE or name.endswith(f"_{FILE}"):
            yield str(inner)
