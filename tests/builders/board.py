"""A board over a season, who may see it, and how a browser or a program asks it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route
from starlette.testclient import TestClient

from tasks.board import users_file
from tasks.board.app import create_own_app
from tasks.board.passwords import hashed
from tasks.board.users_file import UsersFile
from tasks.model import Explanation
from tasks.steps.returns.explanations import explained_now, keep_answers
from tasks.steps.season.open_seasons import season_of_key
from tasks.store import open_store

SEASON, SCHOOL, OTHER_SCHOOL = "2025/139901", "2113990023", "2113990009"
PASSWORD = "correct horse battery"
PEOPLE = {
    "school": ("学校用户", "school", f"{SEASON}/{SCHOOL}"),
    "other_school": ("别校用户", "school", f"{SEASON}/{OTHER_SCHOOL}"),
    "county": ("县用户", "county", SEASON),
    "other_county": ("别县用户", "county", "2025/139902"),
    "other_year": ("去年用户", "county", "2024/139901"),
    "province": ("省用户", "province", "*/13"),
    "other_province": ("别省用户", "province", "*/14"),
    "deployment": ("系统用户", "deployment", "*"),
}
MARK = re.compile(r'name="form_mark" value="([0-9a-f]+)"')


@cache
def _hashed() -> str:
    return hashed(PASSWORD)


def write_users(path: Path, monkeypatch: Any) -> Path:
    """Write everybody into a file of users, hashing their one password only once."""
    monkeypatch.setattr(users_file, "hashed", lambda password: _hashed())
    users = UsersFile(path)
    for name, role, scope in PEOPLE.values():
        users.add(name, role, [scope], PASSWORD)
    return path


@dataclass
class Asking:
    """Somebody's browser, without a screen."""

    client: TestClient

    def get(self, path: str, **options: Any) -> Any:
        return self.client.get(path, follow_redirects=False, **options)

    def mark(self) -> str:
        """Return what forms shown to this browser bring back."""
        found = MARK.search(self.client.get("/rules/2025/classes-listed").text)
        found = found or MARK.search(self.client.get("/sign-in").text)
        assert found
        return found[1]

    def post(self, path: str, **fields: str) -> Any:
        """Send a form of a page that was shown to this browser."""
        data = {"form_mark": self.mark(), **fields}
        return self.client.post(path, data=data, follow_redirects=False)

    def sign_in(self, who: str, password: str = PASSWORD) -> Any:
        return self.post("/sign-in", name=PEOPLE[who][0], password=password)


def a_board(folder: Path, monkeypatch: Any) -> FastAPI:
    """Return the board of the deployment that the environment names."""
    return create_own_app(write_users(folder / "users" / "users.yml", monkeypatch))


def asking(app: FastAPI, who: str = "") -> Asking:
    """Return a browser, signed in as one of `PEOPLE`."""
    found = Asking(TestClient(app, base_url="https://board.test"))
    if who:
        assert found.sign_in(who).status_code == 303
    return found


def routes_of(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Yield method and path of everything that can be asked for, with the blanks filled in."""
    for route in app.routes:
        assert isinstance(route, Route), f"{route} is no plain route: say how to ask for it"
        for method in sorted(set(route.methods or ()) - {"HEAD"}):
            yield method, filled(route.path)


def filled(path: str) -> str:
    """Return the address of a route for the county and the school of these tests."""
    edition, county = SEASON.split("/")
    blanks = {"edition": edition, "county": county, "school": SCHOOL, "rule": "classes-listed"}
    return path.format_map({**blanks, "file": "0" * 16})


def explain_some(count: int = 2) -> list[str]:
    """Let schools explain some queries of the demo county; return their messages."""
    store = open_store()
    season = season_of_key(store, SEASON)
    queries = [each.query for each in explained_now(store, season).remembered][:count]
    for number, query in enumerate(queries):
        school = query.submission.split("/")[2]
        said = Explanation(
            school, query.rule, query.item, query.found, "pupils_moved", "九月转入2人",
            "教务处", "转学登记表", given_in=query.submission,
        )  # fmt: skip
        moment = "2025-12-20T10:00:00+08:00"
        keep_answers(store, query.submission, [said], f"{number:064}"[::-1], moment)
    return [query.message for query in queries]
