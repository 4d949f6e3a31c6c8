"""The facts that travel inside a Word file: what a quoted number quotes, what a chart draws."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from tasks.model import Submission
from tasks.redline.markup import Element

FOLDER, FACTS, FACT, POINT = "customXml/item", "facts", "fact", "point"


@dataclass(frozen=True)
class Quoted:
    """What a file says of one of its facts: the facts below it, and the returns it is read from."""

    title: str
    inputs: tuple[str, ...]
    submissions: tuple[Submission, ...]


@dataclass(frozen=True)
class Carried:
    """The facts that one file carries, by id, and by the number of a chart what it draws."""

    regime: str = ""
    facts: Mapping[str, Quoted] = field(default_factory=dict)
    points: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def carried_by(docx: bytes) -> Carried:
    """Return the facts inside a Word file, nothing where it carries none."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in sorted(package.namelist()):
            if name.startswith(FOLDER) and name.endswith(".xml"):
                root = etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False))
                if _local(root) == FACTS:
                    return _carried(root)
    return Carried()


def _carried(root: Element) -> Carried:
    files = {
        str(each.get("id")): str(each.get("submission")) for each in root if _local(each) == "file"
    }
    facts = {str(each.get("id")): _quoted(each, files) for each in root if _local(each) == FACT}
    points: dict[int, dict[str, None]] = {}
    for each in root:
        if _local(each) == POINT:
            points.setdefault(int(each.get("chart", 0)), {})[str(each.get("fact"))] = None
    drawn = {chart: tuple(names) for chart, names in points.items()}
    return Carried(str(root.get("regime", "")), facts, drawn)


def _quoted(fact: Element, files: Mapping[str, str]) -> Quoted:
    inputs = tuple(str(each.get("id")) for each in fact if _local(each) == "input")
    named = (files.get(str(each.get("file")), "") for each in fact if _local(each) == "source")
    submissions = tuple(Submission.parse(each) for each in dict.fromkeys(named) if each)
    return Quoted(str(fact.get("title", "")), inputs, submissions)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
