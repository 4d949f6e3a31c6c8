"""Page numbers in contents: LibreOffice lays the files out, and the numbers are written in.

Where LibreOffice or pdftotext is missing, or takes too long, contents stay without numbers:
incomplete, never wrong. Word fills them in when asked to update fields (F9).
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tasks import catalogue
from tasks.settings import load_settings

log = logging.getLogger(__name__)

ROUNDS = 3
"""How often files are laid out until their numbers hold, where contents move headings."""

PLACEHOLDER = 88
FONTS = catalogue.TEMPLATES / "dossiers" / "fonts.conf"


@dataclass(frozen=True)
class Tools:
    """The programs that lay out pages, and how many seconds one round may take."""

    office: str
    reader: str
    seconds: float


def with_page_numbers(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a package; contents of Word files have their page numbers.

    The same files give the same bytes on a machine with the same programs and fonts. Files
    whose numbers could not be found, or did not hold, are returned as they came.
    """
    from tasks.dossiers.word.numbering import headings_of

    listed = {
        path: content
        for path, content in files.items()
        if path.endswith(".docx") and headings_of(content)
    }
    tools = page_tools()
    if not listed or tools is None:
        if listed:
            log.warning("contents without page numbers, update fields: %s", ", ".join(listed))
        return dict(files)
    try:
        found = _numbered(listed, tools)
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("contents without page numbers: %s", error)
        return dict(files)
    return {**files, **found}


def page_tools() -> Tools | None:
    """Return the programs that lay out pages, None where one is missing or none is wanted."""
    seconds = load_settings().page_seconds
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if not (seconds and office and reader):
        return None
    return Tools(office, reader, seconds)


def _numbered(listed: Mapping[str, bytes], tools: Tools) -> dict[str, bytes]:
    """Return the files with numbers that hold once they are written in, none if they do not.

    Where no contents can move a heading, what is found first holds.
    """
    from tasks.dossiers.word.numbering import contents_stand_apart, headings_of, numbered

    with tempfile.TemporaryDirectory(prefix="junheng-pages-") as folder:
        room = Path(folder)
        known = {
            path: {each.bookmark: PLACEHOLDER for each in headings_of(content)}
            for path, content in listed.items()
        }
        if all(map(contents_stand_apart, listed.values())):
            known = _pages(listed, tools, room)
            return {path: numbered(content, known[path]) for path, content in listed.items()}
        for _ in range(ROUNDS):
            made = {path: numbered(content, known[path]) for path, content in listed.items()}
            found = _pages(made, tools, room)
            if found == known:
                return made
            known = found
    log.warning("page numbers did not hold: %s", ", ".join(listed))
    return {}


def _pages(files: Mapping[str, bytes], tools: Tools, room: Path) -> dict[str, dict[str, int]]:
    """Return the printed page of each heading by its bookmark, of each file."""
    from tasks.dossiers.word.contents import heading_pages
    from tasks.dossiers.word.numbering import headings_of, with_frames

    words = [room / f"{number}.docx" for number in range(len(files))]
    for place, content in zip(words, files.values(), strict=True):
        place.write_bytes(with_frames(content))
    _lay_out(words, tools, room)
    found: dict[str, dict[str, int]] = {}
    for place, (path, content) in zip(words, files.items(), strict=True):
        headings = headings_of(content)
        pages = heading_pages(headings, _texts(place.with_suffix(".pdf"), tools))
        found[path] = {
            heading.bookmark: page
            for heading, page in zip(headings, pages, strict=True)
            if page is not None
        }
    return found


def _lay_out(words: list[Path], tools: Tools, room: Path) -> None:
    """Make a PDF of each file, all in one run, in a profile that is nobody else's."""
    command = [
        tools.office, f"-env:UserInstallation={(room / 'profile').as_uri()}", "--headless",
        "--norestore", "--convert-to", "pdf", "--outdir", str(room), *map(str, words),
    ]  # fmt: skip
    environment = os.environ | {"FONTCONFIG_FILE": str(FONTS), "HOME": str(room)}
    subprocess.run(command, check=True, capture_output=True, timeout=tools.seconds, env=environment)


def _texts(pdf: Path, tools: Tools) -> list[str]:
    """Return the text of each page of a PDF."""
    command = [tools.reader, "-layout", str(pdf), "-"]
    done = subprocess.run(command, check=True, capture_output=True, timeout=tools.seconds)
    return done.stdout.decode("utf-8", "replace").split("\f")[:-1]
