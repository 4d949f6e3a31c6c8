"""Evaluate a county whose returns have changed: indicators, coefficients, verdicts.

One run a county and season, its partition says which. Runs when `collect` rings for the county.
What is evaluated already costs nothing. An incomplete season is evaluated too, and the findings
then say which returns are missing and which indicators that leaves open.

评估：每县每年度单独运行，分区就是“年度/县代码”；收表以后有变化的县才运行。计算指标、差异系数
和结论；报表不齐时，结果会写明缺哪些报表、影响哪些指标。也可在“触发”表单里填县，手工运行。
"""

from typing import Any

from airflow.sdk import dag

from tasks import gauges, orchestration, steps
from tasks.orchestration import task


@task(inlets=[orchestration.CHECKED], outlets=[orchestration.FINDINGS])
def evaluate_county(county: str, outlet_events: Any) -> str:
    """Compute the facts and verdicts of one county."""
    findings = steps.evaluate(county)
    outlet_events[orchestration.FINDINGS].add_partitions(county)
    return findings


@task
def record(moment: str, county: str) -> int:
    """Put what happened into the county's chain of events, and show where the county stands."""
    events = steps.record(moment, county)
    gauges.tell_county(county)
    return events


@dag(
    dag_display_name="评估 evaluate",
    doc_md=__doc__,
    tags=orchestration.tags("findings"),
    **orchestration.a_county_a_run(orchestration.CHECKED),
)
def evaluate() -> None:
    """Wire the evaluation of one county."""
    evaluated = evaluate_county(orchestration.COUNTY)
    evaluated >> record(orchestration.MOMENT, orchestration.COUNTY)


evaluate()
