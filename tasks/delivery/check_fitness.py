"""Fitness of the county's pupils by formula: counts of groups, their sums, and the rates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from tasks.delivery.check_numbers import Numbers
from tasks.delivery.check_pupils import COUNTS, STUDENTS, PupilRows
from tasks.delivery.check_sheet import LINE_HEIGHT, Page, number_format, places_of

COUNTY, FITNESS = "county", "county.fitness"
FIRST_ROW = 3
FIXED = ("number", "group", "fact")
FIXED_WIDTHS = (6, 20, 32)
COUNT_WIDTH, HEAD_LINES = 10, 4
ENROLLED = "enrolled"

Leaf = tuple[str, str]
"""A grade and a sex: no smaller group of pupils has facts of the county."""


@dataclass(frozen=True)
class Group:
    """Pupils who have facts of the county: how the ids begin, its title, and what it adds up.

    A group without `leaves` is one itself, whose key is `leaf`.
    """

    scope: str
    title: str
    leaves: tuple[Leaf, ...] = ()
    leaf: Leaf | None = None


def groups_of(numbers: Numbers) -> Iterator[Group]:
    """Yield every group, the smallest first: by grade, by level, all pupils."""
    grades, sexes = numbers.lists["grades"], numbers.lists["sexes"]
    for level in numbers.lists["levels"].codes:
        mine = [grade for grade, row in grades.rows.items() if row["level"] == level]
        for grade in mine:
            title, scope = grades.title(grade), f"{FITNESS}.{grade}"
            for sex in sexes.codes:
                yield Group(f"{scope}.{sex}", f"{title}{sexes.title(sex)}", (), (grade, sex))
            yield Group(scope, title, tuple((grade, sex) for sex in sexes.codes))
        title, scope = numbers.lists["levels"].title(level), f"{COUNTY}.{level}.fitness"
        yield from _by_sex(numbers, scope, title, mine)
    yield from _by_sex(numbers, FITNESS, "", list(grades.codes))


def _by_sex(numbers: Numbers, scope: str, title: str, grades: Sequence[str]) -> Iterator[Group]:
    sexes = numbers.lists["sexes"]
    for sex in sexes.codes:
        leaves = tuple((grade, sex) for grade in grades)
        yield Group(f"{scope}.{sex}", f"{title}{sexes.title(sex)}", leaves)
    yield Group(scope, title, tuple((grade, sex) for grade in grades for sex in sexes.codes))


class FitnessSheet:
    """Writes a row for each group and a column for each count and rate."""

    def __init__(self, page: Page, standard: Mapping[str, Any], pupils: PupilRows | None) -> None:
        """Take the parsed standard, which says what a rate is made of, and the pupils' rows."""
        self._page, self._pupils = page, pupils
        self._rates = {name: _rate(standard, name) for name in standard["rates"]}
        self._names = (STUDENTS, *COUNTS, *(f"{name}_percent" for name in self._rates))
        self._letters = {
            name: get_column_letter(column)
            for column, name in enumerate(self._names, len(FIXED) + 1)
        }

    def write(self) -> None:
        """Write every group; what is added up points at the rows of the smallest groups."""
        page, words = self._page, self._page.words
        groups = list(groups_of(page.numbers))
        rows = {group.leaf: row for row, group in enumerate(groups, FIRST_ROW) if group.leaf}
        page.title(
            words["titles"]["fitness"].format(county_name=page.numbers.county_name), len(FIXED)
        )
        for column, name in enumerate(FIXED, 1):
            page.head(FIRST_ROW - 1, column, words["columns"][name])
        for column, name in enumerate(self._names, len(FIXED) + 1):
            page.head(FIRST_ROW - 1, column, page.numbers.fact(f"{FITNESS}.{name}").title)
        for row, group in enumerate(groups, FIRST_ROW):
            self._write_group(group, row, rows)
        page.widths((*FIXED_WIDTHS, *(COUNT_WIDTH for _ in self._names)))
        page.heights(FIRST_ROW)
        page.sheet.row_dimensions[FIRST_ROW - 1].height = LINE_HEIGHT * HEAD_LINES
        page.set_up(frozen=f"D{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")

    def _write_group(self, group: Group, row: int, rows: Mapping[Leaf, int]) -> None:
        page = self._page
        page.text(row, 1, str(row - FIRST_ROW + 1), strong=not group.leaf)
        page.text(row, 2, group.title or page.words["all_pupils"], strong=not group.leaf)
        page.text(row, 3, group.scope, strong=not group.leaf)
        for column, name in enumerate(self._names, len(FIXED) + 1):
            fact = page.numbers.fact(f"{group.scope}.{name}")
            if name.endswith("_percent"):
                formula = self._percent(name.removesuffix("_percent"), row)
            elif group.leaf:
                formula = self._counted(group.leaf, name, fact.id)
            else:
                formula = self._added(group.leaves, name, rows)
            form = number_format(places_of(fact.printed))
            cell = page.number(row, column, formula, form, is_result=True)
            page.place(fact.id, cell)

    def _counted(self, leaf: Leaf, name: str, fact: str) -> Any:
        """Return the count of a smallest group: over the pupils' rows, or as it was counted."""
        none = self._page.words["none"]
        if self._pupils is None:
            value = self._page.numbers.value(fact)
            return none if value is None else value
        span = self._pupils.span(leaf, name)
        if span is None:
            return none
        if name == STUDENTS:
            is_unknown = f'COUNTIF({span},"{none}")>0'
            return f'=IF(OR(COUNT({span})=0,{is_unknown}),"{none}",SUM({span}))'
        return f"=SUM({span})"

    def _added(self, leaves: Sequence[Leaf], name: str, rows: Mapping[Leaf, int]) -> str:
        """Return the sum of smallest groups; pupils of the schools must be known of all of them.

        Whether anybody of a group is looked at is seen in who was uploaded.
        """
        none = self._page.words["none"]
        cells, there = (
            ",".join(f"{self._letters[each]}{rows[leaf]}" for leaf in leaves)
            for each in (name, ENROLLED)
        )
        beyond = self._beyond(leaves, name)
        total = f"SUM({cells}{beyond})"
        if name != STUDENTS:
            seen = f"COUNT({there}{self._beyond(leaves, ENROLLED)})"
            return f'=IF({seen}=0,"{none}",{total})'
        asked = [leaf for leaf in leaves if self._pupils is None or self._pupils.is_asked(leaf)]
        if not asked:
            return f'="{none}"'
        cells, there = (
            ",".join(f"{self._letters[each]}{rows[leaf]}" for leaf in asked)
            for each in (name, ENROLLED)
        )
        is_known = f"AND(COUNT({there})>0,COUNT({cells})=COUNT({there}))"
        return f'=IF({is_known},SUM({cells}),"{none}")'

    def _beyond(self, leaves: Sequence[Leaf], name: str) -> str:
        """Return the cells of pupils without grade or sex that belong to the sum all the same."""
        if self._pupils is None:
            return ""
        return "".join(f",{span}" for span in self._pupils.beyond(leaves, name))

    def _percent(self, rate: str, row: int) -> str:
        above, below = self._rates[rate]
        used = dict.fromkeys(name for terms in (above, below) for name, _ in terms)
        cells = ",".join(f"{self._letters[name]}{row}" for name in used)
        part, whole = (self._signed(terms, row) for terms in (above, below))
        none = self._page.words["none"]
        share = f'IF({whole}=0,"{none}",({part})/({whole})*100)'
        return f'=IF(COUNT({cells})<{len(used)},"{none}",{share})'

    def _signed(self, terms: Sequence[tuple[str, str]], row: int) -> str:
        text = "".join(f"{sign}{self._letters[name]}{row}" for name, sign in terms)
        return text.removeprefix("+")


Terms = tuple[tuple[str, str], ...]


def _rate(standard: Mapping[str, Any], name: str) -> tuple[Terms, Terms]:
    """Return numerator and denominator of a rate, by the answer where a question is open."""
    entry = standard["rates"][name]
    if "by_setting" in entry:
        answer = standard["settings"][entry["by_setting"]]["value"]
        entry = standard["rates"][entry["choices"][answer]]
    above, below = (
        tuple((each, sign) for verb, sign in (("add", "+"), ("subtract", "-"))
              for each in entry[part].get(verb, ()))
        for part in ("numerator", "denominator")
    )  # fmt: skip
    return above, below
