"""Makes the pages of a review package from findings, and from what they were found in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

from tasks.model import BUREAU
from tasks.review.addresses import COUNTY, HOME, file_page, link
from tasks.review.cells import marking_rules, sheet_table
from tasks.review.facts import FactPages, cited_cells
from tasks.review.given import Given
from tasks.review.items import item_page
from tasks.review.opinions import opinions_data
from tasks.review.schools import explained, left_out, school_page, school_rows
from tasks.review.side_view import SideView
from tasks.review.tree import overall, tree

STATICS = ("review.css", "review.js", "workbook.js")
OPINIONS = "opinions.js"
MARKS = "cells.css"
COUNTY_FACTS = "facts/county.html"

Render = Callable[..., bytes]


def review_pages(given: Given) -> dict[str, bytes]:
    """Return every page of a review package by its path, with what the pages load.

    They need no network and no server: whoever opens `index.html` can follow each number to
    its formula, its inputs and the cell it was read from.
    """
    views = [SideView(given, side) for side in given.sides]
    render = _renderer(given)
    folder = given.wording["files"]["pages"]
    files = {f"{folder}/{name}": given.texts[name].encode() for name in STATICS}
    cited = cited_cells(views)
    files[f"{folder}/{MARKS}"] = marking_rules(
        cell for cells in cited.values() for cell in cells
    ).encode()
    if given.opinions and given.stamp:
        data = opinions_data(given.opinions, given.stamp, views[0], given.wording)
        files[f"{folder}/{OPINIONS}"] = data
    files[HOME] = render("index.html", HOME, trees=[_tree_of(view) for view in views])
    for view in views:
        files |= dict(_side_pages(view, render))
    files |= dict(_shared_pages(views[0], render, cited))
    return files


class _Pages(Environment):
    """Looks into a mapping by key at once; elsewhere that is tried after an attribute failed."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an attribute of a value that a page shows, or what a mapping has by its name."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def _renderer(given: Given) -> Render:
    environment = _Pages(
        loader=DictLoader(dict(given.texts)),
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined,
    )  # fmt: skip
    environment.globals |= {
        "given": given, "words": given.wording, "link": link, "bureau": BUREAU,
        "has_form": given.opinions is not None,
    }  # fmt: skip
    return partial(_render, environment, given.wording["files"]["pages"])


def _render(
    environment: Environment, folder: str, template: str, path: str, **values: Any
) -> bytes:
    depth = path.count("/")
    home = "../" * depth
    up = "../" * (depth - 1) if depth else f"{folder}/"
    text = environment.get_template(template).render(up=up, home=home, path=path, **values)
    return text.encode()


def _tree_of(view: SideView) -> dict[str, Any]:
    return {
        "view": view, "parts": tree(view), "overall": overall(view),
        "schools": school_rows(view), "title": view.regime_title,
        "left_out": len(view.findings.exclusions), "gaps": len(view.findings.gaps),
    }  # fmt: skip


def _side_pages(view: SideView, render: Render) -> Iterator[tuple[str, bytes]]:
    """Yield the pages of items, schools and facts of one set of rules."""
    root = f"{view.words['files']['pages']}/{view.at.below}"
    facts = FactPages(view)
    for item in view.items:
        path = f"{root}items/{item}.html"
        yield path, render("item.html", path, view=view, page=item_page(view, item))
    for school in view.names:
        path = f"{root}schools/{school}.html"
        page = school_page(view, school, has_facts=school in facts.by_subject)
        yield path, render("school.html", path, view=view, page=page)
    for subject in facts.by_subject:
        path = f"{root}facts/{subject}.html"
        groups = facts.groups(subject)
        yield path, render("facts.html", path, view=view, subject=subject, groups=groups,
                           name=view.name(subject), is_county=subject == COUNTY)  # fmt: skip
    for name in facts.inputs:
        path = f"{root}{name}"
        yield path, render("inputs.html", path, view=view, tables=facts.tables(name))
    path = f"{root}left-out.html"
    yield path, render("left_out.html", path, view=view, page=left_out(view))


def _shared_pages(
    view: SideView, render: Render, cited: Mapping[tuple[str, str], Mapping[str, str]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages that all sets of rules share: received files, explanations, the rest."""
    given = view.given
    folder = given.wording["files"]["pages"]
    for received in given.received:
        path = f"{folder}/{file_page(received.submission)}"
        tables = [
            sheet_table(sheet, number, cited.get((received.submission, sheet.title), {}))
            for number, sheet in enumerate(received.sheets, 1)
        ]
        yield (
            path,
            render(
                "cells.html",
                path,
                received=received,
                tables=tables,
                name=view.name(received.school),
                owner=_page_of(view, received.school),
            ),
        )
    files = [(each, view.name(each.school), file_page(each.submission)) for each in given.received]
    plain: dict[str, dict[str, Any]] = {
        "sources": {"files": files},
        "explanations": {"rows": explained(view)},
        "visits": {"draw": given.draw, "view": view},
        "help": {},
    }
    for name, values in plain.items():
        path = f"{folder}/{name}.html"
        yield path, render(f"{name}.html", path, **values)
    if given.opinions:
        path = f"{folder}/{given.wording['opinions']['page']}"
        yield path, render("opinions.html", path)


def _page_of(view: SideView, owner: str) -> str:
    """Return the page of whoever handed a file in."""
    return view.at.school(owner) if owner in view.names else COUNTY_FACTS
