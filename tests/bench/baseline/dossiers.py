"""The Word files with python-docx: a form and a report of the county, one file a school."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from docx import Document

from tests.bench.baseline.figures import TITLES, resources


def write_county(
    folder: Path,
    roster: pd.DataFrame,
    table: pd.DataFrame,
    spread: pd.DataFrame,
    fitness: pd.DataFrame,
) -> None:
    """Write the application form with every school, and the report with its tables."""
    folder.mkdir(parents=True, exist_ok=True)
    names = roster["学校名称"]
    form = Document()
    form.add_heading("县域义务教育优质均衡发展申报表", 0)
    for level, part in table.groupby("level"):
        form.add_heading(TITLES[str(level)], 1)
        heads = ["序号", "学校", "学生数", *resources()]
        rows = [
            [at, names[row["code"]], row["students"], *(f"{row[each]:.2f}" for each in resources())]
            for at, row in enumerate(part.to_dict("records"), 1)
        ]
        _table(form, heads, rows)
    form.save(folder / "申报表.docx")
    report = Document()
    report.add_heading("自评报告", 0)
    report.add_heading("差异系数", 1)
    rows = [[TITLES[row["level"]], row["item"], f"{row['mean']:.2f}", f"{row['cv']:.3f}"]
            for row in spread.to_dict("records")]  # fmt: skip
    _table(report, ["学段", "指标", "平均值", "差异系数"], rows)
    report.add_heading("未达标情况", 1)
    missed = [[names[row["code"]], TITLES[row["level"]], name, f"{row[name]:.2f}"]
              for row in table.to_dict("records") for name in resources()
              if not row[f"{name}_met"]]  # fmt: skip
    _table(report, ["学校", "学段", "指标", "实际值"], missed)
    report.add_heading("体质健康", 1)
    total = fitness.groupby(["grade", "sex"])[["tested", "excellent", "good", "passed"]].sum()
    _table(report, ["年级", "性别", "人数", "优秀", "良好以上", "及格以上"],
           [list(row) for row in total.reset_index().itertuples(index=False)])  # fmt: skip
    report.save(folder / "自评报告.docx")


def write_school(
    folder: Path,
    row: pd.Series,
    table: pd.DataFrame,
    fitness: pd.DataFrame,
    returns: dict[str, pd.DataFrame],
) -> None:
    """Write the one file of a school: its indicators, what it declared, its fitness results."""
    paper = Document()
    paper.add_heading(f"{row['学校名称']}自评表", 0)
    for part in table[table["code"] == row.name].to_dict("records"):
        paper.add_heading(TITLES[part["level"]], 1)
        rows = [[each["title"], f"{part[name]:.2f}", each["minimum"][part["level"]],
                 "达标" if part[f"{name}_met"] else "未达标"]
                for name, each in resources().items()]  # fmt: skip
        _table(paper, ["指标", "实际值", "标准", "结论"], rows)
    for name in ("学生", "教师", "办学条件", "自查项目"):
        if name in returns:
            paper.add_heading(name, 1)
            frame = returns[name].iloc[:, :8]
            rows = [["" if pd.isna(each) else each for each in row] for row in frame.to_numpy()]
            _table(paper, list(frame.columns), rows)
    paper.add_heading("体质健康", 1)
    own = fitness[fitness["code"] == row.name].drop(columns="code")
    _table(paper, ["年级", "性别", "人数", "优秀", "良好以上", "及格以上"], own.to_numpy().tolist())
    (folder / "学校").mkdir(exist_ok=True)
    paper.save(folder / "学校" / f"{row['学校名称']}.docx")


def _table(document: Any, heads: list[str], rows: list[list[Any]]) -> None:
    table = document.add_table(rows=1 + len(rows), cols=len(heads), style="Table Grid")
    for at, head in enumerate(heads):
        table.cell(0, at).text = str(head)
    for line, row in enumerate(rows, 1):
        for at, value in enumerate(row):
            table.cell(line, at).text = str(value)
