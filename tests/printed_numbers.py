"""Which numbers of a Word file stand outside content controls, where nothing can vouch for them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from tasks.dossiers.word.reading import numbers
from tasks.model import Findings

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = re.compile(r"L\d+|第[\d、]+项|A\d")
"""Labels of columns, numbered items and parts of a form: they count nothing."""


def untrue_numbers(docx: bytes, findings: Findings) -> list[tuple[str, str]]:
    """Return tag and text of every content control that does not print its fact."""
    known = findings.facts
    return [
        (fact, text)
        for fact, text in numbers(docx)
        if fact not in known or known[fact].printed != text
    ]


def loose_numbers(docx: bytes, allowed: Iterable[str]) -> list[str]:
    """Return the texts of table cells that hold digits outside content controls.

    Heads of tables, a first column that counts the rows, and the texts in `allowed` are
    passed over.
    """
    texts = sorted({text for text in allowed if text}, key=len, reverse=True)
    return [text for text in _cells(docx) if re.search(r"\d", _without(text, texts))]


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
    return NAMES.sub("", text)


def _cells(docx: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    for row in root.iter(f"{W}tr"):
        if row.find(f"{W}trPr/{W}tblHeader") is not None:
            continue
        for at, cell in enumerate(row.iter(f"{W}tc")):
            text = "".join(_loose(cell))
            if not (at == 0 and text.isdigit()):
                yield text


def _loose(cell: Any) -> Iterator[str]:
    for text in cell.iter(f"{W}t"):
        if not any(parent.tag == f"{W}sdt" for parent in text.iterancestors()):
            yield text.text or ""
