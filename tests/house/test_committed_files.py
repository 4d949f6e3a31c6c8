"""What is committed: text that holds on every machine, nothing left to do, no drop of data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, project_files

PICTURES = re.compile(r"docs/pictures/[a-z0-9-]+[.]png")
PNG = b"\x89PNG\r\n\x1a\n"
PICTURE_BYTES = 150_000
NEVER = re.compile(
    r"^(data/(intake|lake|outbox)|[.]airflow|[.]venv)/|(^|/)[.]env$|[.](pyc|log|db)$"
)
OFFICE = re.compile(r"[.](xlsx?|ods|docx?|zip|parquet)$")

FORBIDDEN = {
    "a path of one machine": re.compile(
        r"(?<![\w.}<])/(work/|home/\w|root/|Users/|tmp/\w|mnt/\w)|\b[A-Z]:\\+(Users|Windows|Program)"
    ),
    "a package registry": re.compile(
        r"pypi[.]org|pythonhosted[.]org|index[-_]url|pypi[.]tuna|/simple/?\s*$", re.I | re.M
    ),
    "something left to do": re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b"),
    "a conflict": re.compile(r"^(<{7}|>{7}) ", re.M),
    "a secret": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b"),
}
"""What no file may contain, and what it is."""


def wrong_with(name: str, content: bytes) -> list[str]:
    """Return what is wrong with a file that is to be committed."""
    if NEVER.search(name):
        return ["belongs to one machine only"]
    if PICTURES.fullmatch(name):
        return wrong_with_picture(content)
    if OFFICE.search(name):
        return ["is made by a program and not stored"]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return ["is not text"]
    if "\0" in text:
        return ["is not text"]
    return [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] + (
        ["has line ends of another system"] if "\r\n" in text else []
    )


def wrong_with_picture(content: bytes) -> list[str]:
    """Return what is wrong with a picture of the documentation."""
    if not content.startswith(PNG):
        return ["is no picture"]
    return ["is too large a picture"] if len(content) > PICTURE_BYTES else []


def name_of(path: Path) -> str:
    """Return the name of a file as git writes it."""
    return path.relative_to(ROOT).as_posix()


def test_committed_files_are_ours_and_text():
    found = {
        name_of(path): wrong_with(name_of(path), path.read_bytes())
        for path in project_files()
        if path != Path(__file__)
    }
    assert len(found) > 1
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("docs/flow.md", b"see /home/" + b"someone/file"),
        ("docs/flow.md", b"see C:\\" + b"Users"),
        ("tasks/store.py", b'ROOT = "/work/lake"'),
        ("requirements.txt", b"--index-url https://example.test/simple"),
        ("tasks/store.py", b"# TO" + b"DO: later"),
        ("tasks/store.py", b"a\r\nb"),
        ("tests/golden/a.bin", b"\0\1"),
        ("tests/golden/a.txt", "差异".encode("gb18030")),
        ("tests/golden/a.xlsx", b"PK"),
        ("data/lake/received/x", b"a"),
        (".env", b"A=1"),
        ("docs/pictures/a.exe", b"MZ\0\xff"),
        ("docs/pictures/a.png", b"MZ\0\xff"),
        ("docs/pictures/a.png", PNG + bytes(PICTURE_BYTES)),
        ("docs/a.png", PNG + b"\0"),
    ],
)
def test_a_file_that_should_not_be_committed_is_found(name, content):
    assert len(wrong_with(name, content)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("docs/pictures/report.png", PNG + b"\0"),
        ("docs/flow.md", b"see data/intake/2025 and https://example.test/home/page"),
        ("data/demo/recipe.yml", "学校: 24".encode()),
    ],
)
def test_other_files_are_left_alone(name, content):
    assert wrong_with(name, content) == []
