"""Reads what people maintain as data: layouts, code lists, seasons, suites, standards.

Whatever is wrong there is a `CatalogueError` that names the file and the line.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tasks.errors import CatalogueError
from tasks.layouts import TYPES, CodeList, Field, Key, Layout, Sheet
from tasks.overlays import laid_on

ROOT = Path(__file__).resolve().parent.parent
EXPECTATIONS = ROOT / "expectations"
SEASONS = EXPECTATIONS / "seasons"
STANDARDS = EXPECTATIONS / "standards"
TEMPLATES = ROOT / "templates"
REGIME, TERMS = "regime", "terms"
"""The file that makes a folder of standards a regime, and the folder all regimes share."""


class Located(dict[str, Any]):
    """A mapping of a YAML file that remembers where it stands."""

    file: str = ""
    line: int = 0

    def wrong(self, message: str) -> CatalogueError:
        """Return the error that says what is wrong with this mapping."""
        return CatalogueError(message, self.file, self.line)


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Builds `Located` mappings and refuses a key that is written twice."""


def _mapping(loader: Any, node: yaml.MappingNode) -> Located:
    loader.flatten_mapping(node)
    found = Located()
    found.file, found.line = node.start_mark.name, node.start_mark.line + 1
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            line = key_node.start_mark.line + 1
            raise CatalogueError(f"{key} is written twice", found.file, line)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def read_yaml(path: Path) -> Any:
    """Return what a YAML file says, its mappings as `Located`."""
    try:
        with path.open(encoding="utf-8") as stream:
            return yaml.load(stream, Loader=_Loader)
    except FileNotFoundError as error:
        raise CatalogueError("the file is missing", path) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise CatalogueError(str(error.problem), path, line) from error


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file whose lines that start with # are notes."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CatalogueError("the file is missing", path) from error
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


@cache
def code_lists() -> Mapping[str, CodeList]:
    """Return every list of codes by name."""
    return {path.stem: _code_list(path) for path in sorted((EXPECTATIONS / "codes").glob("*.csv"))}


def _code_list(path: Path) -> CodeList:
    rows = read_csv(path)
    codes = [row["code"] for row in rows]
    if len(set(codes)) != len(codes):
        raise CatalogueError("a code stands twice", path)
    return CodeList(path.stem, {row["code"]: row for row in rows})


def editions() -> tuple[str, ...]:
    """Return the years a season is described for, oldest first."""
    return tuple(sorted(path.stem for path in SEASONS.glob("*.yml")))


@cache
def layouts(edition: str) -> Mapping[str, Layout]:
    """Return the forms of one edition by name; a season may use those of an earlier year."""
    folder = TEMPLATES / "workbooks" / season(edition)["workbooks"]
    found = [replace(read_layout(path), edition=edition) for path in sorted(folder.glob("*.yml"))]
    if not found:
        raise CatalogueError(f"there are no layouts of edition {edition}", folder)
    return {layout.form: layout for layout in found}


@cache
def suites(edition: str) -> Mapping[str, Any]:
    """Return the suites of an edition by name; a season may use those of an earlier year."""
    folder = EXPECTATIONS / "suites" / season(edition)["suites"]
    found = _yaml_files(folder)
    if not found:
        raise CatalogueError(f"there are no suites of edition {edition}", folder)
    return found


def read_layout(path: Path) -> Layout:
    """Return the form that one layout file describes."""
    data = read_yaml(path)
    try:
        return Layout(
            form=data["form"],
            title=data["title"],
            edition=str(data["edition"]),
            filled_by=data["filled_by"],
            file_name=data["file_name"],
            sheets=tuple(_sheet(sheet) for sheet in data["sheets"]),
        )
    except KeyError as error:
        raise data.wrong(f"{error.args[0]} is missing") from error


def _sheet(data: Located) -> Sheet:
    known = {"sheet", "table", "kind", "one_row_is", "fields", "key", "header_row"}
    _refuse_unknown(data, known | {"prepared_rows", "may_be_empty", "match"})
    if data["kind"] not in ("record", "rows", "list"):
        raise data.wrong(f"kind {data['kind']} is none of record, rows, list")
    fields = tuple(_field(item) for item in data["fields"])
    names = [item.name for item in fields]
    if len(set(names)) != len(names):
        raise data.wrong("a field stands twice")
    key = data.get("key")
    options = ("header_row", "prepared_rows", "may_be_empty", "match")
    return Sheet(
        title=data["sheet"],
        table=data["table"],
        kind=data["kind"],
        one_row_is=data["one_row_is"],
        fields=fields,
        key=Key(key["field"], key["title"], _codes(key), key.get("width", 14)) if key else None,
        **{name: data[name] for name in options if name in data},
    )


