"""A sentence that nothing says is wrong sooner or later, and nobody sees it."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from functools import cache
from string import Formatter
from typing import Any

import pytest

from tasks import catalogue
from tests.house.sources import FUNCTIONS, Module, broken, modules

FILES = (
    catalogue.TEMPLATES / "console" / "wording.yml",
    catalogue.TEMPLATES / "delivery" / "wording.yml",
    catalogue.TEMPLATES / "disclosure" / "wording.yml",
    catalogue.TEMPLATES / "explanations" / "wording.yml",
    catalogue.TEMPLATES / "notices" / "wording.yml",
    catalogue.TEMPLATES / "receipts" / "arrivals.yml",
    catalogue.TEMPLATES / "receipts" / "national.yml",
    catalogue.TEMPLATES / "receipts" / "wording.yml",
    catalogue.TEMPLATES / "redline" / "wording.yml",
    catalogue.TEMPLATES / "screening" / "wording.yml",
    catalogue.TEMPLATES / "planning" / "wording.yml",
    *(catalogue.EXPECTATIONS / "suites").glob("*/wording.yml"),
)
READ_WHOLE = {"counts"}
"""Entries whose lines are written one after the other, by no name."""


@cache
def names() -> frozenset[str]:
    """Return every text and function name of Python: what may name a sentence."""
    nodes = [node for module in modules("tasks", "dags") for node in module.nodes]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    functions = {node.name for node in nodes if isinstance(node, FUNCTIONS)}
    return frozenset(text for text in texts if isinstance(text, str)) | functions


def unsaid(wording: Any, known: Collection[str], path: str = "") -> Iterator[str]:
    """Yield the path of every entry whose name stands nowhere in Python."""
    if not isinstance(wording, dict):
        return
    for name, inner in wording.items():
        if name not in known:
            yield f"{path}{name}"
        if name not in READ_WHOLE:
            yield from unsaid(inner, known, f"{path}{name}.")


@cache
def refusals() -> dict[str, Any]:
    """Return the sentences of every reason for which a file is not taken in."""
    folder = catalogue.TEMPLATES / "receipts"
    files = (folder / "wording.yml", folder / "arrivals.yml")
    return {name: words for file in files for name, words in _refusals_of(file).items()}


def _refusals_of(file: Any) -> dict[str, Any]:
    found: dict[str, Any] = catalogue.read_yaml(file)["refusals"]
    return found


def speechless(module: Module, sentences: dict[str, Any]) -> list[tuple[int, str]]:
    """Return line and reason of every refusal without a sentence, or without what fills it."""
    found = []
    for node in module.nodes:
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused"):
            continue
        reason = getattr(node.args[0], "value", None)
        given = {"file", *(keyword.arg for keyword in node.keywords)}
        texts = sentences.get(reason, {"message": "{}"}).values()
        blanks = {name for text in texts for _, name, _, _ in Formatter().parse(text)} - {None}
        if isinstance(reason, str) and not blanks <= given:
            found.append((node.lineno, reason))
    return found


def test_every_refusal_has_a_sentence_and_fills_its_blanks():
    assert broken(lambda module: speechless(module, refusals()), modules("tasks")) == {}


@pytest.mark.parametrize(
    "text", ["Refused('haunted')", "Refused('unknown_folder')", "Refused('wrong_school', owner=1)"]
)
def test_a_refusal_without_words_is_found(text):
    assert len(speechless(Module("tasks.steps.intake.receiving", text), refusals())) == 1


@pytest.mark.parametrize("file", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_sentence_is_said_by_something(file):
    assert list(unsaid(catalogue.read_yaml(file), names())) == []


def test_a_sentence_that_nothing_says_is_found():
    wording = {"refusals": {"empty": {"message": "空"}, "haunted": {"message": "闹鬼"}}}

    assert list(unsaid(wording, {"refusals", "empty", "message"})) == ["refusals.haunted"]
