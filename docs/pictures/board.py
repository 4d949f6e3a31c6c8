"""Makes the pictures of the board anew, from the invented county in the middle of its season.

Run from the checkout: `.venv/bin/python docs/pictures/board.py`. It runs the county of the recipe
in a folder of its own, as things stand at the moment the recipe names, and opens a board with one
user. Needs Debian's chromium and a Chinese font.
"""

from __future__ import annotations

import io
import os
import secrets
import shutil
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tasks import steps
from tasks.board.app import create_own_app
from tasks.board.users_file import UsersFile
from tasks.model import Explanation
from tasks.steps import board
from tasks.steps.returns.explanations import keep_answers
from tasks.store import open_store

PICTURES = Path(__file__).parent
NAME = "县教育局"
WIDTH, HEIGHT, TALL, PHONE = 1280, 800, 1300, 400
COLOURS = 64
ACCEPTED = "classes-size-implausible"
MOVED = ("area_changed", "本学年学区调整，两个班学生随学区划转", "教务处", "学区调整批文")
SAID = {
    ACCEPTED: ("confirmed", "两个班因校舍维修合班上课，学期末恢复", "教务处", "校舍维修通知"),
    "students-last-year-as-returned": MOVED,
    "students-roll-forward": MOVED,
}
"""What schools say to their queries, by rule: kind, text, author and evidence."""


def main() -> None:
    """Run the invented county, open the board as its keeper, and take pictures of three pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("intake", "lake", "outbox"):
            os.environ[f"JUNHENG_{part.upper()}"] = str(folder / part)
        os.environ["JUNHENG_SETTLE_SECONDS"] = "0"
        county = _season(folder / "intake")
        _take_all(folder, county)


def _season(intake: Path) -> str:
    """Run the invented county up to its draft; return its key."""
    moment = steps.demo_moment()
    steps.write_demo(intake)
    staged = [steps.stage(batch) for batch in steps.receive(moment)]
    for batch in steps.compare(staged):
        steps.reply(steps.check(batch), moment)
    (county,) = steps.seasons()
    _explain(county, moment)
    steps.deliver(steps.assemble(steps.evaluate(county)))
    steps.record(moment)
    steps.notices(moment)
    return county


def _explain(key: str, moment: str) -> None:
    """Let schools explain queries of some rules, and the bureau accept those of one."""
    found = _county(key).explained.remembered
    queries = [each.query for each in found if each.query.rule in SAID]
    for number, query in enumerate(queries):
        school = query.submission.split("/")[2]
        answer = Explanation(
            school, query.rule, query.item, query.found, *SAID[query.rule],
            given_in=query.submission,
        )  # fmt: skip
        store, name = open_store(), f"{number:064}"[::-1]
        keep_answers(store, query.submission, [answer], name, moment)
    for line in board.query_lines(_county(key)):
        if line.rule == ACCEPTED:
            steps.decide(key, line.reference, "accepted", "", NAME, moment)


def _county(key: str) -> board.County:
    county = board.county_of(key, anew=True)
    if county is None:
        raise SystemExit("the invented county was not opened")
    return county


def _take_all(folder: Path, county: str) -> None:
    password = secrets.token_urlsafe()
    users = UsersFile(folder / "users.yml")
    users.add(NAME, "deployment", ["*"], password)
    server, address = _served(users.path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(base_url=address, viewport={"width": WIDTH, "height": HEIGHT})
        _sign_in(page, password)
        _pages(page, county)
        browser.close()
    server.should_exit = True


def _served(users: Path) -> tuple[uvicorn.Server, str]:
    config = uvicorn.Config(create_own_app(users), port=0, log_level="error")
    server = uvicorn.Server(config)
    threading.Thread(target=server.run, daemon=True).start()
    while not server.started:
        time.sleep(0.05)
    return server, f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"


def _sign_in(page: Page, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("姓名").fill(NAME)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


def _pages(page: Page, key: str) -> None:
    queried = [line for line in board.school_lines(_county(key)) if line.counts.queried]
    page.set_viewport_size({"width": WIDTH, "height": TALL})
    _take(page, f"/counties/{key}", "board-county")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    _take(page, f"/counties/{key}/queries", "board-queries")
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    _take(page, f"/counties/{key}/schools/{queried[0].code}", "board-narrow")


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
