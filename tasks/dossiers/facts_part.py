"""The facts a Word file prints, as the XML part that travels inside it.

`junheng verify` reads it to tell a number that a hand changed from one whose source moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from tasks.dossiers.word.charts import Point
from tasks.dossiers.word.xml import writable
from tasks.model import Fact, Findings, Source

NAMESPACE = "urn:junheng:facts"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
File = tuple[str, str]
Written = tuple[str, tuple[tuple[File, str], ...]]
"""The element of a fact up to its sources; the file and the rest of each source."""

PLAIN = re.compile(r"[^&<>\"\x00-\x1f\ufffe\uffff]*")
"""What needs no quoting; nearly all texts are of this kind."""


class FactIndex:
    """The facts of one county, each written once, for as many files as print it."""

    def __init__(self, findings: Findings) -> None:
        """Take the findings whose facts are printed."""
        self._findings = findings
        self._facts = findings.facts
        self._place = {name: at for at, name in enumerate(findings.facts)}
        self._inputs: dict[str, tuple[str, ...]] = {}
        self._written: dict[str, Written] = {}

    def part(
        self,
        printed: Sequence[str],
        points: Iterable[Point] = (),
        beside: Mapping[str, Fact] | None = None,
    ) -> bytes:
        """Return the facts of a file and all that they were computed from, inputs first.

        `printed` has the fact of each content control in the order of their numbers, `points`
        those of charts; `beside` has facts that are none of the findings'. A fact whose text
        alone is quoted comes without what it was made of: a school's paper would carry the
        numbers of every other school. The root has a
        `file` for each file that was read, with its submission and hash; a `fact` with `id`,
        `title`, `printed`, `value`, `unit`, `places`, `formula` and `note`, below which stand
        an `input` for each fact it was computed from and a `source` for each cell; a `print`
        for each control; and a `point` for each value of a chart.
        """
        places = list(points)
        others = beside or {}
        wanted = dict.fromkeys([*printed, *(point.fact for point in places)])
        own = [others[name] for name in wanted if name in others]
        facts = self._closure(name for name in wanted if name in self._facts)
        known = {fact.id for fact in facts}
        quoted = dict.fromkeys(given for fact in own for given in fact.inputs
                               if given in self._facts and given not in known)  # fmt: skip
        written = [self._element(fact) for fact in facts]
        written += [_written(bare(self._facts[name])) for name in quoted]
        written += [self._element(fact) for fact in own]
        files = list(dict.fromkeys(file for _, places in written for file, _ in places))
        numbers = {file: str(at) for at, file in enumerate(files, 1)}
        lines = [_element("file", id=numbers[file], submission=file[0], sha256=file[1])
                 for file in files]  # fmt: skip
        lines += [
            start + "".join([f'<source file="{numbers[file]}"{place}/>' for file, place in places])
            + "</fact>"
            for start, places in written
        ]  # fmt: skip
        lines += [
            f'<print mark="{at}" fact={_quoted(name)}/>' for at, name in enumerate(printed, 1)
        ]
        lines += [_point(point) for point in places]
        return f"{HEAD}{self._root()}{''.join(lines)}</facts>".encode()

    def _root(self) -> str:
        found = self._findings
        names = {"edition": found.edition, "county": found.county, "regime": found.regime}
        return _element("facts", xmlns=NAMESPACE, **names).replace("/>", ">")

    def _closure(self, wanted: Iterable[str]) -> list[Fact]:
        """Return the facts asked for and all below them, in the order they were made."""
        waiting, found = list(wanted), set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += self._known_inputs(name)
        return [self._facts[name] for name in sorted(found, key=self._place.__getitem__)]

    def _known_inputs(self, name: str) -> tuple[str, ...]:
        if name not in self._inputs:
            given = self._facts[name].inputs
            self._inputs[name] = tuple(each for each in given if each in self._facts)
        return self._inputs[name]

    def _element(self, fact: Fact) -> Written:
        """Return the element of a fact, all but the numbers of its files; made once."""
        if fact.id not in self._written:
            self._written[fact.id] = _written(fact)
        return self._written[fact.id]


def bare(fact: Fact) -> Fact:
    """Return a fact without inputs, sources, formula, note, and digits that are not printed."""
    value = Decimal(fact.printed) if isinstance(fact.value, Decimal) else fact.value
    return Fact(fact.id, fact.title, value, fact.printed, fact.unit, places=fact.places)


def _written(fact: Fact) -> Written:
    inputs = "".join(f"<input id={_quoted(given)}/>" for given in fact.inputs)
    places = tuple((_file(source), _place(source)) for source in fact.sources)
    return f"{_attributes(fact)}>{inputs}", places


def _point(point: Point) -> str:
    where = f'chart="{point.chart}" series="{point.series}" place="{point.place}"'
    return f"<point {where} fact={_quoted(point.fact)}/>"


def _place(source: Source) -> str:
    return f" sheet={_quoted(source.sheet)} cell={_quoted(source.cell)}"


def _file(source: Source) -> File:
    return source.submission, source.sha256


def _attributes(fact: Fact) -> str:
    given = {"id": fact.id, "title": fact.title, "printed": fact.printed}
    if isinstance(fact.value, Decimal):
        given["value"] = f"{fact.value:f}"
        given["places"] = str(len(fact.printed.partition(".")[2]))
    elif fact.value is not None:
        given["text"] = fact.value
    given |= {name: text for name in ("unit", "formula", "note") if (text := getattr(fact, name))}
    return "<fact" + "".join(f" {name}={_quoted(text)}" for name, text in given.items())


def _element(tag: str, **attributes: str) -> str:
    return f"<{tag}{''.join(f' {name}={_quoted(text)}' for name, text in attributes.items())}/>"


def _quoted(text: str) -> str:
    if PLAIN.fullmatch(text):
        return f'"{text}"'
    return quoteattr(writable(text), {"\n": "&#10;", "\t": "&#9;"})
