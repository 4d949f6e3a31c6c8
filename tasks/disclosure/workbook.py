"""The workbook of counts that may be published: small groups are hidden in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from tasks.disclosure.shown import hidden_cells
from tasks.disclosure.tables import (
    ALL,
    OTHER,
    Counts,
    Tables,
    fitness_cell,
    group_cell,
    public_tables,
    rest_cell,
    students_cell,
    total_cell,
)
from tasks.worksheets import Page, workbook_bytes

STUDENTS = {"school": 34, "grade": 14, "male": 14, "female": 14, "both": 14}
GROUPS = {"school": 34, "students": 14, "migrant": 22, "left_behind": 18, "disabled": 20}
FITNESS = {"grade": 14, "sex": 12}
RATING_WIDTH = 12
READING_WIDTH = 110


@dataclass(frozen=True)
class Names:
    """What people call the county, its schools, grades and levels, sexes and ratings."""

    county: str
    schools: Mapping[str, str]
    grades: Mapping[str, str]
    sexes: Mapping[str, str]
    ratings: Mapping[str, str]


@dataclass(frozen=True)
class _Making:
    counts: Counts
    tables: Tables
    hidden: frozenset[str]
    names: Names
    words: Mapping[str, Any]

    def shown(self, cell: str) -> object:
        """Return what stands in a cell of the workbook, blank where nothing is counted."""
        if cell in self.hidden:
            return self.words["hidden"]
        return self.tables.cells.get(cell, "")

    def page(self, book: Workbook, name: str, columns: int) -> Page:
        page = Page(book.create_sheet(self.words["sheets"][name]), self.words)
        page.title(self.words["titles"][name].format(county_name=self.names.county), columns)
        return page


def disclosure_workbook(
    counts: Counts,
    names: Names,
    left_out: Sequence[str],
    limits: Mapping[str, Any],
    wording: Mapping[str, Any],
) -> bytes:
    """Return the xlsx file 公示数据; the same input is the same bytes.

    `left_out` are the names of schools without complete counts. No group with fewer pupils
    than `limits` says stands in it, nor follows from what does.
    """
    tables = public_tables(counts)
    making = _Making(counts, tables, hidden_cells(tables, limits), names, wording)
    book = Workbook()
    book.remove(book.active)
    making.page(book, "about", 1).lines(
        _about(making, left_out, limits["least"]["value"]), READING_WIDTH
    )
    making.page(book, "students", len(STUDENTS)).table(STUDENTS, _student_lines(making))
    making.page(book, "groups", len(GROUPS)).table(GROUPS, _group_lines(making))
    if counts.fitness:
        _write_fitness(book, making)
    return workbook_bytes(book)


def _about(making: _Making, left_out: Sequence[str], least: int) -> list[str]:
    words, lines = making.words, list(_printed(making))
    blanks = {
        "least": least,
        "hidden": words["hidden"],
        "cells": len(lines),
        "hidden_cells": sum(cell in making.hidden for cell in lines),
    }
    told = [sentence.format(**blanks) for sentence in words["about"]]
    if not making.counts.fits:
        told.append(words["no_other"])
    if left_out:
        told.append(words["left_out"].format(schools=words["joined_by"].join(left_out)))
    return told


def _printed(making: _Making) -> Iterator[str]:
    """Yield the cells that are printed; what is left after a group never is."""
    schools = (*making.counts.schools, ALL)
    unprinted = {rest_cell(school, group) for school in schools for group in GROUPS}
    return (cell for cell in making.tables.cells if cell not in unprinted)


def _grades(making: _Making) -> Iterator[tuple[str, str]]:
    """Yield the grades, after those of a level the level, at last all of them, with names."""
    for level, grades in making.counts.levels.items():
        yield from ((grade, making.names.grades[grade]) for grade in grades)
        yield level, making.names.grades[level]
    yield ALL, making.words["all_grades"]


def _schools(making: _Making) -> Iterator[tuple[str, str]]:
    yield from ((school, making.names.schools[school]) for school in making.counts.schools)
    yield ALL, making.words["county"]


def _student_lines(making: _Making) -> Iterator[list[object]]:
    for school, name in _schools(making):
        for grade, title in _grades(making):
            if students_cell(school, grade, ALL) in making.tables.cells:
                cells = [students_cell(school, grade, sex) for sex in (*making.counts.sexes, ALL)]
                yield [name, title, *map(making.shown, cells)]


def _group_lines(making: _Making) -> Iterator[list[object]]:
    groups = [name for name in GROUPS if name not in ("school", "students")]
    for school, name in _schools(making):
        cells = [students_cell(school, ALL, ALL), *(group_cell(school, each) for each in groups)]
        yield [name, *map(making.shown, cells)]


def _write_fitness(book: Workbook, making: _Making) -> None:
    ratings = making.names.ratings
    columns = FITNESS | dict.fromkeys((*ratings, OTHER, "total"), RATING_WIDTH)
    words = {**making.words, "columns": {**making.words["columns"], **ratings}}
    page = making.page(book, "fitness", len(columns))
    Page(page.sheet, words).table(columns, _fitness_lines(making))


def _fitness_lines(making: _Making) -> Iterator[list[object]]:
    grades = [pair for pair in _grades(making) if pair[0] not in making.counts.levels]
    sexes = [*making.names.sexes.items(), (ALL, making.words["both_sexes"])]
    for grade, title in grades:
        for sex, sex_title in sexes:
            cells = [fitness_cell(grade, sex, each) for each in (*making.counts.ratings, OTHER)]
            if cells[0] in making.tables.cells:
                total = total_cell(making.counts, grade, sex)
                yield [title, sex_title, *map(making.shown, [*cells, total])]
