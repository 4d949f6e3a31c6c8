"""Who drops which file when and how: a busy fortnight of a county, drawn from a seed.

Every file has a number in its name that no other has, so that its receipt is known by it.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from tasks.demo.county import FITNESS_FORM, SCHOOL_FORM
from tasks.store import sha256_of
from tests.bench.intake_bench import a_workbook_of
from tests.builders.demo import a_demo_county

WHOLE, SLOWLY, RENAMED, LOCKED = "whole", "slowly", "renamed", "locked"
WAYS = (WHOLE, SLOWLY, SLOWLY, RENAMED, LOCKED)
KINDS = {"attempt": 60, "same": 16, "cut": 8, "zip": 6, "letter": 5, "elsewhere": 5}
"""Of a hundred drops: corrected attempts, bytes that came before, halves of workbooks,
archives, what is no workbook, and returns of another school."""

MEMBERS = (2, 4)
PUPILS = 12
ROSTER = "roster.xlsx"


@dataclass(frozen=True)
class Size:
    """How many files by how many writers in how many seconds, for how many schools."""

    files: int
    seconds: float
    writers: int
    schools: int
    settle_seconds: float = 2.0


FULL = Size(files=2000, seconds=600, writers=8, schools=32)
QUICK = Size(files=48, seconds=12, writers=8, schools=3, settle_seconds=1.0)


@dataclass(frozen=True)
class Dropped:
    """One file as it is dropped: when, by whom and how, and the numbers of its receipts.

    `source` is where its bytes wait, `target` its place in the intake. An archive has a
    receipt of its own and one for each file in it, `inside` being their fingerprints.
    """

    second: float
    writer: int
    way: str
    source: str
    target: str
    sha256: str
    numbers: tuple[str, ...]
    inside: tuple[str, ...] = ()


@dataclass(frozen=True)
class School:
    """The folder of a school and the workbooks it fills in."""

    folder: str
    returns: tuple[bytes, ...]


def plan(folder: Path, size: Size, seed: int = 2025) -> list[Dropped]:
    """Lay out the bytes of all drops below `folder`, and return these, the earliest first."""
    draw = random.Random(seed)
    schools = _schools(folder, size.schools)
    dropped: list[Dropped] = []
    number = 0
    while sum(len(each.numbers) for each in dropped) < size.files:
        second = 0.0
        made = _drop(draw, schools, number, [each for each in dropped if not each.inside])
        name, numbers, content, inside = made
        source = folder / f"{number:05}"
        source.write_bytes(content)
        writer = number % size.writers
        way = draw.choice(WAYS)
        given = (sha256_of(content), numbers, tuple(map(sha256_of, inside)))
        dropped.append(Dropped(second, writer, way, str(source), name, *given))
        number += 1
    return [
        Dropped(**{**asdict(each), "second": size.seconds * place / len(dropped)})
        for place, each in enumerate(dropped)
    ]


def _drop(
    draw: random.Random, schools: Sequence[School], number: int, before: Sequence[Dropped]
) -> tuple[str, tuple[str, ...], bytes, list[bytes]]:
    """Return place, numbers and content of the next drop, and what is in it."""
    kind = draw.choices(list(KINDS), KINDS.values())[0]
    school = draw.choice(schools)
    content = _version(draw.choice(school.returns), number)
    name, inside = f"报表{number:05}.xlsx", []
    if kind == "same" and before:
        earlier = draw.choice(before)
        content = Path(earlier.source).read_bytes()
        return f"{PurePosixPath(earlier.target).parent}/{name}", (f"{number:05}",), content, []
    if kind == "cut":
        content = content[: len(content) * draw.randrange(1, 9) // 10]
    elif kind == "letter":
        name, content = f"说明{number:05}.docx", f"letter {number}".encode()
    elif kind == "elsewhere":
        other = draw.choice([each for each in schools if each is not school])
        content = _version(draw.choice(other.returns), number)
    elif kind == "zip":
        count = draw.randint(*MEMBERS)
        inside = [_version(draw.choice(school.returns), number, each) for each in range(count)]
        numbers = tuple(f"{number:05}-{each}" for each in range(count))
        content = _zip({f"表{each}.xlsx": part for each, part in zip(numbers, inside, strict=True)})
        return f"{school.folder}/包{number:05}包.zip", (f"{number:05}包", *numbers), content, inside
    return f"{school.folder}/{name}", (f"{number:05}",), content, inside


def _version(content: bytes, *version: int) -> bytes:
    """Return a workbook with something more in it that no form asks for."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(zipfile.ZipInfo("docProps/note.txt"), f"version {version}")
    return file.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path), content)
    return stream.getvalue()


def _schools(folder: Path, count: int) -> list[School]:
    """Return the schools of a county, and lay its roster beside the drops."""
    county = a_demo_county(schools=count, pupils=count * PUPILS, clean=True)
    folders = {row["school_code"]: row["folder"] for row in county.roster}
    found: dict[str, list[bytes]] = {}
    for item in county.handed_in:
        if item.form == "roster":
            (folder / ROSTER).write_bytes(county._workbook(item, a_workbook_of))
        elif item.form in (SCHOOL_FORM, FITNESS_FORM):
            content = county._workbook(item, a_workbook_of)
            found.setdefault(item.school, []).append(content)
    where = f"{county.edition}/{county.name}"
    return [School(f"{where}/{folders[code]}", tuple(each)) for code, each in found.items()]


def written(plan: Sequence[Dropped]) -> str:
    """Return a plan as the writers read it."""
    return json.dumps([asdict(each) for each in plan], ensure_ascii=False)


def numbers_of(dropped: Sequence[Dropped]) -> Iterator[str]:
    """Yield the number of every receipt there must be."""
    for each in dropped:
        yield from each.numbers
