"""Step: hold printed numbers against the received files, and give a package what it takes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.layouts import column_letter
from tasks.steps.findings.cases import Case
from tasks.steps.findings.rulebook import Rules, template
from tasks.steps.findings.witnessing import NOT_WITNESSED, PUPILS, standards_of
from tasks.steps.wording import problem

if TYPE_CHECKING:
    from tasks.verification.evidence import Reader
    from tasks.verification.package import Report
    from tasks.verification.sheets import Cells

TEMPLATES = catalogue.TEMPLATES / "verification"
DOCX, JSON, ZIP = ".docx", ".json", ".zip"
OPEN_IN_WORD = "~$"
LEFT_OUT = (ZIP, ".pdf", ".html", ".png", ".js", ".css")
BESIDE_UP_TO = 2
"""How many folders above a single Word file its package may begin."""


def wording() -> Mapping[str, Any]:
    """Return what a verification says."""
    found: Mapping[str, Any] = catalogue.read_yaml(TEMPLATES / "wording.yml")
    return {**found, "seal": template("custody"), "passed_over": template("redline")["folder"]}


def verify(target: Path, evidence: Path | None = None, trusted: str = "") -> Report:
    """Return the answer to every number of a Word file, or of all Word files of a package.

    A package is a folder or a zip. The received files are searched in `evidence` and, where
    `target` is a package, in it; `trusted` is the public key that a sealed one should bear.
    """
    from tasks.verification.package import to_verify
    from tasks.verification.package import verify as verify_files

    is_package = target.is_dir() or target.suffix == ZIP
    package = target if is_package else _package_of(target)
    around = _files(package) if package else {}
    documents = to_verify(around, wording()["passed_over"])
    if not is_package:
        documents = {target.name: target.read_bytes()}
    given = {**around, **(_files(evidence) if evidence else {})}
    received = {path: content for path, content in given.items() if not path.endswith(DOCX)}
    beside = {path: content for path, content in given.items() if path.endswith(JSON)}
    sealed = _every_file(target) if is_package else {}
    return verify_files(documents, received, beside, _reader(), sealed, trusted)


def verification_lines(report: Report) -> list[str]:
    """Return a line for each number that does not agree, and the summary."""
    from tasks.verification.lines import lines

    return list(lines(report, wording()))


def verification_note(report: Report) -> dict[str, Any]:
    """Return a report as plain values."""
    from tasks.verification.lines import as_note

    return as_note(report, wording())


def _package_of(file: Path) -> Path | None:
    """Return the folder of the package that a Word file lies in, None if it lies in none."""
    above = file.resolve().parents[: BESIDE_UP_TO + 1]
    data = wording()["files"]["recompute"]
    return next((folder for folder in above if (folder / data).is_file()), None)


def _files(folder: Path) -> dict[str, bytes]:
    """Return what may be a document, evidence or data, by path."""
    return {
        path: content for path, content in _every_file(folder).items()
        if not PurePosixPath(path).name.startswith(OPEN_IN_WORD)
        and PurePosixPath(path).suffix not in LEFT_OUT
    }  # fmt: skip


def _every_file(package: Path) -> dict[str, bytes]:
    """Return all files of a folder, or of a zip, by path."""
    if package.suffix == ZIP:
        with _zip(package) as archive:
            return {name: archive.read(name) for name in archive.namelist() if name[-1] != "/"}
    return {
        path.relative_to(package).as_posix(): path.read_bytes()
        for path in sorted(package.rglob("*"))
        if path.is_file()
    }


def _zip(package: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(package)
    except zipfile.BadZipFile as error:
        raise problem("no_package", file=package) from error


def _reader() -> Reader:
    """Return what reads spreadsheets that Python alone cannot read: xls, et, xlsb."""
    from tasks.intake.opened import Refused
    from tasks.steps.returns.books import open_book
    from tasks.verification.sheets import UnreadableError

    def read(content: bytes, name: str) -> Mapping[str, Cells]:
        try:
            book = open_book(content, name)
            return {title: _cells(book.rows(title)) for title in book.titles}
        except Refused as error:
            raise UnreadableError(error.reason) from error

    return read


def _cells(rows: list[list[Any]]) -> Cells:
    return {
        f"{column_letter(column)}{row}": value
        for row, line in enumerate(rows, 1)
        for column, value in enumerate(line, 1)
        if value != ""
    }


def verification_files(case: Case, facts: Mapping[Rules, str], process: bytes) -> dict[str, bytes]:
    """Return by path what a package is verified with: the rows, and the program that reads them.

    `facts` has the path of the book of facts under each set of rules, `process` what was
    counted beside them.
    """
    from tasks.verification.single_file import single_file

    words = wording()
    frame = (TEMPLATES / "checker.py.txt").read_text(encoding="utf-8")
    spoken = {name: part for name, part in words.items() if name != "files"}
    return {
        words["files"]["recompute"]: recompute_data(case, facts),
        words["files"]["process"]: process,
        words["files"]["checker"]: single_file(frame, _sources(), spoken),
    }


def _sources() -> dict[str, str]:
    """Return the source of every module of the project by its name."""
    root = catalogue.ROOT
    found = {}
    for path in sorted((root / "tasks").rglob("*.py")):
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return found


def recompute_data(case: Case, facts: Mapping[Rules, str]) -> bytes:
    """Return what the second engine computes from, as JSON: rows with their cells, and rules.

    Pupils are in it only as counts. Dates of the rules are `{"$date": …}`.
    """
    by_rules = {rules: standards_of(rules) for rules in facts}
    told = case.told
    usable = set(told.usable)
    note = {
        "edition": case.season.edition,
        "county": case.season.county,
        "county_name": case.season.county_name,
        "snapshot": case.season.snapshot.isoformat(),
        "roster": told.roster,
        "expected": [[school, form, (school, form) in usable] for school, form in told.expected],
        "tables": {name: _table(lines) for name, lines in told.tables.items() if lines},
        "coded": _coded(case.season.edition),
        "origins": _origins(case),
        "pupils": [[*cell, counts] for cell, counts in told.pupils.items()],
        "codes": {name: dict(each.rows) for name, each in told.codes.items()},
        "regimes": {
            rules.regime: {"facts": facts[rules], "standards": standards}
            for rules, standards in by_rules.items()
        },
    }
    return json.dumps(note, ensure_ascii=False, default=_plain).encode()


def _table(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return {"columns": columns, "rows": [[row.get(name) for name in columns] for row in rows]}


def _origins(case: Case) -> dict[str, dict[str, Any]]:
    """Return where the values of each table stood, by submission and table."""
    found: dict[str, dict[str, Any]] = {}
    for (submission, table), origin in case.returns.origins.items():
        if table not in (PUPILS, *NOT_WITNESSED):
            found.setdefault(submission, {})[table] = {
                "sha256": origin.sha256,
                "sheet": origin.sheet,
                "cells": dict(origin.cells),
                "elsewhere": {key: asdict(each) for key, each in origin.elsewhere.items()},
            }
    return found


def _coded(edition: str) -> dict[str, dict[str, str]]:
    """Return by table and field the list of codes that a value is one of."""
    found: dict[str, dict[str, str]] = {}
    for layout in catalogue.layouts(edition).values():
        for table, sheet in layout.by_table.items():
            coded = {each.name: each.codes for each in sheet.fields if each.codes}
            if sheet.key:
                coded[sheet.key.name] = sheet.key.codes
            found.setdefault(table, {}).update(coded)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    return value.item() if hasattr(value, "item") else str(value)
