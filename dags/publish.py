"""Publish the findings as dossiers: Word files, one archive for each county.

Runs when `evaluate` has new findings. What it writes are drafts, marked so on every
page; only a person can make them final.

成稿：有新的评估结果时运行。为每个县生成申报表、自评报告和各校材料，打成一个压缩包放入
发件箱。自动生成的都是初稿，须由人审定后才能定稿。
"""

from airflow.sdk import dag, task, task_group

from tasks import orchestration, steps


@task
def drafts_due() -> list[str]:
    """List the findings that have no draft dossiers yet."""
    return steps.drafts_due()


@task(map_index_template=orchestration.FINDINGS_NAME)
def assemble(findings: str) -> str:
    """Write the dossiers of one county."""
    return steps.assemble(findings)


@task(map_index_template=orchestration.FINDINGS_NAME, outlets=[orchestration.DELIVERED])
def deliver(findings: str) -> str:
    """Pack the dossiers of one county into the outbox, with their manifest."""
    return steps.deliver(findings)


@task_group
def draft(findings: str) -> None:
    """Take one county from findings to archive, whatever becomes of the others."""
    deliver(findings=assemble(findings=findings))


@task
def record(moment: str) -> int:
    """Put what happened into the counties' chains of events."""
    return steps.record(moment)


@dag(
    schedule=[orchestration.FINDINGS],
    dag_display_name="成稿 publish",
    doc_md=__doc__,
    tags=["dossiers"],
    **orchestration.DAG_ARGS,
)
def publish() -> None:
    """Wire the ledger of findings to their dossiers."""
    draft.expand(findings=drafts_due()) >> record(orchestration.MOMENT)


publish()
