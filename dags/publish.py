"""Publish the findings of a county as dossiers: Word files, in one archive.

One run a county and season, its partition says which. Runs when `evaluate` has findings of the
county. What it writes are drafts, marked so on every page; only a person can make them final.

成稿：每县每年度单独运行，分区就是“年度/县代码”；评估以后运行。生成申报表、自评报告和各校材料，
打成一个压缩包放入发件箱。自动生成的都是初稿，须由人审定后才能定稿（见“定稿 release”）。
"""

from typing import Any

from airflow.sdk import dag
from airflow.sdk.exceptions import AirflowSkipException

from tasks import orchestration, steps
from tasks.orchestration import task


@task
def find_findings(county: str) -> str:
    """Name the findings of what stands now in one county."""
    findings = steps.findings_of(county)
    if not findings:
        raise AirflowSkipException("what stands now is not evaluated yet")
    return findings


@task(inlets=[orchestration.FINDINGS])
def assemble(findings: str) -> str:
    """Write the dossiers of one county."""
    return steps.assemble(findings)


@task(outlets=[orchestration.DELIVERED], max_active_tis_per_dag=1)
def deliver(findings: str, county: str, outlet_events: Any) -> str:
    """Pack the dossiers of one county into the outbox, with their manifest."""
    package = steps.deliver(findings)
    outlet_events[orchestration.DELIVERED].add_partitions(county)
    return package


@task
def record(moment: str, county: str) -> int:
    """Put what happened into the county's chain of events."""
    return steps.record(moment, county)


@task
def notify(moment: str, county: str) -> int:
    """Bring the notices of the county up to date; return how many are new."""
    return len(steps.notices(moment, county))


@dag(
    dag_display_name="成稿 publish",
    doc_md=__doc__,
    tags=orchestration.tags("dossiers"),
    **orchestration.a_county_a_run(orchestration.FINDINGS),
)
def publish() -> None:
    """Wire the findings of one county to their dossiers."""
    assembled = assemble(find_findings(orchestration.COUNTY))
    delivered = deliver(assembled, orchestration.COUNTY)
    recorded = record(orchestration.MOMENT, orchestration.COUNTY)
    delivered >> recorded >> notify(orchestration.MOMENT, orchestration.COUNTY)


publish()
