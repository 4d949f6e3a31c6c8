"""Pages: templates filled in with what a step has read, in the language of the reader."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from tasks import catalogue
from tasks.board.guard import HEADERS, MARK, caller_of, path_of
from tasks.board.wording import LANGUAGES, said, wording

FOLDER = catalogue.TEMPLATES / "board"
STYLE = "board.css"


class Pages:
    """Makes every page of one board. `mounted` tells that it is shown inside Airflow."""

    def __init__(self, *, mounted: bool) -> None:
        self.mounted = mounted
        self._made = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._made.globals["mark_field"] = MARK

    @cached_property
    def style(self) -> str:
        """Return the style sheet of all pages."""
        return (FOLDER / STYLE).read_text(encoding="utf-8")

    def page(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Return a page. `values` are what the template speaks of."""
        text = self._made.get_template(template).render(**self._given(request), **values)
        return HTMLResponse(text, status)

    def sign_in(self, request: Request, status: int = 200, problem: str = "") -> Response:
        """Return the page to sign in. It brings its own style, for nothing else is open."""
        answer = self.page(request, "sign_in.html", status, style=self.style, problem=problem)
        return self._with_style(answer)

    def refused(self, request: Request, status: int, reason: str, **blanks: object) -> Response:
        """Return a page that says why a request goes no further."""
        language = caller_of(request).language
        return self.told(request, status, said(language, f"refusals.{reason}", **blanks))

    def told(self, request: Request, status: int, sentence: str) -> Response:
        """Return a page of one sentence, with its own style where nobody has signed in."""
        style = "" if caller_of(request).person else self.style
        answer = self.page(request, "refused.html", status, sentence=sentence, style=style)
        return self._with_style(answer) if style else answer

    def _with_style(self, answer: Response) -> Response:
        """Allow a page to bring the style sheet in itself, and no other."""
        digest = base64.b64encode(hashlib.sha256(self.style.encode()).digest()).decode()
        policy = HEADERS["Content-Security-Policy"]
        answer.headers["Content-Security-Policy"] = f"{policy}; style-src 'sha256-{digest}'"
        return answer

    def _given(self, request: Request) -> Mapping[str, Any]:
        """Return what every page speaks of, and with what."""
        caller = caller_of(request)
        root = request.scope.get("root_path", "")

        def text(path: str, **blanks: object) -> str:
            return said(caller.language, path, **blanks)

        def link(*parts: str, **query: object) -> str:
            path = "/".join(quote(part, safe="") for part in parts)
            asked = {name: value for name, value in query.items() if value not in ("", None)}
            return f"{root}/{path}" + (f"?{urlencode(asked)}" if asked else "")

        def here(**query: object) -> str:
            asked = {**request.query_params, **query}
            return f"{root}{quote(path_of(request.scope))}?{urlencode(asked)}"

        return {
            "t": text, "link": link, "here": here, "words": wording(caller.language),
            "language": caller.language, "languages": LANGUAGES, "person": caller.person,
            "mark": caller.mark, "mounted": self.mounted, "root": root,
        }  # fmt: skip
