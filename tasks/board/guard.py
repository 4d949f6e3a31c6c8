"""What stands before every route: nobody passes unknown, and no change without its form.

It wraps the whole application, so that a route that is added is guarded before it is thought of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tasks.board.doors import Door, Stranger
from tasks.board.people import Person
from tasks.board.sessions import Signer, new_nonce
from tasks.board.wording import LANGUAGES

if TYPE_CHECKING:
    from tasks.board.pages import Pages

SIGN_IN = "/sign-in"
READING = ("GET", "HEAD")
FORM = "application/x-www-form-urlencoded"
MOST_BYTES = 64 * 1024
NONCE, LANGUAGE = "junheng_form", "junheng_language"
YEAR_SECONDS = 365 * 24 * 60 * 60
MARK = "form_mark"

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; script-src 'none'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass
class Caller:
    """Who asks, in which language, with which form; what pages and routes know of a request."""

    person: Person | None
    language: str
    nonce: str
    mark: str
    form: Mapping[str, str]


def caller_of(request: Request) -> Caller:
    """Return what the guard found out about a request."""
    found: Caller = request.state.caller
    return found


def path_of(scope: Scope) -> str:
    """Return the path of a request inside the board, wherever it is mounted."""
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    return path[len(root) :] if root and path.startswith(f"{root}/") else path


class Guard:
    """Lets through who has signed in and is known, and forms that are ours."""

    def __init__(self, app: ASGIApp, door: Door, signer: Signer, pages: Pages) -> None:
        self.app = app
        self.door = door
        self.signer = signer
        self.pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a refusal, or hand the request on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        caller = _caller(request)
        scope.setdefault("state", {})["caller"] = caller
        send = _dressed(request, caller, send)
        refused = await self._refusal(request, caller)
        if refused is None:
            await self.app(scope, _replayed(request, receive), send)
        else:
            await refused(scope, receive, send)

    async def _refusal(self, request: Request, caller: Caller) -> Response | None:
        """Return why a request goes no further, None if it does."""
        found = await self.door.person(request)
        if isinstance(found, Person):
            caller.person = found
        name = caller.person.name if caller.person else ""
        caller.mark = self.signer.form_mark(caller.nonce, name)
        is_open = self.door.signs_in_here and path_of(request.scope) == SIGN_IN
        if caller.person is None and not is_open:
            return self._unknown(request, found)
        if request.method in READING:
            return None
        return await self._wrong_form(request, caller, name)

    def _unknown(self, request: Request, found: Person | Stranger | None) -> Response:
        if isinstance(found, Stranger):
            return self.pages.refused(request, 403, "stranger", name=found.name)
        if self.door.signs_in_here and request.method in READING:
            return self.pages.sign_in(request, 401)
        return self.pages.refused(request, 401, "not_signed_in")

    async def _wrong_form(self, request: Request, caller: Caller, name: str) -> Response | None:
        body = await _body(request)
        if body is None:
            return self.pages.refused(request, 413, "form_too_large")
        if request.headers.get("content-type", "").partition(";")[0].strip() == FORM:
            caller.form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        told = caller.form.get(MARK, "")
        if _is_from_elsewhere(request) or not self.signer.is_form_mark(told, caller.nonce, name):
            return self.pages.refused(request, 403, "form_not_ours")
        return None


def _caller(request: Request) -> Caller:
    asked = request.query_params.get("lang") or request.cookies.get(LANGUAGE, "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    return Caller(None, language, request.cookies.get(NONCE) or new_nonce(), "", {})


def _is_from_elsewhere(request: Request) -> bool:
    """Tell whether a browser says that a form was sent from a page that is none of ours."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    same = not origin or urlsplit(origin).netloc == request.headers.get("host", "")
    return site not in ("same-origin", "none") or not same


async def _body(request: Request) -> bytes | None:
    """Return the body of a request, None if it is larger than any form of ours."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_BYTES:
            return None
        parts.append(part)
    request.state.body = b"".join(parts)
    found: bytes = request.state.body
    return found


def _replayed(request: Request, receive: Receive) -> Receive:
    """Return what gives the body once more that the guard has read."""
    body = getattr(request.state, "body", None)
    if body is None:
        return receive
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def _dressed(request: Request, caller: Caller, send: Send) -> Send:
    """Return what sends every answer with the headers of the board, and its cookies."""

    async def dressed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            for cookie in _cookies(request, caller):
                headers.append("set-cookie", cookie)
        await send(message)

    return dressed


def _cookies(request: Request, caller: Caller) -> list[str]:
    found = Response()
    if request.cookies.get(NONCE) != caller.nonce:
        put_cookie(found, request, NONCE, caller.nonce)
    if request.query_params.get("lang") == caller.language:
        put_cookie(found, request, LANGUAGE, caller.language, YEAR_SECONDS)
    return [value.decode() for name, value in found.raw_headers if name == b"set-cookie"]


def put_cookie(
    answer: Response, request: Request, name: str, value: str, seconds: int | None = None
) -> None:
    """Set a cookie as all of the board are set: for our pages alone, and for no script."""
    answer.set_cookie(
        name,
        value,
        max_age=seconds,
        path=request.scope.get("root_path", "") or "/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
