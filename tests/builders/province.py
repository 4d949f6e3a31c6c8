"""A province: its list of counties, and counties as they stand, with findings that pass."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.intake.blank import write_workbook
from tasks.layouts import Stamp
from tasks.model import Findings
from tasks.province.figures import Figures
from tasks.province.standings import Package, Standing, State
from tasks.province.terms import Listed, Terms
from tests.builders.county import a_varied_county, findings_of

PROVINCE, NAME = "130000", "示例省"
WORDS = catalogue.read_yaml(catalogue.TEMPLATES / "province" / "wording.yml")
DAY = date(2026, 3, 1)
BLANKS = {"province": NAME, "edition": "2025", "day": DAY.isoformat(), "attempt": "1"}


def a_row(code: str, name: str, evaluated: str = "yes") -> dict[str, Any]:
    """Return a line of a list of counties."""
    return {"county": code, "county_name": name, "evaluated": evaluated}


def a_list(*rows: dict[str, Any], **requirements: Any) -> bytes:
    """Return the workbook of a list of counties; `requirements` are `minimum`, `deadline`."""
    return write_workbook(
        catalogue.layouts("2025")["county_list"],
        Stamp("county_list", "2025", PROVINCE, NAME, PROVINCE),
        catalogue.code_lists(),
        wording=catalogue.read_yaml(catalogue.TEMPLATES / "workbooks" / "wording.yml"),
        values={"county_list": list(rows), "roll_up": [requirements]},
        guidance={},
        prefill={},
    )


@cache
def findings() -> Findings:
    """Return what is found of a county of five schools."""
    return findings_of(*a_varied_county())


def a_package(number: int = 1, **changes: Any) -> Package:
    """Return a package whose hashes were checked."""
    given = {
        "findings": findings(), "key": "2025/139901/abc", "name": "示例县_终审稿_第1次.zip",
        "number": number, "content": "c" * 64, "path": "数据/facts.json",
        "regime_title": "县域义务教育优质均衡发展督导评估", "approval": "示例县督导室",
    } | changes  # fmt: skip
    return Package(**given)


def a_standing(code: str = "139901", state: State = State.FINAL, **changes: Any) -> Standing:
    """Return a county of the list; one with a package unless its state has none."""
    has_package = state in (State.DRAFT, State.FINAL, State.SEALED)
    given = {"package": a_package() if has_package else None} | changes
    return Standing(Listed(code, f"第{code[-1]}县"), state, **given)


def figures(*standings: Standing, minimum: int | None = None, **changes: Any) -> Figures:
    """Return the figures of a roll-up of these counties."""
    terms = Terms(PROVINCE, NAME, tuple(each.listed for each in standings), minimum)
    return replace(Figures(terms, standings, DAY, WORDS), **changes)
