"""Makes the pictures of Airflow's pages anew: the list of DAGs, and a draft put before a person.

Run from the checkout while `make up` is open and a draft waits for its approval:
`.venv/bin/python docs/pictures/airflow.py`. Where that Airflow has another home than `.airflow`,
name it. Needs Debian's chromium and a Chinese font.
"""

from __future__ import annotations

import io
import shutil
import sys
import urllib.parse
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tasks.embedded import environment
from tasks.embedded.rest import Api
from tasks.embedded.season import HOME

PICTURES = Path(__file__).parent
WIDTH, HEIGHT, WITH_FORM = 1200, 1100, 1330
COLOURS = 64
SETTLED_MILLISECONDS = 4000


def main(home: Path = HOME) -> None:
    """Sign in as the one user that there is, and take pictures of two pages."""
    address, password = (home / "address").read_text(), environment.password(home)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(
            base_url=address,
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        page.goto("/")
        page.fill("input[name=username]", environment.USER)
        page.fill("input[type=password]", password)
        page.keyboard.press("Enter")
        page.get_by_text("Dags", exact=True).first.wait_for()
        _take(page, "/dags", "airflow-dags")
        page.set_viewport_size({"width": WIDTH, "height": WITH_FORM})
        _take(page, _question(Api(address), password), "airflow-approval")
        browser.close()


def _question(api: Api, password: str) -> str:
    """Return the page of the question that waits."""
    api.sign_in(environment.USER, password)
    path = "/api/v2/dags/release/dagRuns/~/hitlDetails?response_received=false"
    asked = api._ask("GET", path)["hitl_details"]
    if not asked:
        raise SystemExit("no draft waits for its approval: make run")
    run = urllib.parse.quote(asked[-1]["task_instance"]["dag_run_id"], safe="")
    return f"/dags/release/runs/{run}/tasks/approve/required_actions"


def _take(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED_MILLISECONDS)
    with Image.open(io.BytesIO(page.screenshot())) as picture:
        picture.convert("RGB").quantize(COLOURS).save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main(*(Path(home) for home in sys.argv[1:]))
