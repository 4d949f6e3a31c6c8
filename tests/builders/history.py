"""Earlier years for tests: rows of the bureau's history, and findings of a few schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import pandas as pd

from tasks import catalogue
from tasks.history.pedigree import lineage_of
from tasks.history.queries import Query
from tasks.history.rules import Rules, read_rules
from tasks.history.successions import Lineage, Succession
from tasks.model import Fact, Findings, Judgement, Origin, Returns, Source, Verdict

SEASON = 2025
COUNTY = "139901"
SUBMISSION = f"{SEASON}/{COUNTY}/bureau/history_return/1"
COLUMNS = {
    "history_students": ("year", "school_code", "school_name", "grade", "students"),
    "successions": (
        "year", "change", "old_code", "old_name", "new_code", "new_name", "share_percent",
        "remark",
    ),
    "students": ("grade", "male", "female"),
}  # fmt: skip
WHOLE, SHARE = ("year", "students", "male", "female"), ("share_percent",)
FIGURES = ("intake", "transferred_in", "transferred_out", "died", "graduates")


@cache
def rules() -> Rules:
    """Return the rules as the data files say them."""
    wording = catalogue.read_yaml(catalogue.TEMPLATES / "history" / "wording.yml")
    files = {**catalogue.notebook("history"), "wording": wording}
    return read_rules(files, catalogue.code_lists())


def a_count(
    year: Any, school: str, students: Any, grade: str = "junior_1", name: str = ""
) -> dict[str, Any]:
    """Return one row of 历年学生."""
    return {"year": year, "school_code": school, "school_name": name or f"第{school}中学",
            "grade": grade, "students": students}  # fmt: skip


def a_change(
    year: Any, change: str, old: str = "", new: str = "", share: float | None = None
) -> dict[str, Any]:
    """Return one row of 学校沿革."""
    return {"year": year, "change": change, "old_code": old or None, "new_code": new or None,
            "share_percent": share}  # fmt: skip


def bureau_returns(
    counts: Sequence[Mapping[str, Any]] = (), changes: Sequence[Mapping[str, Any]] = ()
) -> Returns:
    """Return the bureau's history as staged tables."""
    return _returns({"history_students": counts, "successions": changes}, SUBMISSION)


def school_returns(
    year: int, school: str, grades: Mapping[str, tuple[int | None, int | None]]
) -> Returns:
    """Return what one school returned in one season: boys and girls by grade."""
    rows = [
        {"grade": grade, "male": male, "female": female} for grade, (male, female) in grades.items()
    ]
    found = _returns({"students": rows}, f"{year}/{COUNTY}/{school}/school_return/1")
    found.tables["students"]["school_code"] = school
    return found


def _returns(tables: Mapping[str, Sequence[Mapping[str, Any]]], submission: str) -> Returns:
    frames, origins = {}, {}
    for table, rows in tables.items():
        names = COLUMNS[table]
        frame = pd.DataFrame({name: _column(name, rows) for name in names})
        frame["_row"] = pd.Series(range(4, 4 + len(rows)), dtype="Int64")
        frame["_submission"] = submission
        frames[table] = frame
        cells = {name: chr(ord("A") + place) for place, name in enumerate(names)}
        origins[submission, table] = Origin(submission, "0" * 64, table, cells)
    return Returns(roster=pd.DataFrame(), tables=frames, origins=origins)


def _column(name: str, rows: Sequence[Mapping[str, Any]]) -> pd.Series:
    dtype = "Int64" if name in WHOLE else "Float64" if name in SHARE else "string"
    return pd.Series([row.get(name) for row in rows], dtype=dtype)


def lineage(
    *rows: Mapping[str, Any],
    season: int = SEASON,
    seen: Mapping[str, int] | None = None,
    roster: Sequence[str] = ("A", "B", "C", "D"),
) -> tuple[Lineage, list[str]]:
    """Return the lineage of some rows, and the rules of the queries they raise."""
    given = [
        Succession(row["year"], row["change"], row["old_code"] or "", row["new_code"] or "",
                   None if row["share_percent"] is None else Decimal(str(row["share_percent"])))
        for row in rows
    ]  # fmt: skip
    found, queries = lineage_of(given, rules(), season=season, first_seen=seen or {}, roster=roster)
    return found, rules_of(queries)


def rules_of(queries: Sequence[Query]) -> list[str]:
    """Return the names of the rules of some queries."""
    return [query.rule for query in queries]


def findings(
    schools: Mapping[str, Mapping[str, Any]],
    level: str = "junior",
    *,
    season: int = SEASON,
    regime: str = "quality_2017",
    numbers: Mapping[str, Any] | None = None,
    judgements: Sequence[Judgement] = (),
) -> Findings:
    """Return findings with the cohort of each school and further `numbers` by fact id.

    A figure of a cohort that is not named is 0; None has no value and a note.
    """
    facts: dict[str, Fact] = {}
    for place, (code, cohort) in enumerate(schools.items()):
        facts[f"s.{code}.name"] = Fact(f"s.{code}.name", "学校名称", f"{code}校", f"{code}校")
        for figure in FIGURES:
            name = f"s.{code}.{level}.cohort_{figure}"
            cell = Source(f"{season}/{COUNTY}/{code}/school_return/1", "1" * 64, "巩固率",
                          f"B{5 + place}")  # fmt: skip
            facts[name] = _fact(name, cohort.get(figure, 0), (cell,))
    for name, value in (numbers or {}).items():
        facts[name] = _fact(name, value, ())
    return Findings(str(season), COUNTY, "示例县", regime, facts, tuple(judgements), (), (), ())


def _fact(name: str, value: Any, sources: tuple[Source, ...]) -> Fact:
    exact = None if value is None else Decimal(str(value))
    note = "表中此格未填" if value is None else ""
    return Fact(
        name, "某数", exact, "—" if value is None else str(value), "", "", (), sources, note
    )


def a_judgement(
    item: str,
    verdict: str,
    subject: str = "county",
    level: str = "",
    reason: str = "",
    standard: str = "",
) -> Judgement:
    """Return one judgement."""
    return Judgement(subject, level, item, Verdict(verdict), "", standard, "", reason)
