"""A county's season as a plain script: inbox to receipts, dossiers and an archive.

    python -m tests.bench.baseline.plain_season INTAKE OUT

Written the usual way: pandas with openpyxl reads, Great Expectations checks file by file,
openpyxl loads and saves the marked receipt, python-docx fills the forms cell by cell. Each
library is set up once, every file is read once, pupils are scored in whole columns.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from tests.bench.baseline import dossiers, figures
from tests.bench.baseline.checks import Checks
from tests.bench.baseline.receipts import write_receipt

SCHOOL_SHEETS = ("班级", "学生", "学生变动", "巩固率", "教师", "办学条件", "经费", "自查项目")
UNIT = re.compile(r"\n?（(人|㎡)）$")
HEAD_ROW = 2
"""The sheets of a return have their heads in the third row; those of fitness in the first."""


def main(intake: Path, out: Path) -> None:
    """Do the whole season: check, answer, evaluate, write, pack."""
    checks = Checks()
    roster = _roster(next(intake.rglob("学校名录*.xlsx")))
    schools: dict[str, dict[str, pd.DataFrame]] = {}
    for path in _files(intake):
        code, tables = _tables(path)
        issues = checks.of(tables)
        write_receipt(path, out / "receipts" / path.relative_to(intake), issues)
        if code in roster.index:
            schools.setdefault(code, {}).update(tables)
    table = figures.indicators(roster, schools)
    fitness = figures.fitness(
        {code: each for code, each in schools.items() if "体质健康测试" in each}
    )
    spread = figures.coefficients(table)
    package = out / "package"
    dossiers.write_county(package, roster, table, spread, fitness)
    for code in roster.index:
        dossiers.write_school(package, roster.loc[code], table, fitness, schools.get(code, {}))
    shutil.make_archive(str(out / "package"), "zip", package)


def _files(intake: Path) -> Iterator[Path]:
    return iter(sorted(path for path in intake.rglob("*.xlsx") if "名录" not in path.name))


def _roster(path: Path) -> pd.DataFrame:
    frame = pd.read_excel(
        path, sheet_name="学校名录", header=HEAD_ROW, dtype=str, engine="openpyxl"
    )
    frame.columns = [str(each).split("\n")[0] for each in frame.columns]
    return frame.dropna(subset=["学校标识码"]).set_index("学校标识码")


def _tables(path: Path) -> tuple[str, dict[str, pd.DataFrame]]:
    """Return whose return it is, and its tables by sheet."""
    with pd.ExcelFile(path, engine="openpyxl") as book:
        stamp = book.parse("_表样", header=None, index_col=0, dtype=str)[1]
        if stamp["form"] == "fitness_return":
            return stamp["school"], {"体质健康测试": book.parse("体质健康测试")}
        names = [each for each in book.sheet_names if each in SCHOOL_SHEETS]
        if stamp["form"] != "school_return":
            names = [each for each in book.sheet_names if each[0] != "_"][2:]
        tables = {name: book.parse(name, header=HEAD_ROW) for name in names}
    for name, frame in tables.items():
        frame.columns = [UNIT.sub("", str(each)) for each in frame.columns]
        tables[name] = frame.dropna(how="all")
    return stamp["school"], tables


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
