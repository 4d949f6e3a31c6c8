"""What a route may look at: the county and school of its address, if they are the caller's."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends
from starlette.exceptions import HTTPException
from starlette.requests import Request

from tasks.board.guard import caller_of
from tasks.board.people import Person
from tasks.steps import board

YEAR, COUNTY = re.compile(r"\d{4}", re.ASCII), re.compile(r"\d{6}", re.ASCII)


def person_of(request: Request) -> Person:
    """Return who has signed in; the guard lets nobody else come so far."""
    person = caller_of(request).person
    if person is None:
        raise HTTPException(401)
    return person


Signed = Annotated[Person, Depends(person_of)]


def season_of(edition: str, county: str, person: Signed) -> str:
    """Return the key of a county all of whose rows the caller may see."""
    if not person.sees_county(f"{edition}/{county}"):
        raise HTTPException(403)
    return _known(edition, county)


def decided_by(edition: str, county: str, person: Signed) -> str:
    """Return the key of a county whose explanations the caller may decide on."""
    if not person.decides(f"{edition}/{county}"):
        raise HTTPException(403)
    return _known(edition, county)


def released_by(edition: str, county: str, person: Signed) -> str:
    """Return the key of a county that the caller may release."""
    if not person.releases(f"{edition}/{county}"):
        raise HTTPException(403)
    return _known(edition, county)


def _known(edition: str, county: str) -> str:
    """Return a key that names something received; nothing else becomes part of a path."""
    key = f"{edition}/{county}"
    if not (YEAR.fullmatch(edition) and COUNTY.fullmatch(county) and key in board.county_keys()):
        raise HTTPException(404)
    return key


def opened(key: str, *, anew: bool = False) -> board.County:
    """Return a county as it stands."""
    county = board.county_of(key, anew=anew)
    if county is None:
        raise HTTPException(404)
    return county


def county_in_sight(season: Annotated[str, Depends(season_of)]) -> board.County:
    """Return a county all of whose rows the caller may see."""
    return opened(season)


def school_in_sight(
    edition: str, county: str, school: str, person: Signed
) -> tuple[board.County, board.SchoolLine]:
    """Return a school whose rows the caller may see, and its county."""
    if not person.sees_school(f"{edition}/{county}", school):
        raise HTTPException(403)
    found = opened(_known(edition, county))
    line = board.school_of(found, school)
    if line is None:
        raise HTTPException(404)
    return found, line


InSight = Annotated[board.County, Depends(county_in_sight)]
SchoolInSight = Annotated[tuple[board.County, board.SchoolLine], Depends(school_in_sight)]
Decided = Annotated[str, Depends(decided_by)]
Released = Annotated[str, Depends(released_by)]
