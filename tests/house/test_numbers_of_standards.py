"""No number of a standard is typed into Python: code speaks its name, the catalogue owns it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from tasks import catalogue
from tests.house.sources import Module, modules, under

TRIVIAL = {0, 1, 2, 10, 100}
"""Counts, shares and percentages that every program needs."""

DRAWING = ("tasks.dossiers", "tasks.intake", "tasks.embedded", "tasks.demo", "tasks.cli")
"""Where numbers are widths, ports, seconds and invented values: only comparisons are searched."""

EXPLAINED = {
    ("tasks.errors", 3): "an exit code",
    ("tasks.layouts", 3): "the row of a sheet",
    ("tasks.rounding", 50): "digits of a calculation",
    ("tasks.orchestration", 3): "how often storage is asked again",
    ("tasks.orchestration", 30): "seconds until then",
    ("tasks.indicators.fitness", 5): "half a tenth, in hundredths",
    ("tasks.indicators.fitness_measurements", 3): "decimals that fit into whole numbers",
    ("tasks.intake.data_sheets", 60): "characters across a page",
    ("tasks.intake.data_sheets", 90): "characters across a page",
    ("tasks.steps.folders", 3): "year, county and school folder above a file",
    ("tasks.steps.recipe", 12): "characters of a fingerprint",
}
"""Numbers that look like one of a standard and are something else, each with what it is."""


def numbers_in(data: Any) -> Iterator[float]:
    """Yield every number of some data that was read from YAML."""
    if isinstance(data, bool):
        return
    if isinstance(data, int | float):
        yield data
    for inner in data.values() if isinstance(data, Mapping) else data if _is_list(data) else ():
        yield from numbers_in(inner)


def _is_list(data: Any) -> bool:
    return isinstance(data, list)


@cache
def numbers_of_standards() -> frozenset[float]:
    """Return every number of the standards that does not occur in any program."""
    folder = catalogue.EXPECTATIONS / "standards"
    found = {
        number
        for path in sorted(folder.rglob("*.yml"))
        for number in numbers_in(catalogue.read_yaml(path))
    }
    return frozenset(found - TRIVIAL)


def typed_numbers(module: Module) -> list[tuple[int, float]]:
    """Return line and value of every number of a standard that a module types."""
    drawing = any(under(module.name, name) for name in DRAWING)
    return [
        (node.lineno, node.value)
        for node in (_compared(module.tree) if drawing else ast.walk(module.tree))
        if _is_number(node)
        and node.value in numbers_of_standards()
        and (module.name, node.value) not in EXPLAINED
    ]


def _is_number(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    )


def _compared(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from (node.left, *node.comparators)


def test_the_numbers_of_the_national_standard_are_known():
    assert {4.2, 5.3, 0.85, 2000, 2500, 0.45, 8000, 1.32, 0.15} <= numbers_of_standards()


@pytest.mark.parametrize("module", modules("tasks", "dags"), ids=lambda module: module.name)
def test_no_number_of_a_standard_is_typed(module):
    assert typed_numbers(module) == []


def test_every_explained_number_is_still_there():
    known = {module.name: module for module in modules("tasks", "dags")}
    stale = [
        (name, number)
        for name, number in EXPLAINED
        if name not in known
        or number not in {node.value for node in ast.walk(known[name].tree) if _is_number(node)}
    ]
    assert stale == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.indicators.resources", "minimum = 4.5"),
        ("tasks.indicators.judgement", "return met >= 6"),
        ("tasks.validation.rules", "LIMITS = {'primary': 45}"),
        ("tasks.dossiers.sections", "if coefficient > 0.45: pass"),
        ("dags.evaluate", "floor = 0.85"),
    ],
)
def test_a_typed_number_is_found(name, text):
    assert len(typed_numbers(Module(name, text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.indicators.resources", "share = part * 100 / whole"),
        ("tasks.dossiers.charts", "width = 0.45"),
        ("tasks.indicators.resources", "minimum = standard['minimum'][level]"),
    ],
)
def test_other_numbers_are_left_alone(name, text):
    assert typed_numbers(Module(name, text)) == []
