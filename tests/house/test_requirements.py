"""Every library that is imported is chosen, says why, and is pinned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.house.sources import ROOT, Module, imports, is_standard_library, modules, top

OURS = {"tasks", "dags", "tests"}
PROVIDED = {"airflow": "apache-airflow"}
"""Modules that many distributions share, and the one that is chosen for them."""

LINE = re.compile(r"([A-Za-z0-9._-]+)(\[[^\]]*\])?([<>=!~][^#;]*)?(;[^#]*)?\s*(#\s*(\S.*))?")


def chosen(text: str) -> dict[str, str]:
    """Return the libraries that a requirements file names, each with its word why."""
    lines = [line.strip() for line in text.splitlines()]
    found = [LINE.fullmatch(line) for line in lines if line and line[0] not in "#-"]
    return {_canonical(match[1]): match[6] or "" for match in found if match}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def _distributions() -> Mapping[str, list[str]]:
    return packages_distributions()


def not_chosen(modules: Iterable[Module], choices: Iterable[str]) -> set[str]:
    """Return the modules that are imported and come with no chosen library."""
    asked = {top(each.name) for module in modules for each in imports(module)}
    foreign = {name for name in asked - OURS if not is_standard_library(name)}
    return {name for name in foreign if not _library_of(name) & set(choices)}


def _library_of(module: str) -> set[str]:
    given = [PROVIDED[module]] if module in PROVIDED else _distributions().get(module, [module])
    return {_canonical(name) for name in given}


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_what_the_program_imports_is_chosen():
    assert not_chosen(modules("tasks", "dags"), chosen(_text("requirements.in"))) == set()


def test_what_the_tests_import_is_chosen():
    files = ("requirements.in", "requirements-dev.in", "requirements-store.in")
    choices = {name for file in files for name in chosen(_text(file))}
    assert not_chosen(modules("tests"), choices) == set()


FILES = sorted(path.name for path in ROOT.glob("requirements*.in"))


@pytest.mark.parametrize("name", FILES)
def test_a_choice_says_why(name):
    why = chosen(_text(name))
    assert why
    assert [library for library, word in why.items() if not word] == []


@pytest.mark.parametrize("name", FILES)
def test_a_choice_is_pinned(name):
    pinned = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==", _text(name[:-2] + "txt"), re.M)
    assert [each for each in chosen(_text(name)) if each not in map(_canonical, pinned)] == []


def test_a_library_nobody_chose_is_found():
    module = Module("tasks.x", "import yaml\ndef f():\n    from docx import Document\nimport os")

    assert not_chosen([module], ["pyyaml", "python-docx"]) == set()
    assert not_chosen([module], ["pyyaml"]) == {"docx"}
    assert not_chosen([Module("tasks.x", "import a_thing")], ["pyyaml"]) == {"a_thing"}


def test_requirements_are_read():
    text = "# head\n-c requirements.txt\napache_airflow>=3.3,<3.4  # runs\npytest\na; b < 3 # c\n"
    assert chosen(text) == {"apache-airflow": "runs", "pytest": "", "a": "c"}
