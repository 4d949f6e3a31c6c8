"""Collect the returns of schools: receive, stage, compare, check, reply.

As soon as a file comes, and every ten minutes. New files in the intake folders are copied,
moved into the folder “已接收” beside them, read and checked, and each gets a receipt that says
what is wrong in which cell, and what to do. Then every county that has something to be
evaluated, drafted or asked about is told to go on, each in a run of its own.

收表：报送文件夹里一有新文件就开始，另外每十分钟查看一次。新文件先留存原件并移入旁边的
“已接收”文件夹，再读取、核验，并在“回执”文件夹写回执。然后通知有事要做的县继续评估，每县
单独运行。没有要做的，就什么也不做。
"""

from typing import Any

from airflow.sdk import dag, task_group
from airflow.sdk.exceptions import AirflowSkipException

from tasks import orchestration, steps
from tasks.orchestration import task


@task(outlets=[orchestration.RECEIVED])
def receive(moment: str) -> list[list[str]]:
    """Copy what is new out of the intake folders; return it in batches."""
    batches = steps.receive(moment)
    if not batches:
        raise AirflowSkipException("no new return")
    return batches


@task(map_index_template=orchestration.BATCH_NAME)
def stage(batch: list[str]) -> list[str]:
    """Turn the workbooks of one batch into typed tables."""
    return steps.stage(batch)


@task(trigger_rule="all_done", inlets=[orchestration.RECEIVED])
def compare(staged: list[list[str]]) -> list[list[str]]:
    """Hold the schools of each county against each other, whatever became of one batch."""
    return steps.compare(list(staged))


@task(map_index_template=orchestration.BATCH_NAME)
def check(batch: list[str]) -> list[str]:
    """Check the tables of one batch against the suites."""
    return steps.check(batch)


@task(map_index_template=orchestration.BATCH_NAME)
def reply(batch: list[str], moment: str) -> list[str]:
    """Write a receipt beside every file of one batch."""
    return steps.reply(batch, moment)


@task_group(group_display_name=orchestration.title("answer"))
def answer(batch: list[str], moment: str) -> None:
    """Take one batch from tables to receipts, whatever becomes of the others."""
    reply(batch=check(batch=batch), moment=moment)


@task(outlets=[orchestration.CHECKED], trigger_rule="all_done")
def announce(outlet_events: Any) -> list[str]:
    """Ring for every county that has something to be done, whatever became of one batch."""
    counties = steps.to_continue()
    if not counties:
        raise AirflowSkipException("no county has anything to be done")
    outlet_events[orchestration.CHECKED].add_partitions(counties)
    return counties


@task
def record(moment: str) -> int:
    """Put what happened into the counties' chains of events."""
    return steps.record(moment)


@task
def notify(moment: str) -> int:
    """Bring the notices in the folders up to date; return how many are new."""
    return len(steps.notices(moment))


@dag(
    schedule=orchestration.by_the_doorbell("*/10 * * * *"),
    dag_display_name="收表 collect",
    doc_md=__doc__,
    tags=orchestration.tags("returns"),
    **orchestration.DAG_ARGS,
)
def collect() -> None:
    """Wire the steps from the intake folder to the receipts."""
    staged = stage.expand(batch=receive(orchestration.MOMENT))
    answered = answer.partial(moment=orchestration.MOMENT).expand(batch=compare(staged))
    answered >> announce()
    answered >> record(orchestration.MOMENT) >> notify(orchestration.MOMENT)


collect()
