"""All that knows Airflow outside the DAG files: assets, partitions, retries, names of tasks."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pendulum
from airflow.sdk import (
    Asset,
    AssetOrTimeSchedule,
    AssetWatcher,
    CronTriggerTimetable,
    ExceptionRetryPolicy,
    FixedKeyMapper,
    IdentityMapper,
    Param,
    PartitionedAssetTimetable,
    ProductMapper,
    RetryAction,
    RetryRule,
)
from airflow.sdk.bases.decorator import task_decorator_factory
from airflow.sdk.definitions.callback import SyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from tasks import catalogue
from tasks.doorbell import IntakeTrigger
from tasks.errors import StoreError
from tasks.lineage import TracedTask

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
"""Returns of a county were checked and answered; a partition a county, such as `2025/130999`."""

FINDINGS = Asset("findings", uri="x-junheng://findings")
"""The indicators and verdicts of a county were computed; partitions as of `CHECKED`."""

DELIVERED = Asset("delivered", uri="x-junheng://delivered")
"""The draft of a county lies in the outbox; partitions as of `CHECKED`."""

APPROVED = Asset("approved", uri="x-junheng://approved")
"""A person has released the dossiers of a county; partitions as of `CHECKED`."""

START_DATE = pendulum.datetime(2025, 9, 1, tz=TIME_ZONE)

MOMENT = "{{ (dag_run.conf or {}).get('moment') or dag_run.run_after.isoformat() }}"
"""The moment a run was given, else when it was due; the same when a task is repeated."""

BATCH_NAME = "{{ task.op_kwargs['batch'][0].split('/')[1] }} · {{ ti.map_index + 1 }}"
"""Names a mapped task by county and batch: `130999 · 2`."""

COUNTY_NAME = "{{ task.op_kwargs['county'].split('/')[1] }}"
"""Names a mapped task by county: `130999`."""

PROVINCE_NAME = "{{ task.op_kwargs['edition'] }} · {{ task.op_kwargs['province'] }}"
"""Names a mapped task by year and province: `2025 · 13`."""

ASKED_FOR = "{{ 'asked for' if dag_run.run_type == 'manual' else '' }}"
"""Tells, as a text or none, whether a person has started the run."""

RETRY_DELAY = timedelta(seconds=30)
LATE_AFTER = timedelta(hours=2)
APPROVAL_LATE_AFTER = timedelta(days=3)
COUNTIES_AT_ONCE = 10
APPROVALS_AT_ONCE = 1000
"""More runs of a county than there are counties: one that waits for a person blocks no other."""

RETRY_ONLY_THE_STORE = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            StoreError,
            RetryAction.RETRY,
            retry_delay=RETRY_DELAY,
            reason="storage did not answer and may come back",
        ),
        RetryRule(Exception, RetryAction.FAIL, reason="a person must act"),
    ]
)

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "junheng",
    "retries": 3,
    "retry_delay": RETRY_DELAY,
    "retry_policy": RETRY_ONLY_THE_STORE,
}


def late_after(interval: timedelta) -> DeadlineAlert:
    """Return an alert for a run that has not ended `interval` after it was queued."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=interval,
        callback=SyncCallback("tasks.alarm.tell_late"),
    )


DAG_ARGS: dict[str, Any] = {
    "start_date": START_DATE,
    "catchup": False,
    "max_active_runs": 1,
    "default_args": DEFAULT_ARGS,
    "deadline": late_after(LATE_AFTER),
}
"""What all DAGs have in common; hand it to `@dag` as `**DAG_ARGS`."""


@cache
def wording() -> Any:
    """Return what Airflow's pages call tasks and forms, read once per process."""
    return catalogue.read_yaml(catalogue.TEMPLATES / "airflow" / "wording.yml")


COUNTY = "{{ dag_run.partition_key or params.county or '" + wording()["county"]["none"] + "' }}"
"""The county of a run: its partition, or what a person wrote into the form."""


def text_param(title: str, description: str, pattern: str) -> Param:
    """Return a field of the form that starts a run; it may be left empty."""
    return Param(
        "",
        type=["string", "null"],
        title=title,
        description=description,
        pattern=pattern,
        section=wording()["section"],
    )


def a_county_a_run(asset: Asset, at_once: int = COUNTIES_AT_ONCE) -> dict[str, Any]:
    """Return the arguments of a DAG with a run for each partition of `asset`.

    What is due is decided by the ledger all the same: an event is only a doorbell.
    """
    words = wording()["county"]
    return DAG_ARGS | {
        "schedule": PartitionedAssetTimetable(assets=asset),
        "max_active_runs": at_once,
        "params": {"county": text_param(words["title"], words["description"], r"^(\d{4}/\d{6})?$")},
    }


def replay_params() -> dict[str, Param]:
    """Return the form by which a person has old seasons evaluated anew."""
    patterns = {
        "edition": r"^\d{4}$",
        "county": r"^(\d{6})?$",
        "rules": r"^(\d{4})?$",
        "regime": r"^\w*$",
    }
    words = wording()["replay"]
    fields = {
        name: text_param(**words[name], pattern=pattern) for name, pattern in patterns.items()
    }
    return fields | {
        "edition": Param(
            None,
            type="string",
            pattern=r"^\d{4}$",
            **words["edition"],
            section=wording()["section"],
        )
    }


def an_approval_a_run(asset: Asset) -> dict[str, Any]:
    """Return what `a_county_a_run` does, for runs that wait for a person."""
    return a_county_a_run(asset, APPROVALS_AT_ONCE) | {"deadline": late_after(APPROVAL_LATE_AFTER)}


def a_year_a_run(asset: Asset) -> PartitionedAssetTimetable:
    """Return a schedule with one partition, `2025/all`, for the counties of a year together."""
    mapper = ProductMapper(IdentityMapper(), FixedKeyMapper("all"), delimiter="/")
    return PartitionedAssetTimetable(assets=asset, default_partition_mapper=mapper)


def task(function: Callable[..., Any] | None = None, **arguments: Any) -> Any:
    """Return what Airflow's decorator `task` does: a task called what the wording calls it.

    Where Airflow tells a catalogue of data what it does, the task says which county's.
    """
    if function is None:
        return lambda given: task(given, **arguments)
    name = arguments.get("task_id") or function.__name__
    return task_decorator_factory(
        function,
        decorated_operator_class=TracedTask,
        task_display_name=title(name),
        **arguments,
    )


def title(name: str) -> str:
    """Return what people call a task or group of tasks, or its own name."""
    return str(wording()["tasks"].get(name, name))


def tags(*names: str) -> list[str]:
    """Return what people call the tags of a DAG."""
    return [str(wording()["tags"].get(name, name)) for name in names]


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
