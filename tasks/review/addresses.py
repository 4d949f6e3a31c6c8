"""Where in the package each fact, item, school and cell stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tasks.model import Fact, Source
from tasks.review.given import Received, Side

SELF_CHECK = "declaration."
HOME = "index.html"
COUNTY = "county"
UNSAFE = str.maketrans({"%": "%25", "#": "%23", "?": "%3F", " ": "%20"})
"""Signs that mean something else in the address of a file."""


def link(path: str) -> str:
    """Return a path as it stands in an address."""
    return path.translate(UNSAFE)


def subject_of(fact: str) -> str:
    """Return whose fact it is: the code of a school, else the county."""
    parts = fact.split(".")
    return parts[1] if parts[0] == "s" and len(parts) > 2 else COUNTY


def anchor_of(fact: str) -> str:
    """Return where on the page of its subject a fact stands."""
    return fact.split(".", 2)[2] if subject_of(fact) != COUNTY else fact


def base_item(item: str) -> str:
    """Return the item on whose page an item stands: a coefficient stands with its indicator."""
    return item.removesuffix(".cv")


def place_of(cell: str) -> str:
    """Return the anchor of a cell or range within its sheet."""
    return cell.replace(":", "_").replace("$", "")


def file_page(submission: str) -> str:
    """Return the page that shows a received file."""
    _, _, *rest = submission.split("/")
    year = submission.split("/")[0]
    return f"cells/{'_'.join([*rest, year])}.html"


class Addresses:
    """The addresses of one side, from the folder of all pages."""

    def __init__(self, side: Side, deciding: Side, received: Sequence[Received]) -> None:
        """Take the side, the one that decides, and the files that have pages."""
        self.below = f"{side.folder}/" if side.folder else ""
        self._facts = side.findings.facts
        self._other: Mapping[str, Fact] = {} if side is deciding else deciding.findings.facts
        self._sheets = {
            (each.submission, sheet.title): number
            for each in received
            for number, sheet in enumerate(each.sheets, 1)
        }

    def is_elsewhere(self, fact: str) -> bool:
        """Tell whether a fact is the very one that the side which decides has."""
        return self._other.get(fact) == self._facts[fact]

    def fact(self, fact: str) -> str:
        """Return the address of a fact."""
        root = "" if self.is_elsewhere(fact) else self.below
        return f"{root}facts/{subject_of(fact)}.html#{anchor_of(fact)}"

    def item(self, item: str, level: str = "") -> str:
        """Return the address of an item, at one level if it is named."""
        return f"{self.below}items/{base_item(item)}.html{f'#{level}' if level else ''}"

    def school(self, school: str) -> str:
        """Return the address of the page of a school."""
        return f"{self.below}schools/{school}.html"

    def cell(self, source: Source) -> str:
        """Return the address of a cell, empty where its sheet is not shown."""
        number = self._sheets.get((source.submission, source.sheet))
        if number is None:
            return ""
        return f"{file_page(source.submission)}#s{number}-{place_of(source.cell)}"
