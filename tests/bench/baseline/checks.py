"""One run of Great Expectations a file: a suite for each of its tables that has rules."""

from __future__ import annotations

from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations import expectations as gxe

COUNTS = {
    "班级": ("学生数",),
    "学生": ("男生", "女生", "其中住宿生", "其中农村留守儿童", "其中随班就读残疾学生"),
    "教师": ("专任教师数", "学历：博士", "学历：硕士", "学历：本科", "学历：专科",
           "县级及以上骨干教师", "体育专任教师", "音乐专任教师", "美术专任教师"),
}  # fmt: skip
MEASURES = ("身高", "体重", "肺活量", "50米跑", "坐位体前屈")
PARTS = (("学生", "其中住宿生", "男生"), ("教师", "县级及以上骨干教师", "专任教师数"))
RESULT = {"result_format": "COMPLETE"}


class Checks:
    """The suites, set up once, and the batches they are run on."""

    def __init__(self) -> None:
        """Set up the engine and the suites."""
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        source = context.data_sources.add_pandas("returns")
        names = (*COUNTS, "体质健康测试")
        self._batches = {
            name: source.add_dataframe_asset(name).add_batch_definition_whole_dataframe(name)
            for name in names
        }
        self._suites = {name: context.suites.add(_suite(name)) for name in names}

    def of(self, tables: dict[str, pd.DataFrame]) -> list[tuple[str, int, str]]:
        """Return sheet, row and column of every cell that fails a rule."""
        found: list[tuple[str, int, str]] = []
        for name, frame in tables.items():
            if name in self._suites and len(frame):
                batch = self._batches[name].get_batch(batch_parameters={"dataframe": frame})
                result = batch.validate(self._suites[name], result_format=RESULT)
                found += _failures(name, result)
        return found


def _suite(name: str) -> gx.ExpectationSuite:
    rules: list[Any] = []
    for column in COUNTS.get(name, ()):
        rules.append(gxe.ExpectColumnValuesToNotBeNull(column=column))
        rules.append(gxe.ExpectColumnValuesToBeBetween(column=column, min_value=0))
    if name == "体质健康测试":
        for column in MEASURES:
            rules.append(gxe.ExpectColumnValuesToBeBetween(column=column, min_value=-50))
        rules.append(gxe.ExpectColumnValuesToNotBeNull(column="学籍号"))
        rules.append(gxe.ExpectColumnValuesToBeInSet(column="性别", value_set=[1, 2]))
    for table, part, whole in PARTS:
        if table == name and table == "教师":
            rules.append(gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                column_A=whole, column_B=part, or_equal=True))  # fmt: skip
    return gx.ExpectationSuite(name=name, expectations=rules)


def _failures(name: str, result: Any) -> list[tuple[str, int, str]]:
    found = []
    for each in result.results:
        if not each.success:
            settings = each.expectation_config.kwargs
            column = settings.get("column") or settings.get("column_A")
            rows = each.result.get("unexpected_index_list") or [0]
            found += [(name, row if isinstance(row, int) else 0, column) for row in rows]
    return found
