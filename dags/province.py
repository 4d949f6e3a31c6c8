"""Put the counties of a province together: one workbook and one report.

Runs when a county of the year has its final version, a run for all that come at the same time;
its partition is the year. It waits until every county of the province's list is released, or as
many as the list asks for, and always says which are missing and why.

全省汇总：有县出了终审稿就运行，同时出的合为一次。县名单上的县全部定稿，或者达到名单规定的最低
数目，才出汇总；每次都写明还缺哪些县、缺在哪一步。没有县名单的，不汇总。
"""

from airflow.sdk import dag

from tasks import orchestration, steps
from tasks.orchestration import task


@task(inlets=[orchestration.APPROVED])
def provinces_due(key: str) -> list[dict[str, str]]:
    """Name the provinces of the year; all of them if a person has started the run."""
    return steps.provinces_of(key)


@task(map_index_template=orchestration.PROVINCE_NAME)
def roll_up(edition: str, province: str, moment: str) -> str | None:
    """Put the counties of one province together, if enough are released."""
    return steps.roll_up(edition, province, moment)


@dag(
    schedule=orchestration.a_year_a_run(orchestration.APPROVED),
    dag_display_name="全省汇总 province",
    doc_md=__doc__,
    tags=orchestration.tags("province"),
    **orchestration.DAG_ARGS,
)
def province() -> None:
    """Wire the list of provinces to their roll-ups."""
    due = provinces_due("{{ dag_run.partition_key or '' }}")
    roll_up.partial(moment=orchestration.MOMENT).expand_kwargs(due)


province()
