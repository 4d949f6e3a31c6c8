"""The changes that can be made here. Each goes through a step and bears the caller's name."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tasks import steps
from tasks.board.clock import now
from tasks.board.guard import caller_of
from tasks.board.sight import Decided, Released, Signed, opened
from tasks.board.views import PLACE

router = APIRouter()


@router.post(f"{PLACE}/queries")
def decide(request: Request, season: Decided, person: Signed) -> Response:
    """Accept an explanation, or send it back with a reason."""
    form = caller_of(request).form
    steps.decide(
        season,
        form.get("reference", ""),
        form.get("decision", ""),
        form.get("comment", ""),
        person.name,
        now(),
    )
    return _back(request, season, "queries")


@router.post(f"{PLACE}/approve")
def approve(request: Request, season: Released, person: Signed) -> Response:
    """Release exactly the content that the page showed."""
    form = caller_of(request).form
    content = form.get("content", "")
    moment = now()
    steps.approve(season, content, person.name, form.get("comment", ""), moment)
    _tell(season, moment)
    return _back(request, season, "release")


@router.post(f"{PLACE}/send-back")
def send_back(request: Request, season: Released, person: Signed) -> Response:
    """Refuse the release of the content that the page showed, with a reason."""
    form = caller_of(request).form
    content = form.get("content", "")
    moment = now()
    steps.send_back(season, content, person.name, form.get("reason", ""), moment)
    _tell(season, moment)
    return _back(request, season, "release")


def _tell(season: str, moment: str) -> None:
    """Put what was decided into the chain of its county, and into the notices in the folders."""
    steps.record(moment, season)
    steps.notices(moment, season)


def _back(request: Request, season: str, page: str) -> Response:
    """Lead back to the page, which shows what has changed."""
    opened(season, anew=True)
    root = request.scope.get("root_path", "")
    return RedirectResponse(f"{root}/counties/{season}/{page}?done=1", 303)
