"""Enter the phases of the season as their days come.

Every morning at half past seven, Chinese time. The calendar of the year says when returns open,
when schools check themselves, put right, are inspected for a trial, when drafts become final and
when the review begins. What a phase asks for on its first day is done here, once.

年度日程：每天早上七点半运行。年度日历写明报送、自查、整改、模拟督导、定稿、评审各阶段的起止日期；
到了某一阶段的第一天，做该阶段要做的事，只做一次。
"""

from airflow.sdk import dag

from tasks import orchestration, steps
from tasks.orchestration import task


@task
def enter_phases(moment: str) -> list[str]:
    """Do what the phases that have begun ask for."""
    return steps.enter_phases(moment)


@dag(
    schedule=orchestration.by_the_clock("30 7 * * *"),
    dag_display_name="年度日程 season",
    doc_md=__doc__,
    tags=orchestration.tags("calendar"),
    **orchestration.DAG_ARGS,
)
def season() -> None:
    """Wire the one step that looks into the calendar."""
    enter_phases(orchestration.MOMENT)


season()
