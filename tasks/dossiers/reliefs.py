"""Requests for relief as all dossiers show them: who asked for what, and what was answered."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tasks.dossiers.table_outline import outlined
from tasks.dossiers.view import COUNTY, View
from tasks.dossiers.word.dossier import Table
from tasks.dossiers.word.inline import Piece
from tasks.dossiers.word.tables import CellContent

FILE = "reliefs"
AMOUNTS, TEXTS = "amounts", "texts"
"""What is counted or relaxed, where there is any, and what the request has to say."""

OF_SCHOOL = re.compile(r"s\.(?P<school>.+)\.relief\.(?P<clause>[^.]+)(?P<rest>(?:\.\w+)*)\.result")
OF_ROW = re.compile(rf"{COUNTY}\.relief\.\w+\.result")
"""A request that names no school or no clause."""


@dataclass(frozen=True)
class Request:
    """One request; the ids of its facts begin with `subject`. Clause and item may be unknown."""

    subject: str
    school: str = ""
    clause: str = ""
    item: str = ""
    level: str = ""

    @property
    def result(self) -> str:
        """Return the fact that says whether the clause applies."""
        return f"{self.subject}.result"


def has_reliefs(view: View) -> bool:
    """Tell whether the regime has relief clauses at all."""
    return bool(view.standards.get(FILE))


def requests(view: View, school: str = "") -> tuple[Request, ...]:
    """Return the requests of one school, or all of them in the order of the county's form."""
    if not has_reliefs(view):
        return ()
    found = [_request(view, fact) for fact in view.relief_facts]
    return tuple(each for each in found if each is not None and school in ("", each.school))


def granted(view: View) -> tuple[Request, ...]:
    """Return the requests whose clause applies."""
    if not has_reliefs(view):
        return ()
    applying = set(view.fact(f"{COUNTY}.reliefs.granted").inputs)
    return tuple(each for each in requests(view) if each.result in applying)


def clause_title(view: View, request: Request) -> str:
    """Return what the clause is called; where there is no such clause, the title of the answer."""
    clauses: Mapping[str, Any] = view.standards[FILE]["clauses"]
    if request.clause in clauses:
        return str(clauses[request.clause]["title"])
    return view.fact(request.result).title


def county_rows(view: View) -> list[list[CellContent]]:
    """Return one row for each request of the county, with the school that asks."""
    return [
        [
            str(at),
            _lines([_school(view, each)], [view.level_title(each.level)]),
            _lines([clause_title(view, each)], _said(view, each, AMOUNTS)),
            *_answer(view, each),
        ]
        for at, each in enumerate(requests(view), 1)
    ]


def school_table(view: View, school: str) -> Table | None:
    """Return the requests of one school as a table, None where it asks for nothing."""
    rows: list[list[CellContent]] = [
        [
            str(at),
            clause_title(view, each),
            view.level_title(each.level) or view.no_value,
            _said(view, each, AMOUNTS) or view.no_value,
            *_answer(view, each),
        ]
        for at, each in enumerate(requests(view, school), 1)
    ]
    return outlined(view.part(FILE, "tables.of_school"), rows) if rows else None


def terms(view: View) -> list[str]:
    """Return until when requests are heard, and by when a plan must end."""
    validity, request = (view.standards[FILE][name] for name in ("validity", "request"))
    words = {name: str(validity[name]) for name in ("title", "note", "clause")}
    days = {
        "from": view.day(date.fromisoformat(str(validity["valid_from"]))),
        "until": view.day(date.fromisoformat(str(validity["valid_until"]))),
    }
    rule = str(request["deadline_rule"]).format(deadline_years=request["deadline_years"])
    about = {"rule": rule, "clause": str(request["clause"]), "standing": _standing(view, request)}
    return [
        view.say(FILE, "validity", **words, **days, standing=_standing(view, validity)),
        view.say(FILE, "deadline", **about),
    ]


def closing(view: View) -> list[Piece]:
    """Return how many requests were granted, that there are none, or why that is not known."""
    count = view.fact(f"{COUNTY}.reliefs.granted")
    if count.value is None:
        return [view.say(FILE, "unknown", reason=count.note)]
    if not requests(view):
        return [view.say(FILE, "none")]
    return view.sentence(FILE, "counted")


def remark(view: View, school: str, level: str, items: Sequence[str]) -> str:
    """Return which clauses apply to a school at a level for some items, empty for none."""
    titles = [
        clause_title(view, each)
        for each in granted(view)
        if each.school == school and each.item in items and each.level in ("", level)
    ]
    return view.say(FILE, "remark", titles=view.enumerated(titles)) if titles else ""


def lines(view: View, items: Sequence[str]) -> list[list[Piece]]:
    """Return a line for each clause that relaxes one of the items, with the schools it is for."""
    schools: dict[str, dict[str, None]] = {}
    for each in granted(view):
        if each.item in items:
            schools.setdefault(clause_title(view, each), {})[each.school] = None
    found: list[list[Piece]] = []
    for title, codes in schools.items():
        before, after = view.say(FILE, "line", title=title, schools="\f").split("\f")
        found.append([before, *view.names_of(codes), after])
    return found


def _request(view: View, fact: str) -> Request | None:
    found = OF_SCHOOL.fullmatch(fact)
    if found is None:
        return Request(fact.removesuffix(".result")) if OF_ROW.fullmatch(fact) else None
    clause, rest = found["clause"], found["rest"].split(".")
    known = view.standards[FILE]["clauses"].get(clause, {})
    level = next((part for part in rest if part in view.levels), "")
    subject = fact.removesuffix(".result")
    return Request(subject, found["school"], clause, str(known.get("item", "")), level)


def _school(view: View, request: Request) -> Piece:
    """Return the name of the school; for one that is not in the roster, what was entered."""
    if request.school and view.has(f"s.{request.school}.name"):
        return view.name_of(request.school)
    if request.school:
        return request.school
    source = view.fact(request.result).sources[0]
    return view.say(FILE, "row", sheet=source.sheet, cell=source.cell)


def _lines(*parts: list[Piece]) -> list[Piece]:
    """Return the parts that say anything, one below the other."""
    said = [part for part in parts if any(part)]
    return [piece for part in said for piece in ("\n", *part)][1:]


def _answer(view: View, request: Request) -> list[CellContent]:
    return [
        _said(view, request, TEXTS),
        view.number(request.result),
        view.fact(request.result).note,
    ]


def _said(view: View, request: Request, part: str) -> list[Piece]:
    """Return a line for each fact of the request that the part of the wording names."""
    pieces: list[Piece] = []
    for name in view.part(FILE, part):
        fact = f"{request.subject}.{name}"
        if view.has(fact) and (part == TEXTS or view.fact(fact).value is not None):
            words = {"unit": view.fact(fact).unit}
            pieces += ["\n", *view.sentence(FILE, f"{part}.{name}", fact, words)]
    return pieces[1:]


def _standing(view: View, entry: Mapping[str, Any]) -> str:
    return "" if entry["confirmed"] else view.say(FILE, "open")
