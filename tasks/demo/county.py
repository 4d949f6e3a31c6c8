"""The demo county: its roster, what its schools fill in, and the files they hand in.

A pure function of the recipe, the forms and the seed; nothing is read or written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tasks.demo.bureau import county_tables, survey_rows
from tasks.demo.enrolment import enrolment_tables
from tasks.demo.extras import evidence_rows, plan_tables, scores_rows
from tasks.demo.fitness_counts import LevelsOf, everybody_passes, fitness_count_rows
from tasks.demo.fitness_values import FitnessTables
from tasks.demo.handing_in import (
    ROSTER,
    HandedIn,
    Tables,
    Write,
    hand_in,
    without_columns,
    without_values,
)
from tasks.demo.history import history_tables
from tasks.demo.mistakes import Mistake, mistakes_of, with_mistake
from tasks.demo.premises import conditions_row, declaration_rows, funds_row, special_room_rows
from tasks.demo.pupils import fitness_rows
from tasks.demo.schools import School, draw_schools, roster_rows
from tasks.demo.staff import teacher_rows
from tasks.demo.summary import school_row
from tasks.layouts import CodeList, Layout, Stamp
from tasks.model import BUREAU

SCHOOL_FORM, FITNESS_FORM = "school_return", "fitness_return"
COUNTY_FORM, SURVEY_FORM = "county_return", "survey_return"
SCORES_FORM, HISTORY_FORM, PLAN_FORM = "scores_return", "history_return", "plan_return"
EVIDENCE_FORM = "evidence_return"

Values = dict[tuple[str, str], Tables]


@dataclass(frozen=True)
class DemoCounty:
    """An invented county.

    `roster` has one row a school. `values` gives rows by table for each return, named by
    school code (or `BUREAU`) and form, mistakes included. `mistakes` are those that were
    made, by the same names. `handed_in` says where the files lie.
    """

    code: str
    name: str
    edition: str
    school_year: str
    roster: tuple[Mapping[str, Any], ...]
    pupils: int
    values: Mapping[tuple[str, str], Tables]
    mistakes: Mapping[tuple[str, str], Mistake]
    handed_in: tuple[HandedIn, ...]
    layouts: Mapping[str, Layout]

    def files(self, write: Write) -> Iterator[tuple[str, bytes]]:
        """Yield path below the intake folder and content of each file that is there at first."""
        return self._written([item for item in self.handed_in if not item.late], write)

    def late_files(self, write: Write) -> Iterator[tuple[str, bytes]]:
        """Yield the same of the files that come later."""
        return self._written([item for item in self.handed_in if item.late], write)

    def _written(self, handed_in: Sequence[HandedIn], write: Write) -> Iterator[tuple[str, bytes]]:
        for item in handed_in:
            content = self._workbook(item, write)
            for path in item.paths:
                yield path, content

    def _workbook(self, item: HandedIn, write: Write) -> bytes:
        row = self._roster_by_code.get(item.school, {})
        stamp = Stamp(
            form=item.form,
            edition=self.edition,
            county=self.code,
            county_name=self.name,
            school=self.code if item.school == BUREAU else item.school,
            school_name=row.get("school_name", ""),
        )
        known = {"school_type": row["school_type"]} if row else {}
        return write(
            without_columns(self.layouts[item.form], item.dropped),
            stamp,
            without_values(self.values[item.school, item.form], item.dropped),
            {**known, "school_year": self.school_year},
        )

    @cached_property
    def _roster_by_code(self) -> Mapping[str, Mapping[str, Any]]:
        return {row["school_code"]: row for row in self.roster}


def demo_county(
    recipe: Mapping[str, Any],
    layouts: Mapping[str, Layout],
    codes: Mapping[str, CodeList],
    season: Mapping[str, Any],
    fitness: Mapping[str, Iterable[Mapping[str, str]]],
    *,
    schools: int = 24,
    pupils: int | None = None,
    clean: bool = False,
    seed: int | None = None,
    levels_of: LevelsOf = everybody_passes,
) -> DemoCounty:
    """Return the county that `recipe` describes; the same arguments give the same county.

    `fitness` has the rows of the standard's tables `scores`, `bmi`, `weights` and `items`.
    `schools` (3 or more) and `pupils` (compulsory pupils of the whole county) scale it;
    `clean` leaves the mistakes out. `levels_of` scores the fitness rows, as the schools
    counted them. Raises `ValueError` for a size that cannot be.
    """
    seed = recipe["seed"] if seed is None else seed
    drawn = draw_schools(recipe, codes, seed, schools, pupils)
    roster = roster_rows(drawn, recipe["county"]["name"])
    tables = FitnessTables.of(fitness)
    values = _values(
        recipe, layouts, codes, season, tables, drawn, roster, seed=seed, levels_of=levels_of
    )
    mistakes = {} if clean else _mistakes(recipe, drawn)
    for name, mistake in mistakes.items():
        values[name] = with_mistake(values[name], mistake)
    county = recipe["county"]
    folder = f"{season['edition']}/{county['name']}"
    owed = [name for name in values if name[1] != ROSTER]
    return DemoCounty(
        code=county["code"],
        name=county["name"],
        edition=season["edition"],
        school_year=season["school_year"],
        roster=tuple(roster),
        pupils=sum(school.students() for school in drawn),
        values=values,
        mistakes=mistakes,
        handed_in=tuple(hand_in(owed, roster, layouts, mistakes, folder, county["bureau_folder"])),
        layouts=layouts,
    )


def _mistakes(recipe: Mapping[str, Any], drawn: Sequence[School]) -> dict[tuple[str, str], Mistake]:
    codes = {school.name: school.code for school in drawn} | {BUREAU: BUREAU}
    found = mistakes_of(recipe, tuple(codes))
    return {(codes[mistake.school], mistake.form): mistake for mistake in found}


def _values(
    recipe: Mapping[str, Any],
    layouts: Mapping[str, Layout],
    codes: Mapping[str, CodeList],
    season: Mapping[str, Any],
    tables: FitnessTables,
    drawn: Sequence[School],
    roster: Sequence[Mapping[str, Any]],
    *,
    seed: int,
    levels_of: LevelsOf,
) -> Values:
    """Return what everybody fills in, as far as the season asks for it."""
    sheet, forms = layouts[FITNESS_FORM].by_table["fitness"], season["forms"]
    owed_by = {form: owed["owed_by"].get("school_kinds", ()) for form, owed in forms.items()}
    returns = {school.code: _school_tables(school, recipe, codes, season, seed) for school in drawn}
    tested = {
        school.code: fitness_rows(
            school, recipe, sheet, codes, tables, returns[school.code]["students"], seed
        )
        if school.kind in owed_by[FITNESS_FORM]
        else []
        for school in drawn
    }
    for code, counts in fitness_count_rows(drawn, tested, levels_of).items():
        returns[code]["fitness_counts"] = counts
    values: Values = {(BUREAU, ROSTER): {ROSTER: list(roster)}}
    for school in drawn:
        if school.kind in owed_by[SCHOOL_FORM]:
            values[school.code, SCHOOL_FORM] = returns[school.code]
        if school.kind in owed_by[FITNESS_FORM]:
            values[school.code, FITNESS_FORM] = {"fitness": tested[school.code]}
    special = [school.code for school in drawn if school.kind == "special_education"]
    county = county_tables(recipe, layouts[COUNTY_FORM], roster, returns, special)
    values[BUREAU, COUNTY_FORM] = county
    values[BUREAU, SURVEY_FORM] = {"survey": survey_rows(recipe, seed)}
    unasked = _unasked(recipe, season, drawn, returns, seed)
    return values | {name: each for name, each in unasked.items() if name[1] in forms}


def _unasked(
    recipe: Mapping[str, Any],
    season: Mapping[str, Any],
    drawn: Sequence[School],
    returns: Mapping[str, dict[str, list[dict[str, Any]]]],
    seed: int,
) -> Values:
    """Return what nobody need hand in and some hand in all the same."""
    codes = {school.name: school.code for school in drawn}
    history = history_tables(recipe, season["edition"], drawn, returns, seed)
    return {
        (BUREAU, SCORES_FORM): {"scores": scores_rows(recipe)},
        (BUREAU, HISTORY_FORM): history,
        (BUREAU, PLAN_FORM): plan_tables(recipe, codes),
        **{
            (owner, EVIDENCE_FORM): {"evidence": rows}
            for owner, rows in evidence_rows(recipe, codes).items()
        },
    }


def _school_tables(
    school: School,
    recipe: Mapping[str, Any],
    codes: Mapping[str, CodeList],
    season: Mapping[str, Any],
    seed: int,
) -> dict[str, list[dict[str, Any]]]:
    """Return the tables of one school return."""
    enrolled = enrolment_tables(school, recipe, seed)
    disabled = sum(row["disabled"] for row in enrolled["students"])
    expected = {code: row["expected"] for code, row in codes["declarations"].rows.items()}
    return {
        "school": [school_row(school, recipe, enrolled["changes"], season["school_year"], seed)],
        **enrolled,
        "teachers": teacher_rows(school, recipe, seed),
        "conditions": [conditions_row(school, recipe, seed)],
        "special_rooms": special_room_rows(school, recipe, seed),
        "funds": [funds_row(school, recipe, disabled, seed)],
        "declarations": declaration_rows(recipe, expected),
    }
