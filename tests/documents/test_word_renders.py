"""LibreOffice opens what the engine writes, and makes a PDF with bookmarks of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess

import pytest

from tests.builders_word import STYLES, a_full_dossier


@pytest.fixture(scope="module")
def soffice():
    program = shutil.which("soffice")
    if program is None:
        reason = "LibreOffice (soffice) is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return program


@pytest.fixture(scope="module")
def pdf(soffice, tmp_path_factory):
    folder = tmp_path_factory.mktemp("rendered")
    word = folder / "sample.docx"
    word.write_bytes(a_full_dossier().to_bytes())
    command = [
        soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", str(folder), str(word),
    ]  # fmt: skip
    fonts = {**os.environ, "FONTCONFIG_FILE": str(STYLES.with_name("fonts.conf"))}
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=fonts)
    return word.with_suffix(".pdf").read_bytes()


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
