"""One run of Great Expectations a sheet of a file: all rules of the suites that it can say.

What needs more than the sheet itself, and the rules in code, are left out, which spares the
plain script a third of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations import expectations as gxe

from tasks import catalogue
from tasks.layouts import CodeList, Sheet
from tasks.steps.findings import rulebook
from tasks.validation.book import NOT_NULL, NULL, PAIR, UNIQUE, Rule, rules_of
from tests.bench.baseline.figures import seconds

BETWEEN = "expect_column_values_to_be_between"
IN_SET = "expect_column_values_to_be_in_set"
REGEX = "expect_column_values_to_match_regex"
COLUMN_RULES = {
    NOT_NULL: gxe.ExpectColumnValuesToNotBeNull,
    NULL: gxe.ExpectColumnValuesToBeNull,
    BETWEEN: gxe.ExpectColumnValuesToBeBetween,
    IN_SET: gxe.ExpectColumnValuesToBeInSet,
    REGEX: gxe.ExpectColumnValuesToMatchRegex,
}
NUMBERS = ("count", "year", "decimal", "percent")
TAUGHT = {"_taught": "yes"}
"""Of the columns that staging adds, the one that a plain script has too: its blank rows are left
out."""

RESULT = {"result_format": "COMPLETE"}
Issue = tuple[str, int, str]
"""Sheet, row of its table from 0, and title of the column."""


class Checks:
    """The suites, set up once, and the batches they are run on."""

    def __init__(self, edition: str) -> None:
        """Set up the engine and the suite of every sheet."""
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        context.enable_analytics(False)
        asset = context.data_sources.add_pandas("returns").add_dataframe_asset("sheets")
        self._batch = asset.add_batch_definition_whole_dataframe("sheet")
        self._codes = catalogue.code_lists()
        self._sheets = {
            (form, sheet.title): sheet
            for form, layout in catalogue.layouts(edition).items() for sheet in layout.sheets
        }  # fmt: skip
        rules = rules_of(rulebook.verified_suites(edition), rulebook.references(edition))
        self._suites = {
            key: gx.ExpectationSuite(name="/".join(key), expectations=found)
            for key, sheet in self._sheets.items()
            if (found := [each for rule in rules if rule.table == sheet.table
                          for each in self._expectations(rule, sheet)])
        }  # fmt: skip

    def of(self, form: str, tables: Mapping[str, pd.DataFrame]) -> list[Issue]:
        """Return every cell of a file that fails a rule."""
        found: list[Issue] = []
        for title, table in tables.items():
            suite = self._suites.get((form, title))
            if suite is not None and len(table):
                frame = _typed(self._sheets[form, title], table)
                batch = self._batch.get_batch(batch_parameters={"dataframe": frame})
                result = batch.validate(suite, result_format=RESULT)
                found += _failures(self._sheets[form, title], result)
        return found

    def _expectations(self, rule: Rule, sheet: Sheet) -> Iterator[Any]:
        where = {} if rule.where == TAUGHT else rule.where
        known = {*sheet.by_name, sheet.key.name} if sheet.key else {*sheet.by_name}
        if not {*where, *rule.columns, *filter(None, [rule.whole])} <= known:
            return
        if not (rule.type in COLUMN_RULES or rule.type in (PAIR, UNIQUE)):
            return
        condition = self._condition(sheet, where)
        if rule.type == UNIQUE:
            yield (
                gxe.ExpectCompoundColumnsToBeUnique(column_list=list(rule.columns), **condition)
                if len(rule.columns) > 1
                else gxe.ExpectColumnValuesToBeUnique(column=rule.columns[0], **condition)
            )
            return
        for column in rule.columns:
            if rule.type == PAIR:
                yield gxe.ExpectColumnPairValuesAToBeGreaterThanB(
                    column_A=rule.whole, column_B=column, or_equal=True,
                    ignore_row_if="either_value_is_missing", **condition)  # fmt: skip
            else:
                arguments = dict(rule.arguments)
                if "value_set" in arguments:
                    arguments["value_set"] = self._written(sheet, column, arguments["value_set"])
                yield COLUMN_RULES[rule.type](column=column, **arguments, **condition)

    def _condition(self, sheet: Sheet, where: Mapping[str, Any]) -> dict[str, str]:
        """Return the rows that a rule is for, as pandas says it."""
        parts = []
        for name, wanted in where.items():
            if wanted in ("filled", "blank"):
                parts.append(f"`{name}`.{'notna' if wanted == 'filled' else 'isna'}()")
            else:
                values = wanted if isinstance(wanted, list) else [wanted]
                parts.append(f"`{name}`.isin({self._written(sheet, name, values)})")
        return {"row_condition": " and ".join(parts), "condition_parser": "pandas"} if parts else {}

    def _written(self, sheet: Sheet, column: str, codes: list[Any]) -> list[Any]:
        """Return everything that people write for some codes."""
        field = sheet.by_name.get(column)
        listed: CodeList | None = self._codes.get(field.codes) if field and field.codes else None
        if listed is None:
            return [*codes]
        return [text for text, code in listed.readings.items() if code in codes]


def _typed(sheet: Sheet, table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with the columns by name and typed, as far as the sheet has them."""
    if sheet.kind == "record":
        table = table.set_index("项目")[["填报值"]].T
    names = {field.title: field.name for field in sheet.fields}
    if sheet.key:
        names[sheet.key.title] = sheet.key.name
    frame = table.rename(columns=names)
    frame = frame.loc[:, ~frame.columns.duplicated()].reset_index(drop=True)
    filled = [name for name in sheet.by_name if name in frame]
    if sheet.kind == "rows":
        frame = frame[frame[filled].notna().any(axis=1)]
    for name in sheet.by_name:
        column = frame[name] if name in frame else pd.Series(None, index=frame.index)
        frame = frame.assign(**{name: _column(sheet.by_name[name].type, column)})
    return frame


def _column(kind: str, column: pd.Series) -> pd.Series:
    if kind in NUMBERS:
        return pd.to_numeric(column, errors="coerce")
    if kind == "run_time":
        return seconds(column)
    return column.map(lambda each: str(each).removesuffix(".0"), na_action="ignore").astype(object)


def _failures(sheet: Sheet, result: Any) -> list[Issue]:
    found = []
    for each in result.results:
        if not each.success:
            told = each.expectation_config.kwargs
            column = told.get("column") or told.get("column_B") or told["column_list"][0]
            field = sheet.by_name.get(column)
            rows = each.result.get("unexpected_index_list") or [0]
            title = field.title if field else column
            found += [(sheet.title, row if isinstance(row, int) else 0, title) for row in rows]
    return found
