"""The review package in a real browser: offline, by keyboard, without scripts, on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tasks import catalogue
from tasks.intake.identify import identify
from tasks.intake.opened import Opened
from tasks.staging.pseudonym import pseudonyms
from tasks.staging.tables import stage
from tasks.steps.wording import receipt_wording
from tests.builders import EDITION

SCHOOL = "2113990009"
WIDTH_OF_PAPER = 1032
"""A4 across without its margins, in the pixels of a browser."""

KINDS = (
    "index.html", "评审/items/L5.html", "评审/items/resources.html", "评审/left-out.html",
    f"评审/schools/{SCHOOL}.html", f"评审/facts/{SCHOOL}.html", "评审/sources.html",
    f"评审/cells/{SCHOOL}_school_return_1_2025.html", "评审/visits.html", "评审/督导意见.html",
    "评审/explanations.html", "评审/help.html", "评审/balance_2012/items/W1.html",
)  # fmt: skip
"""One page of each kind."""


@pytest.fixture(scope="module")
def package(demo_season: Path) -> Path:
    """Return the folder that a reviewer gets."""
    (found,) = (path.parent for path in (demo_season / "outbox").rglob("index.html"))
    return found


class Visit:
    """One reviewer's browser: what it asked for, and what it complained of."""

    def __init__(self, browser: Browser, package: Path, **options: Any) -> None:
        self.context = browser.new_context(**{"accept_downloads": True} | options)
        self.package = package
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda said: self.complaints.append(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path: str) -> Page:
        self.page.goto(
            (self.package / path.partition("#")[0]).as_uri() + "".join(path.partition("#")[1:])
        )
        return self.page


@pytest.fixture
def visit(browser: Browser, package: Path) -> Iterator[Visit]:
    found = Visit(browser, package)
    yield found
    assert [url for url in found.asked if not url.startswith(("file:", "blob:"))] == []
    assert found.complaints == []
    found.context.close()


@pytest.fixture
def plain(browser: Browser, package: Path) -> Iterator[Visit]:
    """Return a browser that runs no scripts."""
    found = Visit(browser, package, java_script_enabled=False)
    yield found
    assert [url for url in found.asked if not url.startswith("file:")] == []
    found.context.close()


def test_no_page_asks_the_network_or_stumbles(visit: Visit):
    for path in KINDS:
        page = visit.open(path)
        assert page.locator("h1").count() == 1, path
    assert len(visit.asked) > len(KINDS)


def test_something_from_elsewhere_is_not_loaded(visit: Visit):
    """The policy of the page holds even where a page would ask for more."""
    page = visit.open("index.html")
    page.evaluate("""() => { const i = new Image(); i.src = 'https://example.invalid/x.png'; }""")
    page.wait_for_timeout(200)
    assert any("Content Security Policy" in said for said in visit.complaints)
    visit.complaints.clear()
    visit.asked[:] = [url for url in visit.asked if url.startswith("file:")]


def test_without_scripts_a_number_leads_to_its_marked_cell(plain: Visit):
    page = plain.open("index.html")
    page.locator("#tree a", has_text="生均体育运动场馆面积").first.click()
    page.locator("#primary tbody tr", has_text="示例县第三小学").locator("a.number").click()
    assert f"facts/{SCHOOL}.html#primary.L5" in page.url
    fact = page.locator("section:target")
    assert "算式" in fact.inner_text() and "÷ 在校生数" in fact.inner_text()
    fact.locator("a", has_text="人").click()
    page.locator("section:target dd a").first.click()
    page.locator("section:target dd a").first.click()
    while "cells/" not in page.url:
        page.locator("section:target dd a").first.click()
    marked = page.locator("td:target, td:has(> a:target)")
    assert marked.count() == 1
    assert marked.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(255, 226, 122)"
    assert is_seen(page, marked)


def is_seen(page: Page, element: Any) -> bool:
    box, size = element.bounding_box(), page.viewport_size
    return bool(box and size and 0 <= box["y"] < size["height"] and 0 <= box["x"] < size["width"])


def test_every_cell_of_a_range_is_marked_without_scripts(plain: Visit):
    page = plain.open(f"评审/facts/{SCHOOL}.html#primary.male")
    page.locator("section:target dd a[href*='cells/']").click()
    marked = page.locator(".sheet:has(a:target) tbody td").evaluate_all(
        "cells => cells.filter(cell => getComputedStyle(cell).outlineStyle == 'solid')"
        ".map(cell => cell.innerText)"
    )
    assert len(marked) == 6
    assert sum(map(int, marked)) == int(total_of(plain, "primary.male"))


def total_of(visit: Visit, fact: str) -> str:
    page = visit.open(f"评审/facts/{SCHOOL}.html#{fact}")
    return page.locator("section:target h3 b").inner_text().split()[0]


def test_without_scripts_it_is_said_that_nothing_can_be_noted(plain: Visit):
    page = plain.open("评审/items/L5.html")
    assert "停用了脚本" in page.locator("body").inner_text()
    assert page.locator("form").count() == 0


