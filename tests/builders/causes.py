"""Two evaluations that differ in what a test is about, and the words for it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.model import Fact, Findings, Judgement, Source, Verdict
from tasks.redline.causes import Words
from tests.builders.redline import redline_wording

SCHOOL, OTHER = "2113999001", "2113999002"
FORMS = {"school_return": "学校报表", "fitness_return": "体质健康测试数据"}


@cache
def comment_words() -> Words:
    """Return the sentences of comments, and what forms and levels are called."""
    package = catalogue.read_yaml(catalogue.TEMPLATES / "dossiers" / "package.yml")
    levels = catalogue.code_lists()["levels"].rows.items()
    return Words(redline_wording(), package["forms"], {code: row["title"] for code, row in levels})


def a_cell(
    attempt: int, cell: str = "C5", form: str = "school_return", school: str = SCHOOL
) -> Source:
    """Return a cell of one attempt of a school."""
    return Source(f"2025/139901/{school}/{form}/{attempt}", "0" * 64, "办学条件", cell)


def a_fact(name: str, value: Any, *inputs: str, source: Source | None = None, **more: Any) -> Fact:
    """Return a fact; without a value it is printed as a dash."""
    exact = None if value is None else value if isinstance(value, str) else Decimal(str(value))
    shown = "—" if value is None else str(value)
    title = more.pop("title", name.rpartition(".")[2])
    sources = (source,) if source else ()
    return Fact(name, title, exact, shown, inputs=inputs, sources=sources, **more)


def names() -> list[Fact]:
    """Return the names of two schools."""
    return [a_fact(f"s.{SCHOOL}.name", "甲小学"), a_fact(f"s.{OTHER}.name", "乙小学")]


def found(*facts: Fact, verdicts: Sequence[tuple[str, str, str, Verdict]] = ()) -> Findings:
    """Return findings of these facts; a verdict is (subject, item, fact, verdict)."""
    judged = tuple(
        Judgement(subject, "primary", item, verdict, fact)
        for subject, item, fact, verdict in verdicts
    )
    known = {fact.id: fact for fact in (*names(), *facts)}
    return Findings("2025", "139901", "示例县", "quality_2017", known, judged, (), (), ())
