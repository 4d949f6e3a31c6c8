"""What the standing service is watched by: counts of a county, and nothing but counts."""

from __future__ import annotations

import re

import pytest

from tasks import gauges, steps

COUNTY = "2025/139901"
CODED = re.compile(r"junheng\.(returns|issues)\.[a-z]+\.\d{4}\.\d{6}")


def test_every_expected_return_is_counted_once(season):
    counts = steps.tally(COUNTY)
    (summary,) = steps.summary()
    assert sum(counts["returns"].values()) == summary.expected + len(summary.unasked)
    assert counts["returns"]["missing"] == len(summary.missing)
    assert counts["returns"]["returned"] == len(summary.returned) > 0
    assert counts["issues"]["critical"] > 0


def test_where_no_season_is_open_every_count_is_nothing(season):
    counts = steps.tally("2025/139999")
    assert {number for each in counts.values() for number in each.values()} == {0}


@pytest.mark.parametrize(("switch", "shown"), [("True", [COUNTY]), ("False", [])])
def test_a_county_is_counted_where_somebody_watches(switch, shown, monkeypatch):
    counted: list[str] = []
    monkeypatch.setenv("AIRFLOW__METRICS__STATSD_ON", switch)
    monkeypatch.setattr(steps, "tally", lambda county: counted.append(county) or {})

    gauges.tell_county(COUNTY)

    assert counted == shown


def test_a_gauge_is_named_by_codes_alone(season, monkeypatch: pytest.MonkeyPatch):
    shown: dict[str, int] = {}
    monkeypatch.setattr(gauges.stats, "gauge", shown.__setitem__)

    gauges.show(COUNTY, steps.tally(COUNTY))

    assert shown["junheng.returns.missing.2025.139901"] == steps.tally(COUNTY)["returns"]["missing"]
    assert [name for name in shown if not CODED.fullmatch(name)] == []
    assert "junheng.issues.warning.2025.139901" in shown
