"""How long things are, what they are called, and that they say what they do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT, Module, broken, functions, modules

FUNCTION_LINES = 60
MODULE_LINES = 400
DAG_LINES = 100
DRAWERS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "lib"}
DAG_DECORATORS = {"dag", "task", "task_group"}
THINKING = (
    ast.For,
    ast.While,
    ast.Try,
    ast.With,
    ast.Lambda,
    ast.ClassDef,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.JoinedStr,
    ast.Compare,
)
"""What a DAG file has no use for when it only wires. `if not x: skip` remains possible."""

CODE = modules("tasks", "dags")
DAGS = modules("dags")
TESTS = modules("tests")
YEAR = re.compile(r"\d{4}")


def long_functions(module: Module) -> list[str]:
    """Return the functions that are longer than a screen."""
    return [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in functions(module)
        if node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]


def without_docstring(module: Module) -> list[str]:
    """Return the module, public classes, functions and methods that do not say what they are."""
    tree = module.tree
    missing = [] if ast.get_docstring(tree) or not tree.body else [module.name]
    return missing + [
        name for name, node in _public(tree, module.name) if not ast.get_docstring(node)
    ]


def _public(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
    for child in ast.iter_child_nodes(node):
        kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        if isinstance(child, kinds) and not child.name.startswith("_"):
            yield f"{name}.{child.name}", child
            if isinstance(child, ast.ClassDef):
                yield from _public(child, f"{name}.{child.name}")


def thoughts(module: Module) -> list[str]:
    """Return what a DAG file does beside wiring."""
    found = [
        f"line {node.lineno}: {type(node).__name__}"
        for node in module.nodes
        if isinstance(node, THINKING)
    ]
    bare = [
        f"line {node.lineno}: {node.name} is neither dag nor task"
        for node in functions(module)
        if not DAG_DECORATORS & {_decorator(each) for each in node.decorator_list}
    ]
    return found + bare


def _decorator(node: ast.expr) -> str:
    called = node.func if isinstance(node, ast.Call) else node
    return called.id if isinstance(called, ast.Name) else ""


def is_a_drawer(module: Module) -> bool:
    """Tell whether a module's name says nothing about what is in it."""
    return any(DRAWERS & set(part.split("_")) for part in module.name.split("."))


def test_functions_are_short():
    assert broken(long_functions, CODE) == {}


def test_modules_are_short():
    assert {each.name: each.lines for each in CODE if each.lines > MODULE_LINES} == {}


def test_code_says_what_it_does():
    assert broken(without_docstring, CODE) == {}


def test_a_dag_file_only_wires():
    assert broken(thoughts, DAGS) == {}
    assert {each.name: each.lines for each in DAGS if each.lines >= DAG_LINES} == {}


def test_no_module_is_a_drawer():
    assert [module.name for module in (*CODE, *TESTS) if is_a_drawer(module)] == []


def test_no_module_is_a_copy_for_one_year():
    assert [module.name for module in CODE if YEAR.search(module.name)] == []


def test_data_and_templates_hold_no_python():
    assert [*(ROOT / "expectations").rglob("*.py"), *(ROOT / "templates").rglob("*.py")] == []


def test_a_long_function_is_found():
    body = "    x = 1\n" * FUNCTION_LINES
    assert long_functions(Module("tasks.x", f"def f():\n{body}")) == ["f: 61 lines"]
    assert long_functions(Module("tasks.x", f"def f():\n{body[:-10]}")) == []


def test_a_missing_docstring_is_found():
    text = '"""A module."""\nclass A:\n    """A."""\n    def b(self): ...\ndef _c(): ...\n'
    assert without_docstring(Module("tasks.x", text)) == ["tasks.x.A.b"]
    assert without_docstring(Module("tasks.x", "A = 1")) == ["tasks.x"]


@pytest.mark.parametrize(
    "text",
    [
        "@task\ndef a():\n    for b in c: b()",
        "@task(retries=2)\ndef a():\n    return [b for b in c]",
        "@task\ndef a(b):\n    return f'{b}/c'",
        "def a(): ...",
    ],
)
def test_a_dag_file_that_thinks_is_found(text):
    assert len(thoughts(Module("dags.x", text))) == 1


def test_a_drawer_is_found():
    assert is_a_drawer(Module("tasks.staging.sheet_utils", ""))
    assert is_a_drawer(Module("tasks.common.dates", ""))
    assert not is_a_drawer(Module("tasks.staging.dates", ""))
