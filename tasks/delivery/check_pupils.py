"""Sheets of the schools' pupils: counts by grade and sex, and by level beside what was reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from openpyxl.utils import get_column_letter

from tasks.delivery.check_data import FIRST_ROW, Grid, Key, begin, finish
from tasks.delivery.check_numbers import LEVELS, Numbers
from tasks.delivery.check_sheet import Page

STUDENTS = "students"
COUNTS = (
    "enrolled", "exempt", "postponed", "incomplete", "scored", "excellent", "good", "passed",
    "failed", "with_bmi", "obese", "rounded_up_at_half", "level_by_rounding",
)  # fmt: skip
FIXED = ("number", "school", "code", "grade", "sex")
WIDTHS = (6, 32, 14, 10, 8)
COUNT_WIDTH, SOURCE_WIDTH = 10, 44
FITNESS_TITLE = "county.fitness"
REPORTED, DIFFERENCE = "fitness_reported", "_difference"
AT_LEVEL, OF_SCHOOL = "reported_at_level", "reported_of_school"

Counted = Mapping[tuple[str, str, str], Mapping[str, int | None]]
"""Counts by name of each school, grade and sex. `students` is None where the school does not
say, and missing where it has no such grade; a grade or sex that is absent is empty."""


class PupilRows:
    """The sheet with a row for each grade and sex of each school, the same groups together."""

    def __init__(self, page: Page, counted: Counted) -> None:
        numbers = page.numbers
        schools = {code: place for place, code in enumerate(numbers.codes)}
        grades, sexes = ([*numbers.lists[name].codes, ""] for name in ("grades", "sexes"))
        self._page, self._counted = page, counted
        self._keys = sorted(
            counted, key=lambda key: (grades.index(key[1]), sexes.index(key[2]), schools[key[0]])
        )
        self._rows: dict[tuple[str, str], list[int]] = {}
        for row, key in enumerate(self._keys, FIRST_ROW):
            self._rows.setdefault(key[1:], []).append(row)
        names = (STUDENTS, *COUNTS)
        self._letters = {
            name: get_column_letter(column) for column, name in enumerate(names, len(FIXED) + 1)
        }

    def write(self) -> None:
        """Write every row."""
        page, words, numbers = self._page, self._page.words, self._page.numbers
        title = words["titles"]["pupils"].format(county_name=numbers.county_name)
        page.title(title, len(FIXED))
        for column, name in enumerate(FIXED, 1):
            page.tall_head(2, column, words["columns"][name])
        for column, name in enumerate(self._letters, len(FIXED) + 1):
            page.tall_head(2, column, numbers.fact(f"{FITNESS_TITLE}.{name}").title)
        for row, key in enumerate(self._keys, FIRST_ROW):
            self._write_row(row, key)
        page.widths((*WIDTHS, *(COUNT_WIDTH for _ in self._letters)))
        page.heights(FIRST_ROW)
        page.taller(range(2, FIRST_ROW))
        page.set_up(frozen=f"F{FIRST_ROW}", title_rows=f"1:{FIRST_ROW - 1}")

    def _write_row(self, row: int, key: tuple[str, str, str]) -> None:
        page, lists, (code, grade, sex) = self._page, self._page.numbers.lists, key
        none = page.words["none"]
        texts = (
            str(row - FIRST_ROW + 1), page.numbers.name(code), code,
            lists["grades"].title(grade) if grade else none,
            lists["sexes"].title(sex) if sex else none,
        )  # fmt: skip
        for column, text in enumerate(texts, 1):
            page.text(row, column, text)
        counts = self._counted[key]
        for column, name in enumerate(self._letters, len(FIXED) + 1):
            value = counts.get(name)
            shown = none if value is None and name in counts else value
            page.number(row, column, shown, "0")  # type: ignore[arg-type]

    def span(self, group: tuple[str, str], name: str) -> str | None:
        """Return the cells of a column for one grade and sex; None where nobody is looked at."""
        rows, letter = self._rows.get(group), self._letters[name]
        if not rows:
            return None
        return f"'{self._page.sheet.title}'!${letter}${rows[0]}:${letter}${rows[-1]}"

    def is_asked(self, group: tuple[str, str]) -> bool:
        """Tell whether some school that has the grade was asked for its pupils."""
        rows = self._rows.get(group, ())
        return any(STUDENTS in self._counted[self._keys[row - FIRST_ROW]] for row in rows)

    def beyond(self, groups: Sequence[tuple[str, str]], name: str) -> list[str]:
        """Return the cells of pupils who lack grade or sex and are in the sum of `groups`.

        They are in the sum of a grade where the sum is over both sexes, of a sex where it is
        over all grades, of all pupils in any case.
        """
        grades, sexes = ({group[place] for group in groups} for place in (0, 1))
        lists = self._page.numbers.lists
        if sexes >= set(lists["sexes"].codes):
            sexes = sexes | {""}
        if grades >= set(lists["grades"].codes):
            grades = grades | {""}
        mine = [key for key in self._rows
                if "" in key and key[0] in grades and key[1] in sexes]  # fmt: skip
        return [span for key in mine if (span := self.span(key, name))]


def write_fitness_levels(page: Page) -> Grid:
    """Write a row for each level of each school: counts, and what the school reported of them.

    The difference of each reported number, and what follows for level and school, are formulas.
    """
    numbers = page.numbers
    keys = [
        (code, level)
        for level in LEVELS
        for code in numbers.codes
        if f"s.{code}.{level}.fitness.enrolled" in numbers
    ]
    grid = Grid(page.sheet.title, keys)
    begin(page, grid, "fitness_levels")
    for name in (STUDENTS, *COUNTS):
        facts = {key: f"s.{key[0]}.{key[1]}.fitness.{name}" for key in keys}
        _write_values(page, grid, name, facts, numbers.text_title(f"{FITNESS_TITLE}.{name}"))
    _write_differences(page, grid)
    _write_verdicts(page, grid)
    _write_sources(page, grid)
    finish(page, grid, is_narrow=True)
    return grid


def _write_values(page: Page, grid: Grid, name: str, facts: Mapping[Key, str], title: str) -> None:
    column, none = grid.take(name, COUNT_WIDTH), page.words["none"]
    page.tall_head(2, column, title)
    for row, key in grid.rows():
        value = page.numbers.value(facts[key]) if key in facts else None
        page.number(row, column, none if value is None else value, "0")


def reported_names(numbers: Numbers) -> list[str]:
    """Return the counts that schools report of themselves, as the ids of differences name them."""
    ends = (name.rsplit(".", 1)[-1] for name in numbers.names_under("s.")
            if name.endswith(DIFFERENCE) and ".fitness." in name)  # fmt: skip
    return list(dict.fromkeys(end.removesuffix(DIFFERENCE) for end in ends))


def _write_differences(page: Page, grid: Grid) -> None:
    """Write what was reported, and by how much it differs from what was counted."""
    numbers, none = page.numbers, page.words["none"]
    for name in reported_names(numbers):
        made = {key: f"s.{key[0]}.{key[1]}.fitness.{name}{DIFFERENCE}" for key in grid.keys}
        given = {key: numbers.fact(fact).inputs for key, fact in made.items() if fact in numbers}
        counted = next(iter(given.values()))[1].rsplit(".", 1)[-1]
        said = {key: inputs[0] for key, inputs in given.items()}
        title = numbers.text_title(next(iter(said.values())))
        _write_values(page, grid, f"{name}_said", said, title)
        column = grid.take(f"{name}{DIFFERENCE}", COUNT_WIDTH)
        page.tall_head(2, column, page.words["data"]["difference"])
        for row, _ in grid.rows():
            cells = [f"{grid.letters[each]}{row}" for each in (f"{name}_said", counted)]
            formula = f'=IF(COUNT({cells[0]},{cells[1]})<2,"{none}",{cells[0]}-{cells[1]})'
            page.number(row, column, formula, "0", is_result=True)


def _write_verdicts(page: Page, grid: Grid) -> None:
    """Write whether all that a school reported of a level, and of all its levels, agrees."""
    words, names = page.words, reported_names(page.numbers)
    same, differs, open_ = (words[name] for name in ("same", "differs", "not_checked"))
    column = grid.take(AT_LEVEL, COUNT_WIDTH)
    page.tall_head(2, column, words["data"][AT_LEVEL])
    for row, _ in grid.rows():
        cells = [f"{grid.letters[f'{name}{DIFFERENCE}']}{row}" for name in names]
        wrong = "+".join(f"IF(ISNUMBER({cell}),IF({cell}=0,0,1),0)" for cell in cells) or "0"
        known = f"AND({len(cells)}>0,COUNT({','.join(cells) or '0'})={len(cells)})"
        answer = f'IF({known},"{same}","{open_}")'
        page.number(row, column, f'=IF({wrong}>0,"{differs}",{answer})', "General", is_result=True)
    rows = {key: row for row, key in grid.rows()}
    letter, column = grid.letters[AT_LEVEL], grid.take(OF_SCHOOL, COUNT_WIDTH)
    page.tall_head(2, column, words["data"][OF_SCHOOL])
    for row, (code, level) in grid.rows():
        mine = [f"{letter}{rows[code, each]}" for each in LEVELS if (code, each) in rows]
        is_first = next(each for each in LEVELS if (code, each) in rows) == level
        formula = _worst(mine, differs, open_, same) if is_first else None
        page.number(row, column, formula, "General", is_result=is_first)


def _worst(cells: Sequence[str], differs: str, open_: str, same: str) -> str:
    def any_is(text: str) -> str:
        listed = ",".join(f'{cell}="{text}"' for cell in cells)
        return f"OR({listed})"

    return f'=IF({any_is(differs)},"{differs}",IF({any_is(open_)},"{open_}","{same}"))'


def _write_sources(page: Page, grid: Grid) -> None:
    """Write the cells of the pupils of each school, once for all counts."""
    column = grid.take("source", SOURCE_WIDTH)
    page.tall_head(2, column, page.words["columns"]["source"])
    for row, (code, level) in grid.rows():
        fact = f"s.{code}.{level}.fitness.scored"
        page.text(row, column, page.where(fact) or page.words["not_checked"])
