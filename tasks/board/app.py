"""The application: every route behind the guard, in Airflow's pages or alone."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from tasks.board import changes, downloads, entrance, views
from tasks.board.doors import Door, OwnDoor
from tasks.board.guard import Guard
from tasks.board.pages import Pages
from tasks.board.sessions import Signer
from tasks.board.users_file import UsersFile
from tasks.errors import JunhengError
from tasks.settings import load_settings
from tasks.store import open_store

REASONS = {403: "not_yours", 404: "not_there", 405: "not_there", 422: "not_there"}


def create_app(door: Door, signer: Signer) -> FastAPI:
    """Return the board behind a door. It has no pages that describe it: those are for programs."""
    pages = Pages(mounted=not door.signs_in_here)
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.pages = pages
    app.state.door = door
    for part in (views, downloads, changes):
        app.include_router(part.router)
    if door.signs_in_here:
        app.include_router(entrance.router)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(JunhengError, _told)
    app.add_middleware(Guard, door=door, signer=signer, pages=pages)
    return app


def create_own_app(users: Path) -> FastAPI:
    """Return the board with its own sign-in, for those whom a file names."""
    signer = Signer(open_store().board_key())
    return create_app(OwnDoor(UsersFile(users), signer), signer)


def users_file() -> UsersFile:
    """Return the users of this deployment; without a setting there are none."""
    path = load_settings().board_users
    return UsersFile(Path(path) if path else Path("/nonexistent"))


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    pages: Pages = request.app.state.pages
    return pages.refused(request, status, REASONS.get(status, "not_there"))


async def _told(request: Request, error: Exception) -> Response:
    """Say why a change cannot be made, in the words of the step."""
    pages: Pages = request.app.state.pages
    return pages.told(request, 409, str(error))
