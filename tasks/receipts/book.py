"""The workbook around the sheets: which there are, and how ours come to stand among them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from tasks.receipts.markup import Edit, Element, Unmarkable, behind, children, quoted, root_of
from tasks.receipts.package import (
    OFFICE,
    RELATIONS,
    SPREADSHEET,
    WORKBOOK,
    Link,
    Package,
)
from tasks.receipts.page import Page
from tasks.receipts.sheets import FRONT

OURS = "_junheng_"
"""How the defined names begin by which our sheets are known again."""

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
SHEET_RELATION = f"{OFFICE}/worksheet"
STYLES_RELATION = f"{OFFICE}/styles"
LONGEST_TITLE = 31
SHOWN_FIRST = {"activeTab": "0", "firstSheet": "0"}
LOCAL = re.compile(rb'\blocalSheetId="(\d+)"')
ORDER = (
    b"fileVersion", b"fileSharing", b"workbookPr", b"workbookProtection", b"bookViews",
    b"sheets", b"functionGroups", b"externalReferences", b"definedNames", b"calcPr",
    b"oleSize", b"customWorkbookViews", b"pivotCaches", b"smartTagPr", b"smartTagTypes",
    b"webPublishing", b"fileRecoveryPr", b"webPublishObjects", b"extLst",
)  # fmt: skip
"""The elements of a workbook in the order in which they must stand."""


class Book:
    """The workbook part of a package, with its sheets by title."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._xml = package.xml(WORKBOOK)
        self._root = root_of(self._xml)
        if self._root.attribute(_spaced(self._root)) != SPREADSHEET:
            raise Unmarkable("namespace")
        self._found = children(self._xml, self._root)
        self._relations = package.relations(WORKBOOK)
        self._sheets = self._listed(b"sheets")
        self.parts = self._parts()

    @property
    def styles(self) -> str:
        """Return the name of the part with the styles, nothing if there is none."""
        kinds = {each.type: each.part for each in self._relations.values()}
        return kinds.get(STYLES_RELATION, "")

    def free_title(self, title: str) -> str:
        """Return `title`, with a number if the workbook has a sheet of that name."""
        taken = {each.lower() for each in self.parts}
        number, found = 1, title
        while found.lower() in taken:
            number += 1
            found = f"{title[: LONGEST_TITLE - 4]}({number})"
        return found

    def insert(self, pages: Sequence[Page], extra: Sequence[Link]) -> dict[str, str]:
        """Put our sheets among the others and add `extra` relations.

        The file opens with the first of ours. Returns the content types of added parts.
        """
        names = [self.package.free_name(f"xl/worksheets/junheng_{p.name}{{}}.xml") for p in pages]
        ids = [f"junheng_{page.name}" for page in pages]
        kinds = [SHEET_RELATION] * len(pages)
        links = [Link(*each) for each in zip(ids, kinds, names, strict=True)]
        for number, (name, page) in enumerate(zip(names, pages, strict=True)):
            self.package.add(name, page.xml(is_shown=number == 0))
        xml = self.package.xml(RELATIONS)
        lines = b"".join(each.xml for each in (*links, *extra))
        self.package.edit(RELATIONS, [root_of(xml).append(lines)])
        self.package.edit(WORKBOOK, self._edits(pages, ids))
        return dict.fromkeys(names, SHEET_TYPE)

    def _edits(self, pages: Sequence[Page], ids: Sequence[str]) -> list[Edit]:
        numbers = (str(each.attribute("sheetId") or "") for each in self._sheets)
        number = max((int(each) for each in numbers if each.isdecimal()), default=0)
        lines = {
            page.name: f'<sheet xmlns="{SPREADSHEET}" xmlns:r="{OFFICE}" '
            f'name="{quoted(page.title)}" sheetId="{number + offset}" r:id="{id_}"/>'
            for offset, (page, id_) in enumerate(zip(pages, ids, strict=True), 1)
        }
        front = "".join(line for name, line in lines.items() if name in FRONT)
        behind_all = "".join(line for name, line in lines.items() if name not in FRONT)
        (sheets,) = (each for each in self._found if each.name == b"sheets")
        shift = sum(name in FRONT for name in lines)
        return [
            Edit(sheets.inner, sheets.inner, front.encode()),
            sheets.append(behind_all.encode()),
            *self._shown_first(),
            *self._names(pages, shift),
        ]

    def _shown_first(self) -> list[Edit]:
        return [
            view.set(name, number)
            for view in self._listed(b"bookViews")
            for name, number in SHOWN_FIRST.items()
            if view.attribute(name) not in (None, number)
        ]

    def _names(self, pages: Sequence[Page], shift: int) -> list[Edit]:
        """Return the edits that name our sheets and keep local names with their sheets."""
        lines = "".join(_name(page) for page in pages)
        known = [each for each in self._found if each.name == b"definedNames"]
        if not known:
            at = behind(self._found, b"definedNames", ORDER, self._root)
            whole = f'<definedNames xmlns="{SPREADSHEET}">{lines}</definedNames>'
            return [Edit(at, at, whole.encode())]
        edits = [known[0].append(lines.encode())]
        for each in children(self._xml, known[0]):
            local = each.attribute("localSheetId")
            if local is not None:
                edits.append(each.set("localSheetId", str(int(local) + shift)))
        return edits

    def _listed(self, name: bytes) -> list[Element]:
        found = [each for each in self._found if each.name == name]
        return children(self._xml, found[0]) if found else []

    def _parts(self) -> Mapping[str, str]:
        """Return the part of each sheet by its title."""
        found = {}
        for each in self._sheets:
            relation = self._relations.get(each.attribute("r:id") or "")
            part = relation.part if relation else ""
            title = each.attribute("name") or ""
            found[title] = part if part in self.package else ""
        return found


def _spaced(root: Element) -> str:
    return f"xmlns:{root.prefix[:-1].decode()}" if root.prefix else "xmlns"


def _name(page: Page) -> str:
    title = page.title.replace("'", "''")
    place = quoted(f"'{title}'!$A$1")
    return (
        f'<definedName xmlns="{SPREADSHEET}" name="{OURS}{page.name}" hidden="1">'
        f"{place}</definedName>"
    )
