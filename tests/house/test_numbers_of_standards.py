"""No number of a standard is typed into Python: code speaks its name, the catalogue owns it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from tasks import catalogue
from tests.house.sources import Module, broken, modules, under

TRIVIAL = {0, 1, 2, 10, 100}
"""Counts, shares and percentages that every program needs."""

DRAWING = (
    "tasks.dossiers",
    "tasks.delivery",
    "tasks.intake",
    "tasks.receipts",
    "tasks.board",
    "tasks.embedded",
    "tasks.demo",
    "tasks.worksheets",
    "tasks.history.workbook",
    "tasks.screening.workbook",
    "tasks.planning.workbook",
    "tasks.explanations.workbook",
    "tasks.disclosure.workbook",
    "tasks.phases.workbook",
    "tasks.province.workbook",
)
"""Where numbers are widths, ports, seconds and invented values: only comparisons are searched."""

EXPLAINED = {
    ("tasks.long_sheets", 8): "bits of a byte",
    ("tasks.attempts.differences", 60): "seconds of a minute",
    ("tasks.errors", 3): "an exit code",
    ("tasks.seal", 3): "an exit code",
    ("tasks.seal", 8): "bytes of a key's name",
    ("tasks.seal", 12): "bytes that AES-GCM wants beside a key",
    ("tasks.custody.code", 5): "bits of a sign",
    ("tasks.custody.code", 12): "signs of a code",
    ("tasks.custody.events", 8): "hours between China and Greenwich",
    ("tasks.custody.seal", 32): "bytes of a key",
    ("tasks.steps.dossiers.sealing", 32): "bytes of a key",
    ("tasks.steps.dossiers.sealing", 3): "an exit code",
    ("tasks.steps.dossiers.outbox", 8): "bytes of the name of a file under way",
    ("tasks.verification.answers", 12): "signs of the hash of a text",
    ("tasks.verification.facts", 12): "signs of the hash of a text",
    ("tasks.verification.charts", 17): "digits that a binary number can tell apart",
    ("tasks.verification.consistency", 3): "files that a conflict names",
    ("tasks.verification.document", 0.5): "between two marks",
    ("tasks.verification.evidence", 20): "rows of the hidden sheet of a form",
    ("tasks.verification.recompute", 3): "school, grade and sex before a count",
    ("tasks.verification.sheets", 20): "lines of a text that are tried for its divider",
    ("tasks.verification.single_file", 3): "quotes around a text",
    ("tasks.verification.values", 12): "the day spreadsheets count from",
    ("tasks.verification.values", 30): "the day spreadsheets count from",
    ("tasks.steps.dossiers.page_numbers", 3): "how often pages are laid out",
    ("tasks.review.cells", 60): "columns of a sheet that are shown",
    ("tasks.review.copies", 8): "digits of a number that may be a pupil's",
    ("tasks.review.copies", 11): "a sign that XML may not hold",
    ("tasks.review.copies", 12): "a sign that XML may not hold",
    ("tasks.review.copies", 18): "digits of an identity card",
    ("tasks.review.copies", 6): "how hard a zip is pressed",
    ("tasks.review.facts", 12): "numbers listed beside a fact",
    ("tasks.review.side_view", 3): "numbers beside a verdict",
    ("tasks.steps.dossiers.reviewing", 6): "decimals of the numbers of a draw",
    ("tasks.province.terms", 6): "digits of the code of a province",
    ("tasks.redline.package", 3): "what a zip calls Unix",
    ("tasks.disclosure.recovery", 61): "the prime below 2 to its power",
    ("tasks.staging.redaction", 8): "digits of a number that may be a pupil's",
    ("tasks.layouts", 3): "the row of a sheet",
    ("tasks.rounding", 50): "digits of a calculation",
    ("tasks.orchestration", 3): "how often storage is asked again",
    ("tasks.orchestration", 30): "seconds until then",
    ("tasks.indicators.fitness.scores", 5): "half a tenth, in hundredths",
    ("tasks.indicators.fitness.measurements", 3): "decimals that fit into whole numbers",
    ("tasks.intake.data_sheets", 60): "characters across a page",
    ("tasks.intake.data_sheets", 90): "characters across a page",
    ("tasks.staging.notebook", 12): "codes shown of a long list",
    ("tasks.staging.notebook", 40): "characters shown of a long text",
    ("tasks.staging.run_times", 45): "a shorter whole number is no time",
    ("tasks.staging.run_times", 60): "seconds of a minute",
    ("tasks.staging.values", 12): "the day spreadsheets count from",
    ("tasks.staging.values", 30): "the day spreadsheets count from",
    ("tasks.steps.intake.drops", 3): "year, county and school folder above a file",
    ("tasks.steps.intake.drops", 600): "seconds after which a file is no copy under way",
    ("tasks.validation.findings", 60): "seconds of a minute",
    ("tasks.screening.ranking", 3): "decimals of a score",
    ("tasks.steps.findings.recipe", 12): "characters of a fingerprint",
    ("tasks.planning.influence", 6): "decimals of a change",
    ("tasks.planning.program", 10_000): "yuan in a wan yuan",
    ("tasks.validation.rules.failures", 8): "decimals shown at most",
    ("tasks.validation.rules.fitness_rows", 8): "pupils' rows listed at most",
    ("tasks.witness.agreement", 20): "lines of a message",
    ("tasks.witness.examples", 3): "schools whose figures are written out",
    ("tasks.witness.guarantee", 10_000): "yuan in a wan yuan",
    ("tasks.witness.spread_example", 3): "schools whose figures are written out",
}
"""Numbers that look like one of a standard and are something else, each with what it is."""


POINTS = {"points", "points_off", "points_off_per", "points_off_per_year", "increases", "unit"}
"""How a scored scheme counts: small numbers that say nothing about schools."""


def numbers_in(data: Any) -> Iterator[float]:
    """Yield every number of some data that was read from YAML."""
    if isinstance(data, bool):
        return
    if isinstance(data, int | float):
        yield data
    for inner in _inner(data):
        yield from numbers_in(inner)


def _inner(data: Any) -> list[Any]:
    if isinstance(data, Mapping):
        return [data[name] for name in data if name not in POINTS]
    return data if isinstance(data, list) else []


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
    places = _places(module)
    return [
        (node.lineno, node.value)
        for node in (_compared(module) if drawing else module.nodes)
        if _is_number(node)
        and id(node) not in places
        and node.value in numbers_of_standards()
        and (module.name, node.value) not in EXPLAINED
    ]


def _is_number(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
    )


def _places(module: Module) -> set[int]:
    """Return the ids of the nodes that say which part of something is meant, as in `x[3]`."""
    slices = [node.slice for node in module.nodes if isinstance(node, ast.Subscript)]
    return {id(inner) for each in slices for inner in ast.walk(each)}


def _compared(module: Module) -> Iterator[ast.AST]:
    for node in module.nodes:
        if isinstance(node, ast.Compare):
            yield from (node.left, *node.comparators)


def test_the_numbers_of_the_national_standard_are_known():
    assert {4.2, 5.3, 0.85, 2000, 2500, 0.45, 8000, 1.32, 0.15} <= numbers_of_standards()


def test_no_number_of_a_standard_is_typed():
    assert broken(typed_numbers, modules("tasks", "dags")) == {}


def test_every_explained_number_is_still_there():
    known = {module.name: module for module in modules("tasks", "dags")}
    stale = [
        (name, number)
        for name, number in EXPLAINED
        if name not in known
        or number not in {node.value for node in known[name].nodes if _is_number(node)}
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
        ("tasks.indicators.resources", "form = key.split('/')[3]"),
        ("tasks.dossiers.word.charts", "width = 0.45"),
        ("tasks.indicators.resources", "minimum = standard['minimum'][level]"),
    ],
)
def test_other_numbers_are_left_alone(name, text):
    assert typed_numbers(Module(name, text)) == []
