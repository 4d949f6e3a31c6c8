"""A county's season as a plain script: inbox to receipts, dossiers and an archive.

    python -m tests.bench.baseline.plain_season INTAKE PAPERS OUT

Written the usual way: pandas with openpyxl reads, Great Expectations checks file by file,
openpyxl loads and saves the marked receipt and the copy without names, python-docx fills the
papers cell by cell. Each library is set up once, every file is read once, pupils are scored in
whole columns. `PAPERS` is what the papers say, as `papers.texts_of` gives it.

It is spared what nobody does by hand: the way of each number back to its cell, the pages to
review it on, a second reckoning beside the first, page numbers, charts.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tests.bench.baseline import figures, papers
from tests.bench.baseline.checks import Checks
from tests.bench.baseline.workbooks import write_copy, write_receipt

UNIT = re.compile(r"\n?（[^（）]*）$")
FITNESS_FORM, FITNESS_SHEET = "fitness_return", "体质健康测试"
STAMP_SHEET = "_表样"
COVERS = ("封面", "填表说明")
HEAD_ROW = 2
"""The sheets of a return have their heads in the third row; those of fitness in the first."""


def main(intake: Path, said: Path, out: Path) -> None:
    """Do the whole season: check, answer, evaluate, write, pack."""
    checks = Checks(next(intake.iterdir()).name)
    roster = _roster(next(intake.rglob("学校名录*.xlsx")))
    schools: dict[str, dict[str, pd.DataFrame]] = {}
    package = out / "package"
    for path in _files(intake):
        form, code, tables = _tables(path)
        issues = checks.of(form, tables)
        write_receipt(path, out / "receipts" / path.relative_to(intake), issues)
        if code in roster.index:
            schools.setdefault(code, {}).update(tables)
            write_copy(path, package / "来源" / path.relative_to(intake), form == FITNESS_FORM)
    table = figures.indicators(roster, schools)
    fitness = figures.fitness(
        {code: each for code, each in schools.items() if FITNESS_SHEET in each}
    )
    figures.coefficients(table).to_csv(out / "coefficients.csv")
    fitness.to_csv(out / "fitness.csv")
    papers.write(json.loads(said.read_text(encoding="utf-8")), package)
    shutil.make_archive(str(out / "package"), "zip", package)


def _files(intake: Path) -> Iterator[Path]:
    return iter(sorted(path for path in intake.rglob("*.xlsx") if "名录" not in path.name))


def _roster(path: Path) -> pd.DataFrame:
    frame = pd.read_excel(
        path, sheet_name="学校名录", header=HEAD_ROW, dtype=str, engine="openpyxl"
    )
    frame.columns = [str(each).split("\n")[0] for each in frame.columns]
    return frame.dropna(subset=["学校标识码"]).set_index("学校标识码")


def _tables(path: Path) -> tuple[str, str, dict[str, pd.DataFrame]]:
    """Return which form a file is, whose, and its tables by sheet."""
    with pd.ExcelFile(path, engine="openpyxl") as book:
        stamp = book.parse(STAMP_SHEET, header=None, index_col=0, dtype=str)[1]
        head = 0 if stamp["form"] == FITNESS_FORM else HEAD_ROW
        names = [each for each in book.sheet_names if each[0] != "_" and each not in COVERS]
        tables = {name: book.parse(name, header=head) for name in names}
    for name, frame in tables.items():
        frame.columns = [UNIT.sub("", str(each)) for each in frame.columns]
        tables[name] = frame.dropna(how="all")
    return stamp["form"], stamp["school"], tables


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
