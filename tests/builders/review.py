"""Review packages of an invented county, whose files show every cell that a fact is from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.layouts import Layout, Stamp
from tasks.model import BUREAU, Findings, Submission
from tasks.review.given import Column, Draw, Given, Received, ReceivedSheet, Side, Visit
from tests.builders import COUNTY, EDITION
from tests.builders.dossiers import (
    COUNTY_NAME,
    ISSUES,
    PRIMARY,
    REGIME,
    a_roster,
    findings_under,
    regime_of,
    some_findings,
)

FOLDER = catalogue.TEMPLATES / "review"
ALSO = "balance_2012"
OPINIONS = "review_opinions"
ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")
EVIDENCE = {
    BUREAU: [{"item": "G1", "point": "规划", "document_name": "学校布局规划"}],
    PRIMARY: [{"item": "L1", "point": "教师", "document_name": "教师名册", "page": "3"}],
}


@cache
def wording() -> Mapping[str, Any]:
    """Return the sentences that code chooses from."""
    found: Mapping[str, Any] = catalogue.read_yaml(FOLDER / "wording.yml")
    return found


@cache
def texts() -> Mapping[str, str]:
    """Return templates, styles and scripts by file name."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in FOLDER.iterdir()
        if path.suffix in (".html", ".css", ".js")
    }


def opinions_form() -> Layout:
    """Return the form of a reviewer's findings."""
    return catalogue.layouts(EDITION)[OPINIONS]


def opinions_stamp() -> Stamp:
    """Return the stamp of the county's form of findings."""
    return Stamp(OPINIONS, EDITION, COUNTY, COUNTY_NAME, COUNTY)


def a_package(**changes: Any) -> Given:
    """Return everything the pages of the county are made from; name only what you change."""
    sides = (
        Side("", some_findings(), regime_of(REGIME).files),
        Side(ALSO, findings_under(ALSO), regime_of(ALSO).files),
    )
    given: dict[str, Any] = {
        "county_name": COUNTY_NAME,
        "season_title": "2025年度督导评估",
        "version": "draft",
        "mark": "初稿",
        "sides": sides,
        "roster": a_roster(),
        "codes": catalogue.code_lists(),
        "texts": texts(),
        "wording": wording(),
        "received": received_by([side.findings for side in changes.get("sides", sides)]),
        "issues": ISSUES,
        "evidence": EVIDENCE,
        "papers": [("县级　申报表", "县级/申报表.docx")],
        "draw": Draw(
            "种子", "00", 12, "0.5", [Visit(PRIMARY, "小学", "城区", "1", "0", "1", "0.5")]
        ),
        "opinions": opinions_form(),
        "stamp": opinions_stamp(),
    }
    return Given(**given | changes)


def received_by(findings: list[Findings]) -> tuple[Received, ...]:
    """Return a file for every submission that facts are from, with the cells they name."""
    cited: dict[str, dict[str, set[str]]] = {}
    for each in findings:
        for fact in each.facts.values():
            for source in fact.sources:
                sheets = cited.setdefault(source.submission, {})
                sheets.setdefault(source.sheet, set()).add(source.cell)
    return tuple(_file(key, sheets) for key, sheets in sorted(cited.items()))


def _file(key: str, sheets: Mapping[str, set[str]]) -> Received:
    submission = Submission.parse(key)
    form = catalogue.layouts(EDITION)[submission.form]
    has_pupils = submission.form == "fitness_return"
    return Received(
        submission=key,
        form_title=form.title,
        school=submission.school,
        file=f"来源/{key.replace('/', '_')}/{form.file_name}.xlsx",
        sha256="0" * 64,
        sha256_here="0" * 64,
        is_masked=has_pupils,
        sheets=tuple(
            ReceivedSheet(title, columns=[Column("A", "姓名", 9, True)], count=10)
            if has_pupils
            else ReceivedSheet(title, _rows(cells))
            for title, cells in sheets.items()
        ),
    )


def _rows(cells: set[str]) -> list[list[str]]:
    """Return rows in which every cell that is named says its own address."""
    ends = {place for cell in cells for place in ADDRESS.findall(cell)}
    width = max(_number(letters) for letters, _ in ends)
    height = max(int(row) for _, row in ends)
    named = {(_number(letters), int(row)): f"{letters}{row}" for letters, row in ends}
    return [
        [named.get((column, row), "") for column in range(1, width + 1)]
        for row in range(1, height + 1)
    ]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
