"""The verification as one Python file that needs nothing beside Python 3.9 or newer."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

ALIAS = re.compile(r"^(\w+) = ([\w\[\], .]+(?: \| [\w\[\], .]+)+)$", re.MULTILINE)
"""A union as a name for a type: Python 3.9 cannot compute it, and nothing needs it."""

START = ("tasks.verification.package", "tasks.verification.lines")
QUOTES = "'" * 3


def single_file(frame: str, sources: Mapping[str, str], wording: Mapping[str, Any]) -> bytes:
    """Return the file: `frame` with the wording and every module that the verification needs.

    `frame` is `templates/verification/checker.py.txt`, `sources` the text of each module of
    the project by its name. The same sources give the same bytes.
    """
    needed = modules_needed(sources)
    texts = {name: _for_old_python(sources[name]) for name in needed}
    embedded = "\n\n".join(_embedded(name, text) for name, text in texts.items())
    words = json.dumps(wording, ensure_ascii=False, indent=1)
    digest = hashlib.sha256((embedded + words).encode()).hexdigest()
    made = frame.replace("@DIGEST@", digest).replace("@WORDING@", words)
    return made.replace("@SOURCES@", embedded).encode()


def modules_needed(sources: Mapping[str, str]) -> list[str]:
    """Return the modules that the verification imports, and theirs, in the order of names."""
    found: set[str] = set()
    waiting = list(START)
    while waiting:
        name = waiting.pop()
        if name in found or name not in sources:
            continue
        found.add(name)
        waiting.append(name.rpartition(".")[0])
        waiting += _imports(sources[name])
    return sorted(found)


def _imports(source: str) -> list[str]:
    """Return the modules that a source imports while it runs."""
    tree = ast.parse(source)
    skipped = {
        id(inside)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inside in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
            found += [f"{node.module}.{each.name}" for each in node.names]
        elif isinstance(node, ast.Import):
            found += [each.name for each in node.names]
    return found


def _for_old_python(source: str) -> str:
    return ALIAS.sub(r"\1 = object  # \2", source)


def _embedded(name: str, source: str) -> str:
    """Return the assignment of one source, readable as it was written."""
    text = source.rstrip().replace(QUOTES, "\\x27" * 3)
    return f"SOURCES[{name!r}] = r{QUOTES}\n{text}\n{QUOTES}[1:]"
