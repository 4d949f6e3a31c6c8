"""Contents are right when a report is first opened; without LibreOffice they say nothing."""

from __future__ import annotations

import re
import shutil

import pytest

from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.word.numbering import headings_of
from tasks.dossiers.word.reading import plain_text
from tasks.settings import load_settings
from tasks.steps.dossiers import page_numbers
from tasks.steps.dossiers.page_numbers import with_page_numbers
from tests.builders.dossiers import a_view
from tests.builders.word import a_dossier
from tests.office import convert, tool

FILES = {"县级/自评报告.docx": b"", "数据/facts.json": b"{}"}


@pytest.fixture(autouse=True)
def settings(monkeypatch):
    """Let pages be laid out, which the other tests forgo."""
    load_settings.cache_clear()
    monkeypatch.setenv("JUNHENG_PAGE_SECONDS", "120")
    yield
    load_settings.cache_clear()


def a_package():
    return {**FILES, "县级/自评报告.docx": county_report(a_view())}


def test_the_numbers_are_those_of_the_pages_and_the_same_each_time(tmp_path):
    tool("pdftotext")
    package = a_package()
    made = with_page_numbers(package)
    report = made["县级/自评报告.docx"]

    said = dict(re.findall(r"^([^\t\n]+)\t(\d+)$", plain_text(report), re.MULTILINE))
    assert list(said) == [each.text for each in headings_of(report)]
    place = tmp_path / "report.docx"
    place.write_bytes(report)
    (pdf,) = convert([place], "pdf", tmp_path / "pdf")
    assert {each: said[each] for each in said} == _pages_of(pdf, said)
    assert made == with_page_numbers(package)
    assert made["数据/facts.json"] == b"{}"


def _pages_of(pdf, headings):
    """Return the printed page on which each heading stands, by the pages' own text."""
    import subprocess

    text = subprocess.run(
        [tool("pdftotext"), "-layout", str(pdf), "-"], check=True, capture_output=True
    ).stdout.decode()
    found = {}
    for page in text.split("\f"):
        lines = {re.sub(r"\s", "", line) for line in page.splitlines()}
        for heading in headings:
            if re.sub(r"\s", "", heading) in lines and (n := re.search(r"—\s*(\d+)\s*—", page)):
                found[heading] = n.group(1)
    return found


def test_without_the_program_everything_stays_as_it_was(monkeypatch, caplog):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    files = {"县级/a.docx": a_dossier().contents("目　录").heading("一、情况").to_bytes()}

    assert with_page_numbers(files) == files
    assert "update fields: 县级/a.docx" in caplog.text


def test_a_program_that_fails_or_hangs_costs_the_numbers_only(monkeypatch, caplog):
    monkeypatch.setattr(
        page_numbers, "page_tools", lambda: page_numbers.Tools("/bin/false", "/bin/false", 1)
    )
    files = {"县级/a.docx": a_dossier().contents("目　录").heading("一、情况").to_bytes()}

    assert with_page_numbers(files) == files
    assert "without page numbers" in caplog.text


def test_files_without_contents_are_not_laid_out(monkeypatch):
    monkeypatch.setattr(page_numbers, "_numbered", None)
    files = {"学校/a.docx": a_dossier().heading("一、情况").to_bytes()}

    assert with_page_numbers(files) == files
