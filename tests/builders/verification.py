"""A county of two schools as small as can be: facts, their Word file, the files they rest on."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from tasks.dossiers.facts_part import NAMESPACE, FactIndex
from tasks.dossiers.word.charts import Chart, Known, Series
from tasks.dossiers.word.dossier import Dossier, Table
from tasks.dossiers.word.inline import Number
from tasks.dossiers.word.tables import Column
from tasks.model import Fact, Findings, Source
from tests.builders.word import a_dossier

FIRST, SECOND = "2113999001", "2113999002"
SHEET = "学生"
PATHS = {FIRST: "来源/甲校/表.csv", SECOND: "来源/乙校/表.csv"}
RETURNS = {FIRST: "项目,数\n在校生,36\n班级,2\n", SECOND: "项目,数\n在校生,45\n班级,1\n"}


def submission(school: str) -> str:
    """Return the key of what a school handed in."""
    return f"2025/139901/{school}/school_return/1"


def evidence(**changes: str) -> dict[str, bytes]:
    """Return the received files by path; `s2113999001` names another text of one of them."""
    texts = {school: changes.get(f"s{school}", text) for school, text in RETURNS.items()}
    return {PATHS[school]: text.encode() for school, text in texts.items()}


def _source(school: str, cell: str) -> tuple[Source, ...]:
    sha256 = hashlib.sha256(RETURNS[school].encode()).hexdigest()
    return (Source(submission(school), sha256, SHEET, cell),)


def facts() -> dict[str, Fact]:
    """Return what is known of the two schools and of the county."""
    found = [
        Fact(f"s.{school}.students", "在校生数", Decimal(count), count, "人",
             sources=_source(school, "B2"), places=0)
        for school, count in ((FIRST, "36"), (SECOND, "45"))
    ]  # fmt: skip
    inputs = tuple(each.id for each in found)
    county = Fact("county.mean", "校均在校生数", Decimal("40.5"), "40.50", "人", "总数 ÷ 校数",
                  inputs, places=2)  # fmt: skip
    return {each.id: each for each in [*found, county]}


def findings(**changes: Fact) -> Findings:
    """Return findings with these facts and no judgement."""
    known = {**facts(), **{each.id: each for each in changes.values()}}
    return Findings("2025", "139901", "某县", "quality_2017", known, (), (), (), ())


def number(fact: str, text: str = "") -> Number:
    """Return a printed fact, as it is or with another text."""
    known = facts()
    return Number(fact, text or (known[fact].printed if fact in known else "0"))


def a_docx(
    write: Callable[[Dossier], object] | None = None,
    found: Findings | None = None,
    without: Sequence[str] = (),
) -> bytes:
    """Return a Word file that prints all three facts, a chart too, with the facts in it.

    `write` appends more; `without` are facts that do not travel with it.
    """
    known = found or findings()
    dossier = a_dossier()
    dossier.paragraph("甲校有 ", number(f"s.{FIRST}.students"), " 人，校均 ",
                      number("county.mean"), " 人。")  # fmt: skip
    dossier.table(
        Table(
            columns=(Column(), Column()), head=(("学校", "人数"),), description="各校",
            rows=[(name, number(f"s.{school}.students"))
                  for name, school in (("甲校", FIRST), ("乙校", SECOND))],
        )
    )  # fmt: skip
    values = [Known(Decimal(known.facts[f"s.{school}.students"].value or 0), f"s.{school}.students")
              for school in (FIRST, SECOND)]  # fmt: skip
    dossier.chart(Chart("columns", "各校", ("甲", "乙"), (Series("在校生", values),)))
    if write:
        write(dossier)
    left = {name: fact for name, fact in known.facts.items() if name not in without}
    part = FactIndex(replace(known, facts=left)).part(dossier.printed, dossier.points)
    return dossier.attach(part, NAMESPACE).to_bytes()


def with_part(docx: bytes, name: str, old: str, new: str) -> bytes:
    """Return a Word file in one part of which a text was replaced wherever it stands."""
    parts = parts_of(docx)
    text = parts[name].decode()
    assert old in text, f"{old} is not in {name}"
    return packed({**parts, name: text.replace(old, new).encode()})


def parts_of(docx: bytes) -> dict[str, bytes]:
    """Return the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return a package of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()
