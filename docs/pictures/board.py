"""Makes the pictures of the board anew, from the invented county.

Run from the checkout once `make run` has run: `.venv/bin/python docs/pictures/board.py`. It opens
a board of its own with one user. Needs Debian's chromium and a Chinese font.
"""

from __future__ import annotations

import io
import secrets
import shutil
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tasks.board.app import create_own_app
from tasks.board.users_file import UsersFile
from tasks.steps import board

PICTURES = Path(__file__).parent
NAME = "县教育局"
WIDTH, HEIGHT, PHONE = 1200, 760, 400
COLOURS = 64


def main() -> None:
    """Open the board as its deployment's keeper, and take pictures of three pages."""
    password = secrets.token_urlsafe()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        users = UsersFile(Path(folder) / "users.yml")
        users.add(NAME, "deployment", ["*"], password)
        server, address = _served(users.path)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(base_url=address, viewport={"width": WIDTH, "height": HEIGHT})
        _sign_in(page, password)
        _pages(page)
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


def _pages(page: Page) -> None:
    key = board.county_keys()[-1]
    county = board.county_of(key)
    if county is None:
        raise SystemExit("no county yet: make run")
    queried = [line for line in board.school_lines(county) if line.counts.queried]
    _take(page, f"/counties/{key}", "board-county")
    _take(page, f"/counties/{key}/queries", "board-queries")
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    _take(page, f"/counties/{key}/schools/{queried[0].code}", "board-narrow")


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
