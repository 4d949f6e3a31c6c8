"""A Word file as the verification sees it: its numbers in reading order, its charts, its facts.

A number is found by its content control or, where an editor dropped that, by the bookmark that
was laid around it.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tasks.verification.facts import FactsPart, read_facts

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
MARK = re.compile(r"_F(\d{6,})")
SKIPPED = {f"{W}{tag}" for tag in ("del", "moveFrom", "instrText", "sdtPr", "rPr", "pPr", "tblPr")}
BREAKS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t"}
NAME = re.compile(r"s\.([^.]+)\.name")
OF_LEVEL = re.compile(r"s\.[^.]+\.(primary|junior|senior)\.")
OF_SCHOOL = re.compile(r"s\.[^.]+\.(?!name$)(.+)")


@dataclass(frozen=True)
class Print:
    """One number as it stands in the file; `place` counts from 1, `mark` names its control.

    `expected` is the fact that was printed under this mark, empty where nobody knows.
    """

    place: int
    fact: str
    text: str
    mark: int = 0
    expected: str = ""


@dataclass(frozen=True)
class SchoolList:
    """The schools of one table in the order of its rows, level by level."""

    table: int
    level: str
    schools: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """What is read of one Word file. `lost` are the marks whose number is nowhere."""

    prints: tuple[Print, ...]
    facts: FactsPart | None
    lost: tuple[int, ...] = ()
    lists: tuple[SchoolList, ...] = ()
    parts: Mapping[str, bytes] = field(default_factory=dict)


@dataclass
class _Number:
    fact: str = ""
    texts: list[str] = field(default_factory=list)
    mark: int = 0
    identity: int = 0


def read_document(content: bytes) -> Document:
    """Return the numbers of a Word file; raises `ValueError` where it is none, or is torn."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = {name: package.read(name) for name in package.namelist()}
            root = ET.fromstring(parts[BODY])
    except (zipfile.BadZipFile, KeyError, ET.ParseError) as error:
        raise ValueError(str(error)) from error
    return document_of(root, parts)


def document_of(root: ET.Element, parts: Mapping[str, bytes]) -> Document:
    """Return the numbers of a parsed text with the other parts of its file."""
    found = (read_facts(parts[name]) for name in sorted(parts) if _may_be_facts(name))
    facts = next((each for each in found if each is not None), None)
    walk = _Walk(facts)
    walk.element(root)
    return Document(
        tuple(walk.prints()), facts, tuple(walk.lost()), tuple(_lists(walk.tables)), parts
    )


def _may_be_facts(name: str) -> bool:
    return name.startswith("customXml/item") and "Props" not in name


class _Walk:
    """Goes through a text once, and keeps what stands in controls and in marks."""

    def __init__(self, facts: FactsPart | None) -> None:
        self._facts = facts
        self._printed: Mapping[int, str] = facts.printed if facts else {}
        self._numbers: list[_Number] = []
        self._open: list[_Number] = []
        self._marks: dict[str, tuple[int, list[str], int]] = {}
        self._marked: dict[int, tuple[list[str], int]] = {}
        self.tables: list[list[list[str]]] = []
        self._rows: list[list[str]] = []

    def element(self, element: ET.Element) -> None:
        """Go through one element and all below it."""
        tag = element.tag
        if tag in SKIPPED:
            return
        if tag == f"{W}t":
            self._text(element.text or "")
        elif tag in BREAKS:
            self._text(BREAKS[tag])
        elif tag == f"{W}bookmarkStart":
            self._begin(element)
        elif tag == f"{W}bookmarkEnd":
            self._marks.pop(element.get(f"{W}id", ""), None)
        elif tag == f"{W}sdt":
            self._control(element)
        elif tag == f"{W}tbl":
            self.tables.append([])
            self._below(element)
        elif tag == f"{W}tr":
            self._row(element)
        else:
            self._below(element)

    def _below(self, element: ET.Element) -> None:
        for child in element:
            self.element(child)

    def _row(self, element: ET.Element) -> None:
        row: list[str] = []
        if self.tables:
            self.tables[-1].append(row)
        self._rows.append(row)
        self._below(element)
        self._rows.pop()

    def _text(self, text: str) -> None:
        for number in self._open:
            number.texts.append(text)
        for _, texts, _ in self._marks.values():
            texts.append(text)

    def _begin(self, element: ET.Element) -> None:
        found = MARK.fullmatch(element.get(f"{W}name", ""))
        if found:
            mark, texts = int(found[1]), []  # type: tuple[int, list[str]]
            self._marks[element.get(f"{W}id", "")] = mark, texts, len(self._numbers)
            self._marked.setdefault(mark, (texts, len(self._numbers)))
            if mark in self._printed and self._rows:
                self._rows[-1].append(self._printed[mark])

    def _control(self, element: ET.Element) -> None:
        fact, identity = _property(element, "tag"), _property(element, "id")
        if not fact:
            self._below(element)
            return
        around = [mark for mark, _, _ in self._marks.values()]
        number = _Number(fact, mark=around[-1] if around else 0,
                         identity=int(identity) if identity.isdigit() else 0)  # fmt: skip
        self._numbers.append(number)
        if self._rows and not number.mark:
            self._rows[-1].append(fact)
        self._open.append(number)
        self._below(element)
        self._open.pop()

    def prints(self) -> Iterator[Print]:
        """Yield every number in reading order, by its control or else by its mark."""
        found: list[tuple[float, _Number]] = [
            (float(at), number) for at, number in enumerate(self._numbers)
        ]
        held = {self._mark_of(number) for number in self._numbers}
        for mark, (texts, at) in self._marked.items():
            if mark not in held and mark in self._printed:
                number = _Number(self._printed[mark], texts, mark)
                found.append((at - 0.5, number))
        for place, (_, number) in enumerate(sorted(found, key=lambda each: each[0]), 1):
            mark = self._mark_of(number)
            text = "".join(number.texts)
            if mark in self._marked:
                text = "".join(self._marked[mark][0]) or text
            yield Print(place, number.fact, text, mark, self._printed.get(mark, ""))

    def _mark_of(self, number: _Number) -> int:
        """Return the mark of a control; without a bookmark its own number says which it is."""
        if number.mark:
            return number.mark
        same = self._printed.get(number.identity) == number.fact
        return number.identity if same and number.identity not in self._marked else 0

    def lost(self) -> Iterator[int]:
        """Yield the marks of which neither the control nor the bookmark is there any more."""
        held = {self._mark_of(number) for number in self._numbers} | set(self._marked)
        yield from sorted(set(self._printed) - held)


def _property(control: ET.Element, name: str) -> str:
    found = control.find(f"{W}sdtPr/{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def _lists(tables: list[list[list[str]]]) -> Iterator[SchoolList]:
    """Yield the schools that tables list, each once in its place, those of a level apart.

    A list says the same of each school; requests and problems of schools are no such list.
    """
    for at, rows in enumerate(tables, 1):
        levels: dict[str, dict[str, set[str]]] = {}
        for facts in rows:
            names = [found[1] for fact in facts if (found := NAME.fullmatch(fact))]
            spoken = {found[1] for fact in facts if (found := OF_LEVEL.match(fact))}
            said = {found[1] for fact in facts if (found := OF_SCHOOL.match(fact))}
            if len(names) == 1 and said:
                level = next(iter(spoken)) if len(spoken) == 1 else ""
                levels.setdefault(level, {}).setdefault(names[0], said)
        for level, schools in levels.items():
            if set.intersection(*schools.values()):
                yield SchoolList(at, level, tuple(schools))
