"""All that knows Airflow outside the DAG files: assets, retries, names of mapped tasks."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import (
    Asset,
    AssetOrTimeSchedule,
    AssetWatcher,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    RetryAction,
    RetryRule,
)

from tasks.doorbell import IntakeTrigger
from tasks.errors import StoreError

TIME_ZONE = "Asia/Shanghai"

INTAKE = Asset(
    "intake",
    uri="x-junheng://intake",
    watchers=[AssetWatcher(name="doorbell", trigger=IntakeTrigger())],
)
"""New files lie in the intake folders. The event only rings; the ledger decides."""

RECEIVED = Asset("received", uri="x-junheng://received")
"""New returns were copied from the intake folders."""

CHECKED = Asset("checked", uri="x-junheng://checked")
"""New returns were checked and answered."""

FINDINGS = Asset("findings", uri="x-junheng://findings")
"""The indicators and verdicts of a county were computed anew."""

DELIVERED = Asset("delivered", uri="x-junheng://delivered")
"""The dossiers of a county lie in the outbox."""

START_DATE = pendulum.datetime(2025, 9, 1, tz=TIME_ZONE)

MOMENT = "{{ (dag_run.conf or {}).get('moment') or dag_run.run_after.isoformat() }}"
"""The moment a run was given, else when it was due; the same when a task is repeated."""

BATCH_NAME = "{{ task.op_kwargs['batch'][0].split('/')[1] }} · {{ ti.map_index + 1 }}"
"""Names a mapped task by county and batch: `130999 · 2`."""

COUNTY_NAME = "{{ task.op_kwargs['county'].split('/')[1] }}"
"""Names a mapped task by county: `130999`."""

FINDINGS_NAME = "{{ task.op_kwargs['findings'].split('/')[1] }}"
"""Names a mapped task by the county whose findings it works on."""

RETRY_ONLY_THE_STORE = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            StoreError,
            RetryAction.RETRY,
            retry_delay=timedelta(seconds=30),
            reason="storage did not answer and may come back",
        ),
        RetryRule(Exception, RetryAction.FAIL, reason="a person must act"),
    ]
)

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "junheng",
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_policy": RETRY_ONLY_THE_STORE,
}

DAG_ARGS: dict[str, Any] = {
    "start_date": START_DATE,
    "catchup": False,
    "max_active_runs": 1,
    "default_args": DEFAULT_ARGS,
}
"""What all DAGs have in common; hand it to `@dag` as `**DAG_ARGS`."""


def by_the_clock(cron: str) -> str | None:
    """Return `cron`, or None where the clock starts nothing (`JUNHENG_CLOCK=off`).

    A single run on the embedded default starts its DAGs itself; a run of the clock beside
    it would take the work away from it.
    """
    return None if os.environ.get("JUNHENG_CLOCK") == "off" else cron


def by_the_doorbell(cron: str) -> AssetOrTimeSchedule | None:
    """Return a schedule for new files in the intake as well as for `cron`, as `by_the_clock`."""
    if by_the_clock(cron) is None:
        return None
    return AssetOrTimeSchedule(
        assets=[INTAKE], timetable=CronTriggerTimetable(cron, timezone=TIME_ZONE)
    )