def test_by_keyboard_alone_a_number_leads_to_its_cell(visit: Visit):
    page = visit.open(f"评审/schools/{SCHOOL}.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    tab_to(page, "a.number[href*='primary.L4']")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/facts/**")
    assert page.evaluate("document.activeElement.id") == "primary.L4"
    tab_to(page, "section:target a[href$='primary.L4.amount']")
    page.keyboard.press("Enter")
    page.wait_for_url("**#primary.L4.amount")
    while "cells/" not in page.url:
        before = page.url
        tab_to(page, "section:target dd a")
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url, before=before: url != before)
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "true"
    assert is_seen(page, page.locator("[aria-current]"))


def tab_to(page: Page, selector: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab does not reach {selector}")


def note(page: Page, **texts: str) -> None:
    """Fill in the form of a page, by the titles of its fields, and save it."""
    for title, text in texts.items():
        page.get_by_label(re.compile(f"^{title}")).last.fill(text)
    page.get_by_role("button", name="保存").click()


def test_findings_become_a_workbook_that_intake_reads(visit: Visit):
    page = visit.open("评审/items/L5.html")
    page.get_by_role("button", name="保存").click()
    assert "请填写：问题、评审人" in page.get_by_role("alert").inner_text()
    note(page, 问题="=1+1 运动场地“偏小”<&>", 依据="实地丈量", 整改期限="2026-03-31", 评审人="甲")
    assert "共1条" in page.get_by_role("status").inner_text()
    page = visit.open(f"评审/schools/{SCHOOL}.html")
    assert page.get_by_label("评审人").input_value() == "甲"
    note(page, 问题="账物不符\n第二行")
    page = visit.open("评审/督导意见.html")
    assert "全部问题（2条）" in page.locator("main").inner_text()
    assert page.locator("main li").count() == 2
    with page.expect_download() as waiting:
        page.get_by_role("button", name="存成督导意见工作簿").click()
    assert waiting.value.suggested_filename == "督导意见.xlsx"
    content = Path(waiting.value.path()).read_bytes()

    layouts = catalogue.layouts(EDITION)
    stamp = identify(content, {EDITION: layouts})
    assert (stamp.form, stamp.county, stamp.school) == ("review_opinions", "139901", "139901")
    rows = staged(content)
    assert rows[["item", "school_code"]].fillna("").values.tolist() == [["L5", ""], ["", SCHOOL]]
    assert rows["problem"].tolist() == ["=1+1 运动场地“偏小”<&>", "账物不符\n第二行"]
    assert str(rows["deadline"].iloc[0]).startswith("2026-03-31")
    assert rows["reviewer"].tolist() == ["甲", "甲"]


def staged(content: bytes) -> Any:
    """Return the rows of a workbook of findings, as staging reads them without a complaint."""
    layout = catalogue.layouts(EDITION)["review_opinions"]
    key = f"{EDITION}/139901/bureau/review_opinions/1"
    found = stage(key, "0" * 64, Opened(content), layout, catalogue.code_lists(),
                  pseudonyms(b"x"), wording=receipt_wording()["reading"])  # fmt: skip
    assert found.issues == ()
    return found.tables["review_opinions"].frame


def test_findings_can_be_changed_and_deleted(visit: Visit):
    page = visit.open("评审/督导意见.html")
    note(page, 问题="第一个", 评审人="甲")
    note(page, 问题="第二个")
    page.get_by_role("button", name="修改第1条").click()
    page.locator("#opinion-list").get_by_label("问题（必填）").fill("改过的")
    page.get_by_role("button", name="保存修改").click()
    page.get_by_role("button", name="删除第2条").click()
    assert page.locator("main li").count() == 1
    page.get_by_role("button", name="撤销删除").click()
    assert "改过的" in page.locator("main li").first.inner_text()
    assert "第二个" in page.locator("main li").last.inner_text()
    page.reload()
    assert page.locator("main li").count() == 2


def test_where_nothing_may_be_kept_it_is_said_and_findings_are_not_lost(browser, package):
    found = Visit(browser, package)
    found.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }});"
    )
    page = found.open("评审/督导意见.html")
    assert "不允许在本机保存" in page.get_by_role("status").inner_text()
    note(page, 问题="只在内存", 评审人="乙")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="存成督导意见工作簿").click()
    assert staged(Path(waiting.value.path()).read_bytes())["problem"].tolist() == ["只在内存"]
    assert found.complaints == []
    found.context.close()


def test_every_field_has_a_label(visit: Visit):
    for path in ("评审/items/L5.html", "评审/督导意见.html"):
        page = visit.open(path)
        nameless = page.evaluate(
            "() => [...document.querySelectorAll('input, select, textarea')]"
            ".filter(each => !each.labels.length).length"
        )
        assert nameless == 0
        assert page.locator("select, textarea").count() > 3


@pytest.mark.parametrize("path", [KINDS[0], KINDS[1], KINDS[5], KINDS[7]])
def test_nothing_is_cut_on_paper(visit: Visit, path: str):
    page = visit.open(path)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": WIDTH_OF_PAPER, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH_OF_PAPER
    assert page.locator("nav").is_hidden()


def test_a_page_can_be_printed(visit: Visit):
    page = visit.open("评审/schools/2113990009.html")
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("path", [KINDS[0], KINDS[1], KINDS[5], KINDS[9]])
def test_a_narrow_window_needs_no_scrolling_to_the_side(visit: Visit, path: str):
    page = visit.open(path)
    page.set_viewport_size({"width": 360, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
