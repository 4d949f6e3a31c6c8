"""A stage computes: it asks no disk, clock, network or chance, and prints nothing."""

from __future__ import annotations

import ast

import pytest

from tests.house.sources import Module, broken, imports, modules, top, under
from tests.house.test_who_imports_whom import STAGES

PURE = [
    module
    for module in modules("tasks")
    if any(under(module.name, f"tasks.{stage}") for stage in STAGES)
]
WORLD = {
    "glob",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "sys",
    "tempfile",
    "time",
    "urllib",
    "uuid",
}
"""Modules of Python through which the world gets in."""

EXPLAINED = {
    "tasks.intake.reader.process": {"os", "pathlib", "subprocess", "sys", "time"},
    "tasks.intake.reader.worker": {"os", "sys"},
}
"""Doors that stay open. reader: a hostile file may end the process that reads it or never come
to an end, so another process reads, and is watched; what it answers hangs on the bytes alone."""

HARMLESS = ("pathlib.PurePath", "pathlib.PurePosixPath")
"""Names of them that only compute."""

CALLS = {"open", "print", "input", "exec", "eval", "globals"}
ASKS_THE_CLOCK = {"now", "today", "utcnow"}


def doors(module: Module) -> list[tuple[int, str]]:
    """Return line and name of everything through which a module reaches the world."""
    found = [
        (each.line, each.name)
        for each in imports(module)
        if top(each.name) in WORLD - EXPLAINED.get(module.name, set()) and each.name not in HARMLESS
    ]
    calls = [node for node in module.nodes if isinstance(node, ast.Call)]
    found += [(call.lineno, _name(call)) for call in calls if _is_a_door(call)]
    found += [(node.lineno, "global") for node in module.nodes if isinstance(node, ast.Global)]
    return sorted(found)


def _is_a_door(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr in ASKS_THE_CLOCK
    return _name(call) in CALLS


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func)


def test_a_stage_is_pure():
    assert broken(doors, PURE) == {}


@pytest.mark.parametrize(
    "text",
    [
        "import os",
        "from pathlib import Path",
        "def f():\n    import tempfile",
        "text = open('a').read()",
        "moment = datetime.datetime.now()",
        "day = date.today()",
        "def f():\n    print('done')",
        "def f():\n    global total",
    ],
)
def test_a_door_is_found(text):
    assert len(doors(Module("tasks.staging.values", text))) == 1


def test_every_open_door_is_still_needed():
    known = {module.name: {top(each.name) for each in imports(module)} for module in PURE}
    assert [name for name, doors in EXPLAINED.items() if not doors <= known.get(name, set())] == []


def test_what_comes_in_as_an_argument_is_no_door():
    text = "def f(opened, moment):\n    return opened.open(), moment.date(), archive.open('a')"
    assert doors(Module("tasks.staging.values", text)) == []
