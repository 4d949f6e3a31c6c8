"""What the standing service is watched by: counts of a county, through Airflow's own metrics.

They go where `[metrics]` of Airflow's settings says, StatsD or OpenTelemetry, and nowhere where
it says nothing. How long each stage takes Airflow tells itself, as `task.duration`.
"""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from typing import Any

from airflow.sdk.configuration import conf
from airflow.sdk.observability import stats

PREFIX = "junheng"
SWITCHES = ("statsd_on", "otel_on")


def tell_county(context: Mapping[str, Any]) -> None:
    """Show where the county of a task stands; the `on_success_callback` of that task.

    The county, `edition/county`, is the argument of that name, however it was given.
    """
    if not any(conf.getboolean("metrics", switch) for switch in SWITCHES):
        return
    from tasks import steps

    task = context["task"]
    given = signature(task.python_callable).bind(*task.op_args, **task.op_kwargs)
    county = given.arguments["county"]
    show(county, steps.tally(county))


def show(county: str, counts: Mapping[str, Mapping[str, int]]) -> None:
    """Set a gauge for each of the counts of a county, by kind and name.

    Of `2025/139901` and `{"returns": {"accepted": 3}}` that is
    `junheng.returns.accepted.2025.139901`. Codes and counts only: no name of anybody.
    """
    for kind, numbers in counts.items():
        for name, number in numbers.items():
            stats.gauge(".".join((PREFIX, kind, name, *county.split("/"))), number)
