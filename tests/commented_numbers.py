"""Every number of a marked file that changed, with the comment that stands around it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHANGES = {f"{W}ins", f"{W}del"}


@dataclass(frozen=True)
class Commented:
    """One number in a control that came, went or changed; no comment where it has none."""

    fact: str
    before: str
    after: str
    comment: str


def commented_numbers(docx: bytes) -> list[Commented]:
    """Return the changed numbers of a marked file in order."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
        names = package.namelist()
        said = package.read("word/comments.xml") if "word/comments.xml" in names else b"<none/>"
    comments = {
        each.get(f"{W}id"): "\n".join("".join(line.itertext()) for line in each)
        for each in etree.fromstring(said)
    }
    return list(_found(root, comments))


def _found(root: etree._Element, comments: dict[str, str]) -> Iterator[Commented]:
    """Yield the changed numbers; a number belongs to the comments whose range it stands in."""
    shown = {each.get(f"{W}id") for each in root.iter(f"{W}commentReference")}
    open_now: dict[str, str] = {}
    for each in root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}sdt"):
        number = each.get(f"{W}id")
        if each.tag == f"{W}commentRangeStart":
            open_now[number] = comments[number] if number in shown else ""
        elif each.tag == f"{W}commentRangeEnd":
            open_now.pop(number)
        elif is_number(each) and has_changed(each):
            before, after = text_of(each, "delText"), text_of(each, "t")
            yield Commented(fact_of(each), before, after, "\n".join(open_now.values()))


def is_number(control: etree._Element) -> bool:
    return control.find(f"{W}sdtPr/{W}tag") is not None


def has_changed(control: etree._Element) -> bool:
    """Tell whether a change stands around a control or in it."""
    around = any(each.tag in CHANGES for each in control.iterancestors())
    return around or any(True for _ in control.iter(*CHANGES))


def fact_of(control: etree._Element) -> str:
    return str(control.find(f"{W}sdtPr/{W}tag").get(f"{W}val"))


def text_of(control: etree._Element, tag: str) -> str:
    return "".join(each.text or "" for each in control.iter(f"{W}{tag}"))
