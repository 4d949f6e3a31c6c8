"""Signing in and out where the board stands alone."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from tasks.board.doors import SESSION, OwnDoor
from tasks.board.guard import SIGN_IN, caller_of, put_cookie
from tasks.board.sessions import SESSION_SECONDS
from tasks.board.views import pages_of

router = APIRouter()


@router.get(SIGN_IN)
def sign_in_page(request: Request) -> Response:
    """Show the page to sign in."""
    return pages_of(request).sign_in(request)


@router.post(SIGN_IN)
def sign_in(request: Request) -> Response:
    """Open a session for the right name and password."""
    door: OwnDoor = request.app.state.door
    form = caller_of(request).form
    name, password = form.get("name", "").strip(), form.get("password", "")
    address = request.client.host if request.client else ""
    if door.throttle.refuses(name, address):
        return pages_of(request).sign_in(request, 429, "too_often")
    session = door.enter(name, password, address)
    if session is None:
        return pages_of(request).sign_in(request, 401, "wrong")
    found = _home(request)
    put_cookie(found, request, SESSION, session, SESSION_SECONDS)
    return found


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End the session in this browser."""
    found = _home(request)
    put_cookie(found, request, SESSION, "", 0)
    return found


def _home(request: Request) -> Response:
    return RedirectResponse(f"{request.scope.get('root_path', '')}/", 303)
