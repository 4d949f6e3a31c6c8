"""The received files, found by what they are and not by where they lie."""

from __future__ import annotations

import hashlib
import json
import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from tasks.layouts import STAMP_SHEET
from tasks.model import BUREAU
from tasks.verification.sheets import Cells, Sheets, UnreadableError, open_sheets

LIST = b'"sha256_here"'
"""Stands in the list of received files that a package carries: which copy is for which original."""

JSON = ".json"

Reader = Callable[[bytes, str], Mapping[str, Cells]]
"""Reads a file of any kind: cells by title of the sheet; raises `UnreadableError` if it cannot."""


class Presence(Enum):
    """Whether a received file is there."""

    THERE = "there"
    CHANGED = "changed"
    ABSENT = "absent"


@dataclass(frozen=True)
class Found:
    """What is there of one received file: the file itself, another in its place, or nothing."""

    presence: Presence
    path: str = ""
    content: bytes = b""


class Evidence:
    """Received files by their hash; each is opened when one of its cells is asked for."""

    def __init__(self, files: Mapping[str, bytes], reader: Reader | None = None) -> None:
        """Take files by path; `reader` opens kinds that nothing but Python cannot read."""
        self._files = files
        self._reader = reader
        self._by_hash = {hashlib.sha256(content).hexdigest(): path
                         for path, content in sorted(files.items(), reverse=True)}  # fmt: skip
        self._copies: dict[str, str] = {}
        self._places: dict[str, str] = {}
        for path, content in files.items():
            if path.endswith(JSON) and LIST in content:
                self._take_list(path, content)
        self._opened: dict[str, Sheets | Mapping[str, Cells] | UnreadableError] = {}
        self._cells: dict[tuple[str, str], Cells] = {}
        self._stamps: dict[tuple[str, str, str], str] | None = None
        self._asked: dict[tuple[str, str], Found] = {}

    def _take_list(self, path: str, content: bytes) -> None:
        folder = posixpath.dirname(path)
        for each in json.loads(content):
            self._copies[str(each["sha256"])] = str(each["sha256_here"])
            for place in (str(each["file"]), posixpath.join(folder, str(each["file"]))):
                if place in self._files:
                    self._places[str(each["submission"])] = place

    def find(self, submission: str, sha256: str) -> Found:
        """Return what is there of the file that a submission was read from."""
        asked = submission, sha256
        if asked not in self._asked:
            self._asked[asked] = self._find(submission, sha256)
        return self._asked[asked]

    def _find(self, submission: str, sha256: str) -> Found:
        for each in (sha256, self._copies.get(sha256, "")):
            if each in self._by_hash:
                path = self._by_hash[each]
                return Found(Presence.THERE, path, self._files[path])
        path = self._places.get(submission) or self._named(submission) or self._stamped(submission)
        if path:
            return Found(Presence.CHANGED, path, self._files[path])
        return Found(Presence.ABSENT)

    def _named(self, submission: str) -> str:
        """Return the path that holds the key of a submission."""
        folder = submission.replace("/", "_")
        return next((path for path in sorted(self._files) if folder in path.split("/")), "")

    def _stamped(self, submission: str) -> str:
        """Return another workbook of the same year, school and form, known by its stamp."""
        if self._stamps is None:
            self._stamps = {}
            for path in sorted(self._files):
                stamp = self._stamp(path)
                if stamp:
                    self._stamps.setdefault(stamp, path)
        edition, _, school, form, _ = submission.split("/")
        return self._stamps.get((edition, school, form), "")

    def _stamp(self, path: str) -> tuple[str, str, str] | None:
        if not self._files[path].startswith(b"PK"):
            return None
        try:
            cells = self.cells(path, STAMP_SHEET)
        except UnreadableError:
            return None
        said = {str(cells.get(f"A{row}", "")): cells.get(f"B{row}", "") for row in range(1, 20)}
        names = ("edition", "school", "county")
        edition, school, county = (_plain(said.get(name, "")) for name in names)
        school = BUREAU if school == county else school
        return (edition, school, str(said["form"])) if said.get("form") else None

    def cells(self, path: str, title: str) -> Cells:
        """Return the cells of one sheet of a file; raises `UnreadableError` where nothing can."""
        if (path, title) not in self._cells:
            book = self._open(path)
            if isinstance(book, UnreadableError):
                raise book
            self._cells[path, title] = _sheet(book, title)
        return self._cells[path, title]

    def _open(self, path: str) -> Sheets | Mapping[str, Cells] | UnreadableError:
        if path not in self._opened:
            try:
                self._opened[path] = open_sheets(self._files[path])
            except UnreadableError as error:
                self._opened[path] = self._read(path) or error
        return self._opened[path]

    def _read(self, path: str) -> Mapping[str, Cells] | None:
        if self._reader is None:
            return None
        try:
            return self._reader(self._files[path], posixpath.basename(path))
        except UnreadableError:
            return None


def _sheet(book: Sheets | Mapping[str, Cells], title: str) -> Cells:
    if not isinstance(book, Sheets):
        return book.get(title, {})
    try:
        return book.cells(title)
    except (ValueError, KeyError, IndexError, ET.ParseError, zipfile.BadZipFile) as error:
        raise UnreadableError("damaged") from error


def _plain(value: object) -> str:
    return str(int(value)) if isinstance(value, float) else str(value)
