"""The sheet of points: each answer or number, its limit, what a miss costs, all by formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from openpyxl.utils import get_column_letter

from tasks.delivery.check_measure import COMPARED_PLACES, Place, cost_of, is_missed, made_by
from tasks.delivery.check_scheme import COUNTY, Made, Measure, Node
from tasks.delivery.check_sheet import Page, number_format, places_of

FIRST_ROW = 3
COLUMNS = (
    "number", "indicator", "fact", "value", "asked", "of_standard", "complete", "verdict", "off",
    "firm_off", "points", "least", "most", "score", "self_score", "re_score", "provincial_score",
    "source",
)  # fmt: skip
WIDTHS = (12, 58, 36, 12, 10, 16, 10, 8, 8, 10, 8, 10, 10, 8, 8, 8, 8, 40)
MORE_PLACES = 2
"""Decimals shown beyond the printed ones of a number that is computed here."""

BODIES = ("self_score", "re_score", "provincial_score")
SUMS = {"score": "score", "least": "least_score", "most": "most_score"} | {
    name: name for name in BODIES
}
"""The columns of points whose cells are facts of the county, and how the ids of these end."""

LETTERS = {name: get_column_letter(place) for place, name in enumerate(COLUMNS, 1)}


class ScoresSheet:
    """Plans the rows of the schemes of a regime, and writes them."""

    def __init__(self, page: Page, schemes: Sequence[Node], given: Mapping[str, str]) -> None:
        """Take the schemes, and the cells of what was handed in for them."""
        self._page, self._schemes, self._given = page, schemes, given
        self._rows: dict[str, int] = {}
        self._row = FIRST_ROW

    def write(self) -> None:
        """Write each scheme: the whole, its groups, items and measures."""
        page, words = self._page, self._page.words
        title = words["titles"]["scored"].format(county_name=page.numbers.county_name)
        page.title(title, len(COLUMNS))
        for column, name in enumerate(COLUMNS, 1):
            page.head(FIRST_ROW - 1, column, words["columns"][name])
        for whole in self._schemes:
            for node in self._planned(whole):
                self._write_node(node)
        page.widths(WIDTHS)
        page.heights(FIRST_ROW)
        page.set_up(frozen=f"C{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")

    def _at(self, fact: str) -> str:
        """Return the cell of a fact: as it was handed in, or where it is computed."""
        return self._given.get(fact) or self._page.places[fact]

    # The tree

    def _planned(self, whole: Node) -> list[Node]:
        nodes = list(whole.walk())
        for node in nodes:
            self._rows[node.id] = self._row
            self._row += 1 + sum(1 + bool(each.limit_made) for each in node.measures)
        return nodes

    def _write_node(self, node: Node) -> None:
        page, row = self._page, self._rows[node.id]
        self._fill(row, {"number": node.id, "indicator": node.title}, strong=True)
        points: Decimal | str = page.words["none"] if node.points is None else node.points
        self._number(row, "points", points, "General")
        if node.items:
            self._write_sums(node, row)
            return
        self._write_entered(node, row)
        at = row + 1
        for measure in node.measures:
            at = self._write_measure(measure, at, f"{LETTERS['points']}${row}")
        formulas = self._judged(row) if node.is_judged else self._computed(row, row + 1, at - 1)
        for name, formula in formulas.items():
            self._result(node, row, name, formula)

    def _write_sums(self, node: Node, row: int) -> None:
        rows, leaves = ([self._rows[each.id] for each in below]
                        for below in (node.items, node.leaves))  # fmt: skip
        for name in SUMS:
            below = leaves if name in ("least", "most") else rows
            cells = ",".join(f"{LETTERS[name]}{each}" for each in below)
            none = self._page.words["none"]
            self._result(node, row, name, f'=IF(COUNT({cells})=0,"{none}",SUM({cells}))')

    def _result(self, node: Node, row: int, name: str, formula: str) -> None:
        """Write a formula of points, and remember where the fact stands that it computes."""
        fact = f"{COUNTY}.{node.id}.{SUMS[name]}" if name in SUMS else ""
        is_fact = fact in self._page.numbers
        places = places_of(self._page.numbers.fact(fact).printed) if is_fact else 0
        form = number_format(places) if places else "General"
        cell = self._page.number(row, COLUMNS.index(name) + 1, formula, form, is_result=True)
        if is_fact and (node.items or name == "score"):
            self._page.place(fact, cell)

    def _write_entered(self, node: Node, row: int) -> None:
        """Write what each body gave, with the cells it was read from."""
        page, facts = self._page, [f"{COUNTY}.{node.id}.{name}" for name in BODIES]
        for name, fact in zip(BODIES, facts, strict=True):
            value = page.numbers.value(fact)
            self._number(row, name, page.words["none"] if value is None else value, "General")
        given = [page.where(fact) for fact in facts if page.numbers.value(fact) is not None]
        page.text(row, len(COLUMNS), page.words["source_join"].join(given))

    def _judged(self, row: int) -> dict[str, str]:
        """Return the points that the highest body gave; out of range they count as none."""
        none, at = self._page.words["none"], {name: f"{LETTERS[name]}{row}" for name in COLUMNS}
        given = f'"{none}"'
        for name in BODIES:
            given = f"IF(ISNUMBER({at[name]}),{at[name]},{given})"
        value, points = at["value"], at["points"]
        in_range = f'IF(AND({value}>=0,{value}<={points}),{value},"{none}")'
        open_least = f'IF(ISNUMBER({points}),0,"{none}")'
        return {
            "value": f"={given}",
            "score": f'=IF(COUNT({value},{points})<2,"{none}",{in_range})',
            "least": f"=IF(ISNUMBER({at['score']}),{at['score']},{open_least})",
            "most": f"=IF(ISNUMBER({at['score']}),{at['score']},{points})",
        }

    def _computed(self, row: int, first: int, last: int) -> dict[str, str]:
        """Return what the misses leave: at least, at most, and the points where both are equal."""
        words, at = self._page.words, {name: f"{LETTERS[name]}{row}" for name in COLUMNS}
        complete, off, firm = (f"{LETTERS[name]}{first}:{LETTERS[name]}{last}"
                               for name in ("complete", "off", "firm_off"))  # fmt: skip
        points, none = at["points"], words["none"]
        left, most = (f"MAX({points}-SUM({span}),0)" for span in (off, firm))
        least = f'IF(COUNTIF({complete},"{words["no"]}")>0,0,{left})'
        same = f"ROUND({at['most']}-{at['least']},{COMPARED_PLACES})=0"
        return {
            "least": f'=IF(ISNUMBER({points}),{least},"{none}")',
            "most": f'=IF(ISNUMBER({points}),{most},"{none}")',
            "score": f'=IF(COUNT({at["least"]},{at["most"]})<2,"{none}",'
            f'IF({same},{at["most"]},"{none}"))',
        }

    # The measures of an item

    def _write_measure(self, measure: Measure, row: int, points: str) -> int:
        """Write a measure, below the number it is held against if that is computed here."""
        limit: Decimal | str | None = measure.limit
        if measure.limit_made:
            self._write_value(measure.limit_fact, measure.limit_made, row)
            limit, row = f"={LETTERS['value']}{row}", row + 1
        elif measure.limit_fact:
            limit = f"={self._at(measure.limit_fact)}"
        self._write_value(measure.fact, measure.made, row)
        page, words = self._page, self._page.words
        page.text(
            row, COLUMNS.index("indicator") + 1, measure.title or words["asked"][measure.kind]
        )
        page.text(row, COLUMNS.index("asked") + 1, words["asked"][measure.kind])
        if measure.expected:
            limit = words["or"].join(measure.expected)
        self._number(row, "of_standard", limit, "General")
        page.text(row, COLUMNS.index("complete") + 1, self._complete(measure))
        whole = self._at(measure.made.of[1]) if measure.made and measure.made.nobody else ""
        place = Place(words, {name: f"{LETTERS[name]}{row}" for name in COLUMNS}, points, whole)
        for name, formula in (
            ("verdict", is_missed(measure, place)), ("off", cost_of(measure, place)),
            ("firm_off", place.firm(measure)),
        ):  # fmt: skip
            form = "General" if name == "verdict" else "0.##"
            page.number(row, COLUMNS.index(name) + 1, formula, form, is_result=True)
        return row + 1

    def _write_value(self, name: str, made: Made | None, row: int) -> None:
        """Write the number of a measure: computed here, or from where it stands."""
        page = self._page
        fact = page.numbers.fact(name) if name in page.numbers else None
        title = fact.title if fact else ""
        self._fill(row, {"indicator": title, "fact": name if fact else ""})
        form = "General"
        if fact and isinstance(fact.value, Decimal):
            form = number_format(places_of(fact.printed) + (MORE_PLACES if made else 0))
        column = COLUMNS.index("value") + 1
        if not name:
            page.number(row, column, None, form)
            return
        formula = made_by(made, [self._at(each) for each in made.of], page.words) if made else ""
        cell = page.number(row, column, formula or f"={self._at(name)}", form, is_result=bool(made))
        if made and fact:
            page.place(name, cell)

    def _complete(self, measure: Measure) -> str:
        """Return whether everything that a measure rests on is there."""
        numbers, words = self._page.numbers, self._page.words
        facts = [fact for fact in (measure.fact, measure.limit_fact) if fact]
        if measure.made and measure.made.nobody and numbers.value(measure.made.of[1]) == 0:
            facts = [measure.made.of[1]]
        is_whole = all(numbers.is_complete(fact) for fact in facts)
        return str(words["yes"] if facts and is_whole else words["no"])

    # Cells

    def _fill(self, row: int, texts: dict[str, str], strong: bool = False) -> None:
        """Dress a whole row, with texts in some of its columns."""
        for column, name in enumerate(COLUMNS, 1):
            self._page.text(row, column, texts.get(name, ""), strong=strong)

    def _number(self, row: int, name: str, value: Decimal | str | None, form: str) -> None:
        self._page.number(row, COLUMNS.index(name) + 1, value, form)
