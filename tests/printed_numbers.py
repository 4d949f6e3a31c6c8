"""Which numbers of a Word file stand outside content controls, where nothing can vouch for them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from tasks import catalogue
from tasks.model import Findings
from tasks.verification.document import read_document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
QUOTED = ("said.", "planned.", "issue.", "rule.", "left_out.")
"""How the ids of numbers begin that stand in a quoted text and are no facts of the findings."""

APART = "■"
"""Stands for a content control, lest what is before and behind it look like one text."""


def untrue_numbers(docx: bytes, findings: Findings) -> list[tuple[str, str]]:
    """Return tag and text of every content control that does not print its fact.

    A number in a quoted text is held against the facts that travel with the file.
    """
    known = {name: fact.printed for name, fact in findings.facts.items()}
    document = read_document(docx)
    own = document.facts.facts if document.facts else {}
    known |= {name: fact.printed for name, fact in own.items() if name.startswith(QUOTED)}
    return [(each.fact, each.text) for each in document.prints if known.get(each.fact) != each.text]


def loose_numbers(docx: bytes, allowed: Iterable[str] = ()) -> list[str]:
    """Return the texts of paragraphs, captions, notes and cells with digits outside controls.

    A first cell that counts the rows, the names of `templates/dossiers/names.yml` and the
    texts in `allowed` are passed over, and so are headings and the table of contents.
    """
    texts = sorted({text for text in allowed if text}, key=len, reverse=True)
    names = re.compile("|".join(each["pattern"] for each in _names()))
    return [
        text for text in _paragraphs(docx) if re.search(r"\d", names.sub("", _without(text, texts)))
    ]


def _names() -> Any:
    return catalogue.read_yaml(catalogue.TEMPLATES / "dossiers" / "names.yml")["exempt"]


def said_by(findings: Findings) -> Iterator[str]:
    """Yield the texts of findings that a document may quote: reasons, clauses, standards."""
    for judgement in findings.judgements:
        yield from (judgement.reason, judgement.standard, judgement.clause)
    for exclusion in findings.exclusions:
        yield from (exclusion.reason, exclusion.clause)
    yield from (gap.reason for gap in findings.gaps)
    yield from (fact.title for fact in findings.facts.values())


def answers(standards: Mapping[str, Any]) -> Iterator[str]:
    """Yield the words for every answer that a regime may give to an open question."""
    for options in standards["wording"]["answers"].values():
        yield from options.values()


def _without(text: str, allowed: list[str]) -> str:
    for each in allowed:
        text = text.replace(each, "")
    return text


def _paragraphs(docx: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        name = "" if style is None else style.get(f"{W}val", "")
        text = "".join(_loose(paragraph))
        if not (name.startswith(("TOC", "Heading")) or _counts_rows(paragraph, text)):
            yield text


def _counts_rows(paragraph: Any, text: str) -> bool:
    cell = next(paragraph.iterancestors(f"{W}tc"), None)
    return cell is not None and text.isdigit() and cell.getprevious().tag != f"{W}tc"


def _loose(paragraph: Any) -> Iterator[str]:
    for text in paragraph.iter(f"{W}t"):
        inside = any(parent.tag == f"{W}sdt" for parent in text.iterancestors())
        yield APART if inside else text.text or ""
