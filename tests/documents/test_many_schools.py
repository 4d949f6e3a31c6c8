"""Papers of 120 schools with names of forty characters: nothing lies outside, nothing is cut."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from tasks.dossiers.application.form import application_form
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.check import school_check
from tasks.dossiers.school.form import school_form
from tests.builders.many_schools import a_view_of_many, many_names
from tests.builders.word import house_styles
from tests.office import convert, tool

NEVER_IN_THE_TEXT = re.compile(r"^[初稿]$|未经审定")
"""The mark behind the text and in the header of a draft."""

HANGING = "，。；、：）"
"""Signs that may stand behind the margin at the end of a line, as is usual in Chinese."""

POINT_MM = 25.4 / 72
SLACK_MM = 1.0


@pytest.fixture(scope="module")
def pdfs(tmp_path_factory) -> dict[str, Path]:
    """Return the papers as LibreOffice lays them out."""
    folder, view = tmp_path_factory.mktemp("many"), a_view_of_many()
    made = {
        "form": application_form(view),
        "report": county_report(view),
        "school": school_form(view, view.schools[0]),
        "check": school_check(view, view.schools[0]),
    }
    for name, content in made.items():
        (folder / f"{name}.docx").write_bytes(content)
    converted = convert([folder / f"{name}.docx" for name in made], "pdf", folder / "pdf")
    return dict(zip(made, converted, strict=True))


def words_of(pdf: Path):
    """Yield page size and each word with its box, in millimetres."""
    done = subprocess.run(
        [tool("pdftotext"), "-bbox", str(pdf), "-"], check=True, capture_output=True
    )
    root = etree.fromstring(done.stdout, etree.XMLParser(recover=True, huge_tree=True))
    for page in root.iter("{*}page"):
        size = [float(page.get(side)) * POINT_MM for side in ("width", "height")]
        for word in page.iter("{*}word"):
            box = [float(word.get(side)) * POINT_MM for side in ("xMin", "xMax", "yMin", "yMax")]
            yield size, box, word.text or ""


@pytest.mark.parametrize("name", ["form", "report", "school", "check"])
def test_no_text_lies_outside_the_margins(pdfs, name):
    margins = house_styles().page.margins_mm
    outside = []
    for (width, height), (left, right, top, bottom), text in words_of(pdfs[name]):
        room = margins["landscape" if width > height else "portrait"]
        hanging = (right - left) / len(text) if text and text[-1] in HANGING else 0
        beside = left < room["left"] - SLACK_MM
        beside = beside or right - hanging > width - room["right"] + SLACK_MM
        is_body = top > room["top"] - SLACK_MM
        below = is_body and bottom > height - room["bottom"] + SLACK_MM
        is_footer = top > height - room["bottom"]
        if (beside or (below and not is_footer)) and not NEVER_IN_THE_TEXT.search(text):
            outside.append((text, round(left), round(right), round(top), round(bottom)))

    assert outside == []


@pytest.mark.parametrize("name", ["form", "report"])
def test_every_name_stands_whole(pdfs, name):
    done = subprocess.run(
        [tool("pdftotext"), "-raw", str(pdfs[name]), "-"], check=True, capture_output=True
    )
    found = re.sub(r"\s", "", done.stdout.decode())

    assert [each for each in many_names().values() if each not in found] == []


def test_heads_stand_on_every_page_of_a_long_table(pdfs):
    pages: dict[int, list[str]] = {}
    done = subprocess.run(
        [tool("pdftotext"), "-layout", str(pdfs["report"]), "-"], check=True, capture_output=True
    )
    for at, page in enumerate(done.stdout.decode().split("\f")):
        pages[at] = page.splitlines()
    heat = [page for page in pages.values() if sum("示例县城关镇" in line for line in page) > 10]

    assert len(heat) > 10
    assert all(any("学校" in line for line in page[:12]) for page in heat)
