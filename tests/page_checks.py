"""Reads pages as a browser does, and says what is wrong with them for whoever reads them."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import unquote

HEADINGS = ("h1", "h2", "h3", "h4")
VOID = ("meta", "link", "br", "input", "rect", "img")


@dataclass
class Page(HTMLParser):
    """What one page has: its links, anchors, headings and tables."""

    text: str
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lang: str = ""
    policy: str = ""
    open: list[str] = field(default_factory=list)
    captions: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)
        if self.open:
            self.wrong.append(f"not closed: {self.open}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID and not self.text_of_void(tag):
            self.open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag in ("link", "script", "img"):
            self.loaded.append(given.get("href") or given.get("src") or "")
        if tag in HEADINGS:
            self.headings.append(int(tag[1]))
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "meta" and given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        if tag == "table":
            self.captions.append(False)
        if tag == "caption":
            self.captions[-1] = True
        if tag == "th" and given.get("scope") not in ("col", "row"):
            self.wrong.append("a head of a table without scope")
        if "style" in given or any(name.startswith("on") for name in given):
            self.wrong.append(f"style or script inside {tag}")
        if tag == "img" and "alt" not in given:
            self.wrong.append("a picture without words")

    def text_of_void(self, tag: str) -> bool:
        """Tell whether a tag of a drawing closes itself."""
        return tag == "rect"

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"closed in the wrong place: {tag}")


@cache
def page_of(text: str) -> Page:
    """Return what a page has."""
    return Page(text)


def wrong_with(text: str) -> list[str]:
    """Return what keeps a page from being read by everybody."""
    page = page_of(text)
    found = list(page.wrong)
    if page.lang != "zh-CN":
        found.append("says no language")
    if "default-src 'none'" not in page.policy:
        found.append("may load things from elsewhere")
    if page.headings.count(1) != 1 or page.headings[:1] != [1]:
        found.append("has not one heading of its own")
    steps = zip(page.headings, page.headings[1:], strict=False)
    found += [f"heading {new} below {old}" for old, new in steps if new > old + 1]
    if not all(page.captions):
        found.append("a table without caption")
    if len(set(page.ids)) < len(page.ids):
        found.append("two places of one name")
    if page.links[:1] != ["#main"]:
        found.append("no way past the head")
    return found


def broken_links(pages: Mapping[str, str], files: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield page and address of every link and file that leads nowhere.

    `pages` are texts by path, `files` the paths of everything in the package.
    """
    read = {path: page_of(text) for path, text in pages.items()}
    ids = {path: set(page.ids) for path, page in read.items()}
    there = set(files)
    for path, page in read.items():
        for address in {*page.links, *page.loaded}:
            file, _, anchor = address.partition("#")
            if ":" in file.split("/")[0]:
                yield path, address
                continue
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(file)))
            target = inside if file else path
            if target not in there or (anchor and unquote(anchor) not in ids.get(target, ())):
                yield path, address
