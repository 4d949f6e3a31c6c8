"""Makes the pictures of the review package anew, from the package of the invented county.

Run from the checkout: `.venv/bin/python docs/pictures/review.py`, once `make run` has left a
package in data/outbox, or with the folder of a package. Needs Debian's chromium and a
Chinese font. What stands in the pictures is invented.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent
OUTBOX = PICTURES.parents[1] / "data" / "outbox"
SCHOOL = "2113990009"
WIDTH, HEIGHT, PHONE = 1040, 640, 390
COLOURS = 64


def main() -> None:
    """Open the package as a reviewer does, and take pictures on the way down to a cell."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else _latest()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        _way_down(page, folder)
        _findings(page, folder)
        page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        _take(page, folder, "index.html", "review-narrow")
        browser.close()


def _latest() -> Path:
    found = [path.parent for path in OUTBOX.rglob("index.html")]
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def _way_down(page: Page, folder: Path) -> None:
    _take(page, folder, "index.html", "review-index")
    _take(page, folder, "评审/items/L5.html#primary", "review-item")
    _take(page, folder, f"评审/facts/{SCHOOL}.html#primary.students", "review-fact")
    page.locator("section:target dd a").first.click()
    while "cells/" not in page.url:
        page.locator("section:target dd a").first.click()
    page.wait_for_load_state()
    _save(page, "review-cell")


def _findings(page: Page, folder: Path) -> None:
    page.goto((folder / f"评审/schools/{SCHOOL}.html").as_uri())
    page.get_by_label("问题（必填）").fill("运动场地账面面积与实地丈量不符")
    page.get_by_label("依据").fill("实地丈量记录")
    page.get_by_label("评审人（必填）").fill("评审组")
    page.get_by_role("button", name="保存").click()
    _take(page, folder, "评审/督导意见.html", "review-opinions")


def _take(page: Page, folder: Path, path: str, name: str) -> None:
    file, sign, anchor = path.partition("#")
    page.goto((folder / file).as_uri() + sign + anchor)
    _save(page, name)


def _save(page: Page, name: str) -> None:
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
