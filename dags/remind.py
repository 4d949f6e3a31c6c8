"""Remind schools of what is still missing as the deadline comes near.

Every morning at eight. Writes a notice for each school that owes a return, and one list
for the bureau.

催报：每天早上八点运行。给尚未报送的学校写催报通知，并为教育局列出清单。
"""

from airflow.sdk import dag, task

from tasks import orchestration, steps


@task(task_id="remind")
def write_notices(moment: str) -> list[str]:
    """Write the notices of missing returns."""
    return steps.remind(moment)


@dag(
    schedule=orchestration.by_the_clock("0 8 * * *"),
    dag_display_name="催报 remind",
    doc_md=__doc__,
    tags=["returns"],
    **orchestration.DAG_ARGS,
)
def remind() -> None:
    """Wire the one step that looks for missing returns."""
    write_notices(orchestration.MOMENT)


remind()