def _field(data: Located) -> Field:
    options = {"unit", "code_column", "required", "optional_column", "prefill"}
    options |= {"length", "help", "width"}
    _refuse_unknown(data, options | {"field", "title", "type", "codes", "for", "computed"})
    kind = data.get("type", "text")
    if kind not in TYPES:
        raise data.wrong(f"type {kind} is none of {', '.join(TYPES)}")
    return Field(
        name=data["field"],
        title=data["title"],
        type=kind,
        codes=_codes(data) if kind == "code" else "",
        applies_to=data.get("for", ""),
        computed={verb: tuple(names) for verb, names in data.get("computed", {}).items()},
        line=data.line,
        **{name: data[name] for name in options if name in data},
    )


def _codes(data: Located) -> str:
    if data.get("codes") not in code_lists():
        raise data.wrong(f"there is no list of codes called {data.get('codes')}")
    return str(data["codes"])


def _refuse_unknown(data: Located, known: set[str]) -> None:
    for name in data:
        if name not in known:
            raise data.wrong(f"{name} is not known here")


@cache
def season(edition: str) -> Located:
    """Return the dates and the forms of one season."""
    found = read_yaml(SEASONS / f"{edition}.yml")
    assert isinstance(found, Located)
    return found


@cache
def standards(regime: str) -> Mapping[str, Any]:
    """Return the files of one regime by name, such as `resources` and `guarantee`.

    An evaluation regime is laid on the terms that all regimes share.
    """
    found = _yaml_files(STANDARDS / regime)
    if not found:
        raise CatalogueError(f"there is no regime {regime}", STANDARDS / regime)
    return laid_on(_yaml_files(STANDARDS / TERMS), found) if REGIME in found else found


@cache
def overlay(regime: str, province: str) -> Mapping[str, Any]:
    """Return what a province adds to a regime or tightens; nothing without a province."""
    if not province:
        return {}
    found: Mapping[str, Any] = read_yaml(STANDARDS / regime / "provinces" / f"{province}.yml")
    return found


def _yaml_files(folder: Path) -> dict[str, Any]:
    return {path.stem: read_yaml(path) for path in sorted(folder.glob("*.yml"))}


@cache
def statistics_files() -> Mapping[str, Any]:
    """Return what is known of workbooks of the national statistics, by the name of the file."""
    return _yaml_files(TEMPLATES / "workbooks" / "national")


def provinces(regime: str) -> tuple[str, ...]:
    """Return the names of the overlays that a regime has."""
    folder = STANDARDS / regime / "provinces"
    return tuple(sorted(path.stem for path in folder.glob("*.yml")))


@cache
def notebook(name: str) -> Mapping[str, Any]:
    """Return the files of one folder of conventions beside the standards, such as `history`."""
    found = _yaml_files(EXPECTATIONS / name)
    if not found:
        raise CatalogueError(f"there are no files of {name}", EXPECTATIONS / name)
    return found


def regimes() -> tuple[str, ...]:
    """Return the names of the evaluation regimes there are."""
    return tuple(sorted(path.parent.name for path in STANDARDS.glob(f"*/{REGIME}.yml")))


def standard(regime: str, path: str) -> Any:
    """Return one entry of a regime by its path, such as `guarantee.G5.maximum.primary`."""
    return entry_at(standards(regime), path, regime)


def entry_at(files: Mapping[str, Any], path: str, regime: str) -> Any:
    """Return the entry of the files of a regime at a path; raises `CatalogueError` for none."""
    found: Any = files
    for step in path.split("."):
        if not isinstance(found, Mapping) or step not in found:
            raise CatalogueError(f"{regime} has no standard {path}", STANDARDS)
        found = found[step]
    return found


@cache
def digest() -> str:
    """Return the fingerprint of all data that people maintain: which rules decided."""
    total = hashlib.sha256()
    for folder in (EXPECTATIONS, TEMPLATES):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                total.update(path.relative_to(ROOT).as_posix().encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
