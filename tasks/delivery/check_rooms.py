"""The sheet of special rooms: every music and art room with its area and where that stood."""

from __future__ import annotations

from collections.abc import Mapping

from tasks.delivery.check_reliefs import relaxed_cell
from tasks.delivery.check_sheet import Page, number_format, places_of

FIRST_ROW = 3
COLUMNS = ("number", "school", "code", "room_kind", "area", "source")
WIDTHS = (6, 32, 14, 10, 12, 40)
KIND, AREA = "D", "E"
AREA_END = ".area_m2"
MINIMA = {"music_rooms": "G3.minimum_m2.music", "art_rooms": "G3.minimum_m2.art"}
RELAXED = {"music_rooms": "music_m2", "art_rooms": "art_m2"}
"""How the ids of the areas end that a relief puts in place of the standard."""


class RoomsSheet:
    """Writes the rooms of the evaluated schools, and counts those that are large enough."""

    def __init__(self, page: Page, limits: Mapping[str, str]) -> None:
        self._page, self._limits, self._last = page, limits, FIRST_ROW - 1
        self._rows: dict[str, list[int]] = {}

    def write(self) -> None:
        """Write a line for each room of each school, its sites' rooms included."""
        page, words = self._page, self._page.words
        page.title(words["titles"]["rooms"].format(county_name=page.numbers.county_name),
                   len(COLUMNS))  # fmt: skip
        for column, name in enumerate(COLUMNS, 1):
            page.head(2, column, words["columns"][name])
        for code in page.numbers.codes:
            for name in MINIMA:
                for fact in page.numbers.inputs([f"s.{code}.G3.{name}"]):
                    if fact.endswith(AREA_END):
                        self._write_room(code, name, fact)
        page.widths(WIDTHS)
        page.heights(FIRST_ROW)
        page.set_up(frozen=f"A{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")

    def _write_room(self, code: str, name: str, fact: str) -> None:
        page, self._last = self._page, self._last + 1
        row, found = self._last, page.numbers.fact(fact)
        self._rows.setdefault(code, []).append(row)
        page.text(row, 1, str(row - FIRST_ROW + 1))
        page.text(row, 2, page.numbers.name(code))
        page.text(row, 3, code)
        page.text(row, 4, page.words["data"][name])
        value = page.numbers.value(fact)
        shown = page.words["none"] if value is None else value
        page.number(row, 5, shown, number_format(places_of(found.printed)))
        page.text(row, len(COLUMNS), page.where(fact))

    def count(self, name: str, code: str) -> str:
        """Return the formula that counts the large rooms of a kind; none where it is unknown."""
        page = self._page
        known = [
            page.numbers.value(fact)
            for fact in page.numbers.inputs([f"s.{code}.G3.{name}"])
            if not fact.endswith(AREA_END)
        ]
        if None in known:
            return str(page.words["none"])
        if code not in self._rows:
            return "=0"
        relaxed = relaxed_cell(page, page.numbers.inputs([f"s.{code}.G3.{name}"]), RELAXED[name])
        kind, least = page.words["data"][name], relaxed or self._limits[MINIMA[name]]
        spans = {letter: self._span(letter, code) for letter in (KIND, AREA)}
        return f'=COUNTIFS({spans[KIND]},"{kind}",{spans[AREA]},">="&{least})'

    def _span(self, letter: str, code: str) -> str:
        first, last = self._rows[code][0], self._rows[code][-1]
        return f"'{self._page.sheet.title}'!${letter}${first}:${letter}${last}"
