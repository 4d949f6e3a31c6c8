"""The files that may be taken away: only what a listing shows, under names of ours."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from urllib.parse import quote

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tasks.board.sight import InSight, SchoolInSight
from tasks.board.views import PLACE, county_answer
from tasks.steps import board

router = APIRouter()
ANYTHING = "application/octet-stream"


@router.get(f"{PLACE}/downloads")
def downloads_page(request: Request, county: InSight) -> Response:
    """Show the packages of a county and what is the bureau's alone."""
    return county_answer(request, county, "downloads.html", offered=board.packages(county))


@router.get(f"{PLACE}/downloads/{{file}}")
def download(county: InSight, file: str) -> Response:
    """Hand out one of these files."""
    return _handed_out(board.packages(county), file)


@router.get(f"{PLACE}/schools/{{school}}/receipts/{{file}}")
def receipt(found: SchoolInSight, file: str) -> Response:
    """Hand out one receipt of a school."""
    county, school = found
    return _handed_out(board.receipts(county, school.code), file)


def _handed_out(listing: Iterable[board.Offered], wanted: str) -> Response:
    """Return the file of a listing that is asked for; no path is ever made of what was asked."""
    offered = next((each for each in listing if each.id == wanted), None)
    if offered is None:
        raise HTTPException(404)
    try:
        content = board.content_of(offered)
    except FileNotFoundError as error:
        raise HTTPException(404) from error
    kind = mimetypes.guess_type(offered.name)[0] or ANYTHING
    named = f"attachment; filename*=UTF-8''{quote(offered.name, safe='')}"
    return Response(content, media_type=kind, headers={"Content-Disposition": named})
