"""Evaluate the counties of a year anew by that year's own rules; compare them by other rules.

A person starts it and says which year and, if need be, which county. Every county of that year is
rung for, a partition each: its run of `evaluate` computes what has no findings by the rules of its
own edition, and does nothing where nothing has changed. With other rules named, a paper beside the
county's packages says which verdicts would flip; nothing of the season is changed by it.

重评：手工运行，在“触发”表单里填年度，需要时填县。该年度的县逐个通知“评估”，按该年度自己的规则
重新计算；没有变化的不重复。另填对照的年度或评估办法的，在发件箱该县的文件夹里写出哪些结论会变，
不改变任何结果。
"""

from typing import Any

from airflow.sdk import dag
from airflow.sdk.exceptions import AirflowSkipException

from tasks import orchestration, steps
from tasks.orchestration import task


@task(outlets=[orchestration.CHECKED])
def ring(edition: str, county: str, outlet_events: Any) -> list[str]:
    """Ring for every county that was asked for."""
    counties = steps.counties_of(edition, county)
    outlet_events[orchestration.CHECKED].add_partitions(counties)
    return counties


@task(map_index_template=orchestration.COUNTY_NAME)
def compare_rules(county: str, rules: str, regime: str) -> str:
    """Write which verdicts of one county flip by other rules."""
    if not (rules or regime):
        raise AirflowSkipException("no other rules were asked for")
    return steps.compare_rules(county, rules, regime)


@dag(
    schedule=None,
    dag_display_name="重评 replay",
    doc_md=__doc__,
    tags=orchestration.tags("findings"),
    params=orchestration.replay_params(),
    **orchestration.DAG_ARGS,
)
def replay() -> None:
    """Wire the form to the counties it asks for."""
    counties = ring("{{ params.edition }}", "{{ params.county or '' }}")
    other = {"rules": "{{ params.rules or '' }}", "regime": "{{ params.regime or '' }}"}
    compare_rules.partial(**other).expand(county=counties)


replay()
