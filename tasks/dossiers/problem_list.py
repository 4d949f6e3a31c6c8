"""The register of problems as dossiers print it: names, facts, and cells for people to fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tasks.dossiers.view import View
from tasks.dossiers.word.dossier import Cell
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

CLOSED = ("closed_by_data", "closed_by_decision")
PARTIES = ("school", "both", "county")
RESPONSIBILITY = "responsibility"

Problem = Mapping[str, str]
"""One problem as texts, see `tasks.rectification.texts`."""


def responsible(view: View, item: str) -> Mapping[str, Any]:
    """Return who must act on an item: `party`, `lead`, `units`, `materials`."""
    known = view.standards[RESPONSIBILITY]
    found: Mapping[str, Any] = known["items"].get(item, known["other"])
    return found


def open_problems(view: View) -> list[Problem]:
    """Return the problems that neither data nor a decision have closed."""
    return [each for each in view.enclosures.problems if each["state"] not in CLOSED]


def carried_over(view: View) -> list[Problem]:
    """Return the problems that were found in an earlier year, closed by now or not."""
    edition = view.findings.edition
    return [each for each in view.enclosures.problems if each["opened_in"] < edition]


def subject_of(view: View, problem: Problem) -> CellContent:
    """Return whose problem it is: a school, or the county; a school that is gone by its code."""
    school = problem["school"]
    if not school:
        return view.number("county.name")
    return view.name_of(school) if view.has(f"s.{school}.name") else school


def said(view: View, file: str, problem: Problem) -> list[Piece]:
    """Return what is wrong, and where the data stand; the value is a fact.

    `file` has `problem.value`, `problem.standard` for what is no number, `problem.unchecked`.
    """
    pieces: list[Piece] = [problem["description"]]
    fact, verdict = problem["fact"], problem["verdict"]
    if verdict == "not_checked":
        pieces += view.sentence(file, "problem.unchecked")
    elif fact and view.has(fact):
        known = view.fact(fact)
        key = "value" if isinstance(known.value, Decimal) else "standard"
        words = {"unit": known.unit, "standard": problem["standard"]}
        pieces += view.sentence(file, f"problem.{key}", subject=fact, words=words)
    return pieces


def to_fill(text: str) -> CellContent:
    """Return what was written, or a shaded cell where it is still to be written."""
    return text or Cell("", shade="noted")


def of_item(view: View, item: str, school: str = "", level: str = "") -> list[Problem]:
    """Return the problems from data on one item of one school, or of the county."""
    wanted = (item, school, level)
    return [
        each
        for each in view.enclosures.problems
        if each["source"] == "findings" and (each["item"], each["school"], each["level"]) == wanted
    ]


def together(problems: Sequence[Problem], name: str, between: str) -> str:
    """Return what some problems say of one thing, each text once."""
    return between.join(dict.fromkeys(each[name] for each in problems if each[name]))
