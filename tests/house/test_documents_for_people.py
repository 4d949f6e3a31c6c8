"""What the documentation names is there: files, links, commands, targets, words."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tasks import catalogue, model
from tasks.console.parser import COMMANDS, parser
from tests.house.sources import ROOT, project_files

PAGES = [path for path in project_files() if path.suffix == ".md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
OWN_PATH = re.compile(
    r"`((?:tasks|dags|expectations|templates|tests|docs|data/demo|[.]ci)/[^`\s]*)`"
)
COMMAND = re.compile(r"`(?:[^`\n]*/)?junheng ([a-z]+)|^(?:[.]venv/bin/)?junheng ([a-z]+)", re.M)
TARGET = re.compile(r"`make ([a-z]+)|^make ([a-z]+)", re.M)
PLACEHOLDER = re.compile(r"[<>*{}…]|N{4}")


def broken_links(page: Path, text: str) -> list[str]:
    """Return the links of a page that lead to no file of the checkout."""
    targets = [link.split("#")[0] for link in LINK.findall(text) if "://" not in link]
    return [link for link in targets if link and not (page.parent / link).exists()]


def missing_paths(text: str) -> list[str]:
    """Return the paths a text names in code style that are not there."""
    named = [path for path in OWN_PATH.findall(text) if not PLACEHOLDER.search(path)]
    return [path for path in named if not (ROOT / path).exists()]


def unknown_words(pattern: re.Pattern[str], text: str, known: Iterable[str]) -> list[str]:
    """Return the commands or targets that a text names and nobody can type."""
    named = {first or second for first, second in pattern.findall(text)}
    return sorted(named - set(known))


def without_translation(text: str) -> Iterator[str]:
    """Yield every English identifier that the glossary does not put beside its Chinese name."""
    lines = text.splitlines()
    for identifier, title in identifiers():
        if not any(f"`{identifier}`" in line and title in line for line in lines):
            yield f"{identifier} {title}"


def identifiers() -> Iterator[tuple[str, str]]:
    """Yield what the glossary must explain, with the Chinese name where the data has one."""
    for edition in catalogue.editions():
        for layout in catalogue.layouts(edition).values():
            yield layout.form, layout.title
            yield from ((sheet.table, sheet.title) for sheet in layout.sheets)
    for item, entry in catalogue.standards("quality_2017")["resources"].items():
        yield item, entry["title"]
    for name in ("guarantee", "quality", "vetoes"):
        yield from ((item, "") for item in catalogue.standards("quality_2017")[name])
    for kind in (model.Severity, model.Status, model.Verdict):
        yield from ((str(value), "") for value in kind)
    yield from ((name, "") for name in catalogue.code_lists())
    yield from ((name, "") for name in ("R", "CV", "collect", "evaluate", "publish", "remind"))


def targets() -> list[str]:
    """Return what `make` can do."""
    return re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)


def name_of(path: Path) -> str:
    """Return a page's name in the checkout."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_names_only_what_is_there(page):
    text = page.read_text(encoding="utf-8")
    assert broken_links(page, text) == []
    assert missing_paths(text) == []
    assert unknown_words(COMMAND, text, COMMANDS) == []
    assert unknown_words(TARGET, text, targets()) == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_the_two_commands(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert {"make run", "make test"} <= set(re.findall(r"make (?:run|test)", text))


def test_the_glossary_has_every_name():
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    assert list(without_translation(text)) == []


def test_a_decision_is_numbered_once():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


def test_what_is_not_there_is_found():
    page = ROOT / "docs" / "flow.md"
    assert broken_links(page, "[a](gone.md) [b](../README.md) [c](https://x.test/a)") == ["gone.md"]
    assert missing_paths("`tasks/gone.py` `tasks/model.py` `tasks/steps/<name>.py`") == [
        "tasks/gone.py"
    ]
    assert unknown_words(COMMAND, "`junheng fly` and `junheng run`", COMMANDS) == ["fly"]
    assert unknown_words(COMMAND, "\n.venv/bin/junheng fly\n", COMMANDS) == ["fly"]
    assert unknown_words(TARGET, "`make coffee`\nmake run", targets()) == ["coffee"]


def test_a_word_the_glossary_lacks_is_found():
    assert "classes 班级" in set(without_translation("| `classes` | 教室 |"))
    assert "classes 班级" not in set(without_translation("| `classes` | 班级 |"))


FLOW = (ROOT / "docs" / "flow.md").read_text(encoding="utf-8")
PYTHON = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tasks").rglob("*.py"))


def test_the_flow_names_every_setting():
    settings = set(re.findall(r'get[(]"(JUNHENG_[A-Z_]+)"', PYTHON))
    assert "JUNHENG_LAKE" in settings
    assert [name for name in sorted(settings) if f"`{name}`" not in FLOW] == []


def test_the_flow_names_every_folder_of_the_store():
    places = (ROOT / "tasks" / "places.py").read_text(encoding="utf-8")
    folders = set(re.findall(r'self[.]root / "([a-z]+)', places))
    assert "received" in folders
    assert [name for name in sorted(folders) if not re.search(f"`{name}[/.]", FLOW)] == []


def test_the_flow_names_every_dag():
    names = [path.stem for path in (ROOT / "dags").glob("*.py")]
    assert names
    assert [name for name in names if f"| `{name}` |" not in FLOW] == []


OPTION = re.compile(r"junheng ([a-z]+)([^`\n#]*)")


def unknown_options(text: str) -> list[str]:
    """Return the options that a text gives a command and the command does not know."""
    return [
        f"{command} {option}"
        for command, rest in OPTION.findall(text)
        if command in COMMANDS
        for option in re.findall(r"--[a-z-]+", rest)
        if option not in _help_of(command)
    ]


def _help_of(command: str) -> str:
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), contextlib.suppress(SystemExit):
        parser().parse_args([command, "--help"])
    return shown.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_names_only_options_that_a_command_knows(page):
    assert unknown_options(page.read_text(encoding="utf-8")) == []


def test_an_unknown_option_is_found():
    assert unknown_options("`junheng publish --final --approved-by NAME`") == []
    assert unknown_options("`junheng publish --printed`") == ["publish --printed"]
