"""Evaluate the counties whose returns have changed: indicators, coefficients, verdicts.

Runs when `collect` has checked new returns. An incomplete season is evaluated too, and
the findings then say which returns are missing and which indicators that leaves open.

评估：核验完新的报表后运行。计算指标、差异系数和结论；报表不齐时，结果会写明缺哪些报表、
影响哪些指标。
"""

from airflow.sdk import dag, task

from tasks import orchestration, steps


@task
def counties_due() -> list[str]:
    """List the counties whose accepted returns have no findings yet."""
    return steps.counties_due()


@task(map_index_template=orchestration.COUNTY_NAME, outlets=[orchestration.FINDINGS])
def evaluate_county(county: str) -> str:
    """Compute the facts and verdicts of one county."""
    return steps.evaluate(county)


@task
def record(moment: str) -> int:
    """Put what happened into the counties' chains of events."""
    return steps.record(moment)


@dag(
    schedule=[orchestration.CHECKED],
    dag_display_name="评估 evaluate",
    doc_md=__doc__,
    tags=["findings"],
    **orchestration.DAG_ARGS,
)
def evaluate() -> None:
    """Wire the ledger of counties to their evaluation."""
    evaluate_county.expand(county=counties_due()) >> record(orchestration.MOMENT)


evaluate()
