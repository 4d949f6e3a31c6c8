"""A Word file with all its tracked changes accepted, or all of them rejected."""

from __future__ import annotations

from tasks.redline.marks import DELETED, INSERTED
from tasks.redline.markup import (
    DELETED_TEXT,
    P_PR,
    R_PR,
    TBL,
    TEXT,
    TR,
    TR_PR,
    Element,
    P,
    name,
)
from tasks.redline.package import Package

CHANGED_PROPERTIES = ("pPrChange", "tcPrChange")


def accept_all(docx: bytes) -> bytes:
    """Return a file in which every change has been made."""
    return _settled(docx, stays=INSERTED, goes=DELETED)


def reject_all(docx: bytes) -> bytes:
    """Return a file in which no change has been made."""
    return _settled(docx, stays=DELETED, goes=INSERTED)


def _settled(docx: bytes, stays: str, goes: str) -> bytes:
    package = Package(docx)
    root = package.document
    _settle_properties(root, keep_old=stays == DELETED)
    _remove_rows(root, goes)
    _remove_paragraphs(root, goes)
    for each in list(root.iter(name(f"w:{goes}"))):
        _drop(each)
    for each in list(root.iter(name(f"w:{stays}"))):
        _unwrap(each)
    for each in list(root.iter(DELETED_TEXT)):
        each.tag = TEXT
    return package.to_bytes()


def _settle_properties(root: Element, keep_old: bool) -> None:
    for tag in CHANGED_PROPERTIES:
        for change in list(root.iter(name(f"w:{tag}"))):
            owner = change.getparent()
            _drop(change)
            if keep_old:
                lasting = [each for each in owner if each.tag in (R_PR, name("w:sectPr"))]
                for each in list(owner):
                    owner.remove(each)
                owner.extend([*(each for each in change[0]), *lasting])


def _remove_rows(root: Element, goes: str) -> None:
    for row in list(root.iter(TR)):
        properties = row.find(TR_PR)
        if properties is not None and properties.find(name(f"w:{goes}")) is not None:
            table = row.getparent()
            table.remove(row)
            if table.tag == TBL and table.find(TR) is None:
                _drop(table)


def _remove_paragraphs(root: Element, goes: str) -> None:
    """Remove the paragraphs whose ends go, with all that goes with them."""
    for paragraph in list(root.iter(P)):
        mark = paragraph.find(f"{P_PR}/{R_PR}/{name(f'w:{goes}')}")
        if mark is not None:
            left = [
                run
                for run in paragraph.iter(TEXT, name("w:drawing"))
                if not any(above.tag == name(f"w:{goes}") for above in run.iterancestors())
            ]
            assert not left, "a paragraph that goes holds text that stays"
            _drop(paragraph)


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Element) -> None:
    parent = element.getparent()
    at = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(at, child)
    parent.remove(element)


__all__ = ["accept_all", "reject_all"]
