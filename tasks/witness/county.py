"""The county as the witness reads it: plain rows by table and school, and who the schools are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from tasks.layouts import CodeList
from tasks.model import BUREAU
from tasks.witness.fractions_of import Value, all_of, fraction, known

Row = Mapping[str, Any]
Rows = Mapping[str, Iterable[Row]]
"""The rows of the usable returns by table: plain values, None where a cell is empty.

Each row carries the fields of the layout and `school_code`, the code of the school that owes
the return, or `bureau`; where the sheet itself names a school, that code is `named_school`.
"""

LEVELS = ("primary", "junior")
SENIOR = "senior"
PUPILS = "fitness"
"""The table of the pupils' tests; its rows are read one by one and not kept."""
SCHOOL_RETURN, SURVEY_RETURN = "school_return", "survey_return"
COUNTY_RETURN = "county_return"
YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True)
class School:
    """One line of the roster with what its codes mean."""

    code: str
    type: str
    kind: str
    levels: tuple[str, ...]
    senior: bool
    owner: str
    owner_kind: str
    area: str
    urban_rural: str
    counted: bool
    parent: str

    @property
    def scope(self) -> str:
        """Return how the ids of its facts begin."""
        return f"s.{self.code}"

    @property
    def has_a_place(self) -> bool:
        """Tell whether the roster says enough to know if the school is evaluated."""
        return UNKNOWN not in (self.kind, self.owner_kind)


@dataclass(frozen=True)
class Relief:
    """A relaxed requirement of one school.

    `levels` count `amount` more; `limits` are the relaxed ones: `size`, or areas by room kind.
    """

    clause: str
    item: str
    school: str
    levels: tuple[str, ...]
    amount: Value = None
    limits: Mapping[str, Fraction] = field(default_factory=dict)


class County:
    """Rows, roster and standards of one county, asked by table, school and field."""

    def __init__(
        self,
        rows: Rows,
        roster: Iterable[Row],
        usable: Collection[tuple[str, str]],
        standards: Mapping[str, Any],
        codes: Mapping[str, CodeList],
    ) -> None:
        self.standards = standards
        self.codes = codes
        self.schools = tuple(_school(row, codes) for row in roster)
        self.reliefs: Sequence[Relief] = ()
        self._usable = frozenset(usable)
        self._rows: dict[tuple[str, str], list[Row]] = {}
        self._tables: dict[tuple[str, bool], str | None] = {}
        self._students: dict[tuple[str, str], Value] = {}
        for table, given in rows.items():
            for row in given if table != PUPILS else ():
                self._rows.setdefault((table, str(row["school_code"])), []).append(row)

    def has(self, school: str, form: str) -> bool:
        """Tell whether a usable return is there."""
        return (school, form) in self._usable

    def rows(self, table: str, school: str) -> Sequence[Row]:
        """Return the rows of one table of one school."""
        return self._rows.get((table, school), ())

    def table_of(self, field: str, by_level: bool) -> str | None:
        """Return the table of the schools in which a field stands, on a row of a level or not."""
        key = field, by_level
        if key not in self._tables:
            fitting = (
                table
                for (table, school), rows in self._rows.items()
                if school != BUREAU
                and any(field in row and ("level" in row) == by_level for row in rows)
            )
            self._tables[key] = next(fitting, None)
        return self._tables[key]

    def number(self, table: str, school: str, field: str, level: str = "") -> Value:
        """Return one number of a record, or of the row of a level."""
        for row in self.rows(table, school):
            if not level or "level" not in row or row["level"] == level:
                return fraction(row.get(field))
        return None

    def at(self, path: str) -> Any:
        """Return an entry of the standards by its path, such as `guarantee.G5.maximum`."""
        found: Any = self.standards
        for step in path.split("."):
            found = found[step]
        return found

    def setting(self, name: str) -> str:
        """Return how an open question of the regime is answered."""
        return str(self.standards["regime"]["settings"][name]["value"])

    def is_set(self, name: str, answer: str) -> bool:
        """Tell whether the regime asks a question at all and answers it so."""
        asked = name in self.standards["regime"]["settings"]
        return asked and self.setting(name) == answer

    def indicator(self, name: str) -> Mapping[str, Any]:
        """Return the indicator of this name from the sheet of the regime that has it."""
        sheets = {part["sheet"] for part in self.standards["regime"]["parts"].values()}
        found = (self.standards.get(sheet, {}).get(name) for sheet in sorted(sheets))
        return next(data for data in found if data is not None)

    def reliefs_of(self, school: str, item: str) -> list[Relief]:
        """Return the reliefs of a school that relax one requirement."""
        return [each for each in self.reliefs if (each.school, each.item) == (school, item)]

    def of_grades(self, table: str, school: str, level: str) -> list[Row]:
        """Return the rows of a table whose grade belongs to a level."""
        grades = self.codes["grades"].rows
        return [
            row
            for row in self.rows(table, school)
            if row.get("grade") in grades and grades[row["grade"]]["level"] == level
        ]

    def students(self, school: School, level: str) -> Value:
        """Return the pupils of one level of one school, None where a taught grade has a blank."""
        key = school.code, level
        if key not in self._students:
            found: list[Fraction] = []
            has_blank = False
            for row in self.of_grades("students", school.code, level):
                given = [fraction(row.get(sex)) for sex in ("male", "female")]
                found += known(given)
                is_taught = any(given) or row["grade"] in self._grades_with_classes(school.code)
                has_blank = has_blank or (is_taught and None in given)
            self._students[key] = sum(found, Fraction(0)) if found and not has_blank else None
        return self._students[key]

    def _grades_with_classes(self, school: str) -> set[Any]:
        return {row.get("grade") for row in self.rows("classes", school)}

    def all_students(self, school: School) -> Value:
        """Return the pupils of all compulsory levels of one school."""
        return all_of(self.students(school, level) for level in school.levels)

    def classes(self, school: School, level: str) -> Value:
        """Return the classes of one level of one school, None where pupils have no class."""
        found = len(self.of_grades("classes", school.code, level))
        if not self.has(school.code, SCHOOL_RETURN):
            return None
        return Fraction(found) if found or self.students(school, level) == 0 else None

    def class_sizes(self, school: School, level: str) -> list[Fraction]:
        """Return the known sizes; a level without pupils and classes stands for an empty class."""
        rows = self.of_grades("classes", school.code, level)
        if not rows and self.classes(school, level) == 0:
            return [Fraction(0)]
        return known(fraction(row.get("students")) for row in rows)

    def by_level(self, table: str, field: str, chosen: Callable[[School], bool]) -> list[Value]:
        """Return one field of every level of the chosen schools."""
        return [
            self.number(table, school.code, field, level)
            for school in self.schools
            if chosen(school)
            for level in school.levels
        ]


def _school(row: Row, codes: Mapping[str, CodeList]) -> School:
    given = {name: "" if value is None else str(value) for name, value in row.items()}
    kind = codes["school_types"].rows.get(given["school_type"], {})
    return School(
        code=given["school_code"],
        type=given["school_type"],
        kind=kind.get("kind", UNKNOWN),
        levels=tuple(kind.get("levels", "").split()),
        senior=kind.get("senior") == YES,
        owner=given["owner"],
        owner_kind=codes["owners"].rows.get(given["owner"], {}).get("kind", UNKNOWN),
        urban_rural=given["urban_rural"],
        area=codes["urban_rural"].rows.get(given["urban_rural"], {}).get("area", UNKNOWN),
        counted=given["counted"] != NO,
        parent=given.get("parent_school", ""),
    )
