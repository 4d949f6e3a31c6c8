"""The facts a Word file prints, as the XML part that travels inside it.

`junheng verify` reads it to tell a number that a hand changed from one whose source moved.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from lxml import etree

from tasks.model import Fact, Findings

NAMESPACE = "urn:junheng:facts"


def facts_part(findings: Findings, printed: AbstractSet[str]) -> bytes:
    """Return the facts whose ids are in `printed`, in the order they were made.

    Every `fact` has `id`, `title`, `printed`, `value` where it has one, `unit`, `formula`
    and `note`; below it stand an `input` for each fact it was computed from and a `source`
    for each cell it was read from.
    """
    root = etree.Element(f"{{{NAMESPACE}}}facts", nsmap={None: NAMESPACE})
    root.set("edition", findings.edition)
    root.set("county", findings.county)
    root.set("regime", findings.regime)
    for fact in findings.facts.values():
        if fact.id in printed:
            _append(root, fact)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _append(root: etree._Element, fact: Fact) -> None:
    element = etree.SubElement(root, f"{{{NAMESPACE}}}fact", id=fact.id, title=fact.title)
    element.set("printed", fact.printed)
    if fact.value is not None:
        element.set("value", str(fact.value))
    for name in ("unit", "formula", "note"):
        if text := getattr(fact, name):
            element.set(name, text)
    for given in fact.inputs:
        etree.SubElement(element, f"{{{NAMESPACE}}}input", id=given)
    for source in fact.sources:
        below = etree.SubElement(element, f"{{{NAMESPACE}}}source", submission=source.submission)
        below.set("sha256", source.sha256)
        below.set("sheet", source.sheet)
        below.set("cell", source.cell)
