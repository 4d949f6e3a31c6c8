"""The clean demo county passes every rule: each issue of the demo is one of its mistakes."""

from __future__ import annotations

import pytest

from tasks import catalogue
from tasks.model import BUREAU, Severity
from tasks.staging.run_times import seconds_of
from tasks.validation.book import References
from tasks.validation.gates import check
from tests.builders import EDITION, returns_of
from tests.builders.demo import a_demo_county

REGIME = "quality_2017"


def staged(tables, layout):
    """Return the tables as staging would: times of runs in seconds."""
    times = {
        sheet.table: [field.name for field in sheet.fields if field.type == "run_time"]
        for sheet in layout.sheets
    }
    return {
        table: [
            {**row, **{name: seconds_of(row[name]) for name in times[table] if row.get(name)}}
            for row in rows
        ]
        for table, rows in tables.items()
    }


def table_rows(path):
    standard, name = path.split("/")
    return catalogue.read_csv(catalogue.EXPECTATIONS / "standards" / standard / f"{name}.csv")


@pytest.mark.parametrize("size", [{}, {"schools": 5, "pupils": 900, "seed": 3}])
def test_a_clean_county_has_nothing_to_correct_or_explain(size):
    county = a_demo_county(clean=True, **size)
    layouts = catalogue.layouts(EDITION)
    values = {
        (school, form): staged(tables, layouts[form])
        for (school, form), tables in county.values.items()
        if form != "roster"
    }
    returns = returns_of(county.roster, values)
    targets = {submission for submission, _ in returns.origins}

    checked = check(
        returns,
        {
            path.stem: catalogue.read_yaml(path)
            for path in sorted((catalogue.EXPECTATIONS / "suites" / EDITION).glob("*.yml"))
        },
        layouts=layouts,
        references=References(
            lambda path: catalogue.standard(REGIME, path), table_rows, catalogue.code_lists()
        ),
        targets=targets,
    )

    issues = [issue for found in checked.issues.values() for issue in found]
    assert [str(issue) for issue in issues if issue.severity is not Severity.INFO] == []
    assert len(targets) == len(values)
    assert any(BUREAU in submission for submission in targets)
