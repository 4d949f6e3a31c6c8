"""The code in the footers as printed: a phone reads it, and no page number has moved."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
import zxingcpp

from tasks.dossiers.word.dossier import PageMark
from tests.custody_pages import CODE, MARK, TEXT, a_coded_dossier
from tests.office import convert, tool

WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" [^>]*>([^<]*)</word>')
COPIER_DPI = 150
"""What the cheapest copier of an office still resolves; a phone sees more."""

HALF_A_MM = 1.42
"""In points: LibreOffice rounds the width of a sign by that much from page to page."""

Placed = tuple[float, float, str]


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> tuple[Path, Path]:
    """Return the same file printed with a code in its footers, and without."""
    folder = tmp_path_factory.mktemp("coded")
    files = [folder / "with.docx", folder / "without.docx"]
    for file, mark in zip(files, (MARK, PageMark()), strict=True):
        file.write_bytes(a_coded_dossier(mark).to_bytes())
    with_code, without = convert(files, "pdf", folder / "pdf")
    return with_code, without


def words(pdf: Path) -> list[list[Placed]]:
    """Return the words of every page with the place of their upper left corner, in points."""
    command = [tool("pdftotext"), "-bbox", str(pdf), "-"]
    html = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    return [
        [(float(x), float(y), text) for x, y, text in WORD.findall(page)]
        for page in html.split("<page ")[1:]
    ]


def grey(pdf: Path, page: int) -> np.ndarray:
    """Return one page as a copier sees it."""
    command = [tool("pdftoppm"), "-gray", "-r", str(COPIER_DPI)]
    command += ["-f", str(page), "-l", str(page), str(pdf)]
    image = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    _, size, _, dots = image.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(dots, np.uint8).reshape(height, width)


def test_the_code_is_read_from_tall_and_wide_pages_and_the_cover(printed):
    pages = len(words(printed[0]))
    for page in (1, 2, 3, pages - 1, pages):
        found = zxingcpp.read_barcodes(grey(printed[0], page))
        assert [each.text for each in found] == [TEXT], page


def test_the_code_stands_on_every_page_as_text(printed):
    for page in words(printed[0]):
        assert CODE.split()[1] in [text for _, _, text in page]


def test_nothing_else_on_the_pages_has_moved(printed):
    code = set(CODE.split())
    coded, plain = (words(pdf) for pdf in printed)

    assert len(coded) == len(plain)
    for with_code, without in zip(coded, plain, strict=True):
        rest = [word for word in with_code if word[2] not in code]
        assert [text for *_, text in rest] == [text for *_, text in without]
        for (x, y, _), (old_x, old_y, _) in zip(rest, without, strict=True):
            assert abs(x - old_x) < HALF_A_MM
            assert abs(y - old_y) < 0.1
