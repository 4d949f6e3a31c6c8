"""LibreOffice opens what the engine writes, and makes a PDF with bookmarks of it."""

from __future__ import annotations

import re

import pytest

from tests.builders.word import a_full_dossier
from tests.office import convert


@pytest.fixture(scope="module")
def pdf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rendered")
    word = folder / "sample.docx"
    word.write_bytes(a_full_dossier().to_bytes())
    (converted,) = convert([word], "pdf", folder / "pdf")
    return converted.read_bytes()


def test_a_dossier_with_every_element_becomes_a_pdf(pdf):
    assert pdf.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= 6


def test_headings_become_bookmarks(pdf):
    titles = {
        bytes.fromhex(found.decode()).decode("utf-16")
        for found in re.findall(rb"/Title\s*<(FEFF[0-9A-F]+)>", pdf)
    }

    assert {"一、基本情况", "（一）学校", "二、图表"} <= titles


def test_only_chinese_fonts_are_embedded(pdf):
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w-]+)", pdf))

    assert fonts
    assert all(b"CJK" in font for font in fonts), fonts
