"""The board in a real browser: by keyboard, with labels and heads, narrow and wide, offline."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page

from tasks.steps.board import state as board_state
from tests.builders.board import PASSWORD, PEOPLE, SCHOOL, SEASON, a_board, explain_some
from tests.integration.conftest import deploy, forget_deployment
from tests.page_checks import page_of

PLACE = f"/counties/{SEASON}"
PAGES = (
    "/", PLACE, f"{PLACE}/issues", f"{PLACE}/queries", f"{PLACE}/indicators",
    f"{PLACE}/downloads", f"{PLACE}/stuck", f"{PLACE}/release", f"{PLACE}/schools/{SCHOOL}",
    "/rules/2025/classes-size-implausible",
)  # fmt: skip
WIDE, NARROW = 1280, 400
LEAST_CONTRAST = 4.5

CONTRAST = """() => {
  const numbers = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let each = element; each; each = each.parentElement) {
      const color = numbers(getComputedStyle(each).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
    if (!own || !element.checkVisibility() || element.disabled) continue;
    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < %s) faint.push(element.textContent.trim().slice(0, 20) + ' ' + ratio.toFixed(2));
  }
  return faint;
}""".replace("%s", str(LEAST_CONTRAST))

NAMELESS = """() => [...document.querySelectorAll('input:not([type=hidden]), textarea, select')]
  .filter(each => !each.labels.length).length
  + [...document.querySelectorAll('button, a')].filter(each => !each.innerText.trim()).length"""


@pytest.fixture(scope="module")
def address(demo_season, tmp_path_factory) -> Iterator[str]:
    """Return where the board of a season stands in which a school has explained something."""
    folder = tmp_path_factory.mktemp("browsed")
    shutil.copytree(demo_season, folder / "season")
    with pytest.MonkeyPatch.context() as patch:
        deploy(folder / "season", patch)
        board_state.forget()
        explain_some(2)
        terms = {"host": "127.0.0.1", "port": 0, "log_level": "error"}
        server = uvicorn.Server(uvicorn.Config(a_board(folder, patch), **terms))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()
    board_state.forget()
    forget_deployment()


def visit(browser: Browser, address: str, who: str, **options: Any) -> tuple[Page, list[str]]:
    """Return a page of somebody's browser, signed in, and what it complains of from then on."""
    context = browser.new_context(base_url=address, **options)
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("姓名").fill(PEOPLE[who][0])
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    wrong: list[str] = []
    # Chromium asks for a picture of its own accord; there is none.
    page.on("console", lambda said: None if "favicon" in said.location["url"]
            else wrong.append(said.text))  # fmt: skip
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith(address)
            else wrong.append(asked.url))  # fmt: skip
    return page, wrong


@pytest.fixture(scope="module")
def county(browser, address):
    page, wrong = visit(browser, address, "deployment", java_script_enabled=True)
    yield page
    assert wrong == []
    page.context.close()


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_page_can_be_read_by_everybody(county, path, language):
    county.set_viewport_size({"width": WIDE, "height": 900})
    assert county.goto(f"{path}?lang={language}").status == 200
    read = page_of(county.content())
    assert read.wrong == [] and read.lang == language
    assert read.links[0] == "#main"
    assert read.headings.count(1) == 1 and all(read.captions)
    steps = zip(read.headings, read.headings[1:], strict=False)
    assert [pair for pair in steps if pair[1] > pair[0] + 1] == []
    assert len(set(read.ids)) == len(read.ids)
    assert county.title()
    assert county.evaluate(NAMELESS) == 0
    for scheme in ("light", "dark"):
        county.emulate_media(color_scheme=scheme)
        assert county.evaluate(CONTRAST) == [], scheme
    for width in (WIDE, NARROW):
        county.set_viewport_size({"width": width, "height": 800})
        assert county.evaluate("document.documentElement.scrollWidth") <= width


def test_the_entrance_can_be_read_and_says_what_is_wrong(browser, address):
    page = browser.new_context(base_url=address).new_page()
    assert page.goto("/").status == 401
    assert page.evaluate(CONTRAST) == [] and page.evaluate(NAMELESS) == 0
    assert page.evaluate("getComputedStyle(document.querySelector('.entrance')).maxWidth") != "none"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.get_by_label("姓名").fill("不认识")
    page.get_by_label("密码").fill("x")
    page.get_by_role("button", name="登录").click()
    assert "姓名或密码不对" in page.get_by_role("alert").inner_text()
    page.context.close()


def test_by_keyboard_alone_an_explanation_is_accepted(browser, address):
    page, wrong = visit(browser, address, "county", java_script_enabled=True)
    tab_to(page, f"a[href='{PLACE}']")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{PLACE}")
    tab_to(page, "a[href$='/queries']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queries")
    waiting = page.locator(".waits").count()
    tab_to(page, "button[value=accepted]")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/queries?done=1")
    assert "流转记录" in page.get_by_role("status").inner_text()
    assert page.locator(".waits").count() == waiting - 1
    assert wrong == []
    page.context.close()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def test_without_scripts_a_school_finds_its_receipt(browser, address):
    page, _ = visit(browser, address, "school", java_script_enabled=False, accept_downloads=True)
    page.goto(f"{PLACE}/schools/{SCHOOL}")
    with page.expect_download() as waiting:
        page.locator("a[href*='/receipts/']").first.click()
    assert waiting.value.suggested_filename.startswith("示例县城西小学_")
    page.context.close()
