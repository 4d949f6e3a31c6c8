"""What a page of the board costs, by the size of the county: first, after a change, and again.

`JUNHENG_BENCH_SCHOOLS=50,200,800` names the sizes. The county is made from what the lake holds of
the demo county, see `tests.builders.large_county`; nothing of a measurement is read from a form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from starlette.testclient import TestClient

from tasks.board.app import create_own_app
from tasks.board.users_file import UsersFile
from tasks.model import Explanation
from tasks.steps import board
from tasks.steps.returns.explanations import keep_answers
from tests.bench.made_counties import county_of_size, sizes
from tests.bench.measurement import Measurement, measured
from tests.builders.board import PASSWORD, Asking
from tests.builders.large_county import SEASON

AGAIN = 3
NAME = "县教育局"


def measurements() -> Iterator[Measurement]:
    """Yield for each size what the page of a county takes of the processor."""
    for size in sizes():
        with county_of_size(size) as folder:
            yield from _pages(f"{size} schools", _page(folder))


def _pages(told: str, page: Callable[[], None]) -> Iterator[Measurement]:
    yield measured("board: a county's first page", told, page)
    _change()
    yield measured("board: the page after a change", told, page)
    yield measured("board: the page, nothing new", told, page, runs=AGAIN)


def _page(folder: Path) -> Callable[[], None]:
    """Return what has the page of the county made for somebody who has signed in."""
    users = UsersFile(folder / "users.yml")
    users.add(NAME, "deployment", ["*"], PASSWORD)
    browser = Asking(TestClient(create_own_app(users.path), base_url="https://board.bench"))
    browser.post("/sign-in", name=NAME, password=PASSWORD)

    def page() -> None:
        board.county_of(SEASON, anew=True)
        assert browser.get(f"/counties/{SEASON}").status_code == 200

    return page


def _change() -> None:
    """Let a school explain something, which changes what an evaluation would rest on."""
    county = board.county_of(SEASON, anew=True)
    assert county is not None, "the county was made"
    query = next(each.query for each in county.explained.remembered)
    school = query.submission.split("/")[2]
    said = Explanation(
        school, query.rule, query.item, query.found, "pupils_moved", "九月转入2人",
        "教务处", "登记表", given_in=query.submission,
    )  # fmt: skip
    keep_answers(county.store, query.submission, [said], "0" * 64, "2025-10-19T10:00:00+08:00")
