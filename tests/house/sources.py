"""What the house tests look at: the project's own files and what its Python says."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {".git", ".venv", ".airflow", "__pycache__", "build", "node_modules"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """One Python file. `name` is what others import it as."""

    name: str
    text: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree of the file."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Return every node of the tree."""
        return tuple(ast.walk(self.tree))

    @property
    def lines(self) -> int:
        """Return how many lines the file has."""
        return len(self.text.splitlines())


@dataclass(frozen=True, order=True)
class Import:
    """One import: what is imported, in which line, and whether it runs on import."""

    name: str
    line: int
    at_once: bool


def module_of(path: Path) -> Module:
    """Return the module of a file of the checkout."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    is_package = parts[-1] == "__init__"
    name = ".".join(parts[:-1] if is_package else parts)
    return Module(name, path.read_text(encoding="utf-8"), is_package)


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Return every module under some folders of the checkout, in the order of their names."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return tuple(module_of(path) for path in sorted(found))


@cache
def project_files() -> tuple[Path, ...]:
    """Return the files that are, or would be, committed; without git, all that lie there."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    else:
        paths = list(ROOT.rglob("*"))
    ours = {path for path in paths if not NOT_OURS & set(path.relative_to(ROOT).parts)}
    return tuple(sorted(path for path in ours if path.is_file()))


def broken(checker: Callable[[Module], list[Any]], where: Iterable[Module]) -> dict[str, list[Any]]:
    """Return what a checker finds wrong, by the name of the module; empty if all is well."""
    found = {module.name: checker(module) for module in where}
    return {name: wrong for name, wrong in found.items() if wrong}


@cache
def imports(module: Module) -> tuple[Import, ...]:
    """Return every import of a module except those that only the type checker sees."""
    return tuple(sorted(_imports(module.tree, module, at_once=True)))


def _imports(node: ast.AST, module: Module, at_once: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(each.name, child.lineno, at_once) for each in child.names)
        elif isinstance(child, ast.ImportFrom):
            yield from _from_import(child, module, at_once)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            yield from (each for other in child.orelse for each in _imports(other, module, at_once))
        else:
            yield from _imports(child, module, at_once and not isinstance(child, FUNCTIONS))


def _from_import(node: ast.ImportFrom, module: Module, at_once: bool) -> Iterator[Import]:
    """Yield `from a import b` as `a.b`; b may be a module or a name in one."""
    start = node.module or ""
    if node.level:
        own = module.name.split(".")
        kept = own[: len(own) - node.level + (1 if module.is_package else 0)]
        start = ".".join([*kept, start] if start else kept)
    for each in node.names:
        yield Import(f"{start}.{each.name}", node.lineno, at_once)


def top(name: str) -> str:
    """Return the package that a dotted name belongs to."""
    return name.split(".")[0]


def is_standard_library(name: str) -> bool:
    """Tell whether a dotted name comes with Python."""
    return top(name) in sys.stdlib_module_names


def under(name: str, package: str) -> bool:
    """Tell whether a dotted name is a package or lies in it."""
    return name == package or name.startswith(f"{package}.")


def functions(module: Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a module."""
    for node in module.nodes:
        if isinstance(node, FUNCTIONS):
            yield node


def docstrings(module: Module) -> set[int]:
    """Return the ids of the nodes of a module that are texts standing alone."""
    return {
        id(node.value)
        for node in module.nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
