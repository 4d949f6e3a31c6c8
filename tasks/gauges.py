"""What the standing service is watched by: counts of a county, through Airflow's own metrics.

They go where `[metrics]` of Airflow's settings says, StatsD or OpenTelemetry, and nowhere where
it says nothing. How long each stage takes Airflow tells itself, as `task.duration`.
"""

from __future__ import annotations

from collections.abc import Mapping

from airflow.sdk.configuration import conf
from airflow.sdk.observability import stats

PREFIX = "junheng"
SWITCHES = ("statsd_on", "otel_on")


def tell_county(county: str) -> None:
    """Show where `edition/county` stands, if anybody watches.

    It is asked for within a task, not when that has ended: what the store fails to answer is
    tried again then.
    """
    if any(conf.getboolean("metrics", switch) for switch in SWITCHES):
        from tasks import steps

        show(county, steps.tally(county))


def show(county: str, counts: Mapping[str, Mapping[str, int]]) -> None:
    """Set a gauge for each of the counts of a county, by kind and name.

    Of `2025/139901` and `{"returns": {"accepted": 3}}` that is
    `junheng.returns.accepted.2025.139901`. Codes and counts only: no name of anybody.
    """
    for kind, numbers in counts.items():
        for name, number in numbers.items():
            stats.gauge(".".join((PREFIX, kind, name, *county.split("/"))), number)
