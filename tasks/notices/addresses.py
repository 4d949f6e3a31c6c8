"""The addresses of mail that a roster names, and what in it is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tasks.layouts import HEADER_ROWS_SEARCHED, Sheet, column_letter
from tasks.model import BUREAU, Issue, Severity

SCHOOL, CONTACT, OFFICE = "school_code", "contact_email", "bureau_email"
BETWEEN = re.compile(r"[;,、\s]+")
ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
LONGEST = 254
"""What a mail server takes at most as an address."""


@dataclass(frozen=True)
class Addresses:
    """Who gets mail: `of` has the addresses by school code, those of the bureau under `BUREAU`.

    `wrong` has the cell and the title of its column of everything that is no address.
    """

    of: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    wrong: tuple[tuple[str, str], ...] = ()


def addresses_in(rows: Sequence[Sequence[Any]], sheet: Sheet) -> Addresses:
    """Return the addresses that stand in the rows of a roster's sheet."""
    top = rows[:HEADER_ROWS_SEARCHED]
    heads = [sheet.headers_in(row) for row in top]
    at = max(range(len(heads)), key=lambda number: len(heads[number]), default=0)
    columns = heads[at] if heads else {}
    found: dict[str, list[str]] = {}
    wrong: list[tuple[str, str]] = []
    for number, row in enumerate(rows[at + 1 :], at + 2):
        for name in (CONTACT, OFFICE):
            place = columns.get(name, len(row))
            for text in _texts(row, place):
                if is_address(text):
                    found.setdefault(_owner(row, name, columns), []).append(text)
                else:
                    cell = f"{column_letter(place + 1)}{number}"
                    wrong.append((cell, sheet.by_name[name].title))
    unique = {owner: tuple(dict.fromkeys(texts)) for owner, texts in found.items()}
    return Addresses(unique, tuple(dict.fromkeys(wrong)))


def is_address(text: str) -> bool:
    """Tell whether a text is an address of mail that a server would take."""
    return len(text) <= LONGEST and ADDRESS.fullmatch(text) is not None


def address_issues(
    found: Addresses, submission: str, sheet: str, wording: Mapping[str, str]
) -> tuple[Issue, ...]:
    """Return what the roster's receipt says of each cell that holds no address."""
    return tuple(
        Issue(
            submission,
            sheet,
            cell,
            "contact-address",
            Severity.WARNING,
            wording["message"].format(title=title),
            expected=wording["expected"],
            guidance=wording["guidance"],
        )
        for cell, title in found.wrong
    )


def _owner(row: Sequence[Any], name: str, columns: Mapping[str, int]) -> str:
    if name == OFFICE:
        return BUREAU
    place = columns.get(SCHOOL, len(row))
    return str(row[place]).strip() if place < len(row) else ""


def _texts(row: Sequence[Any], place: int) -> Iterator[str]:
    text = unicodedata.normalize("NFKC", str(row[place] or "")) if place < len(row) else ""
    yield from filter(None, BETWEEN.split(text.strip()))
