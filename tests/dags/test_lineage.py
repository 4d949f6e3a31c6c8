"""What a task tells a catalogue of data: the county's data it reads and writes, and no more."""

from __future__ import annotations

from types import SimpleNamespace

from airflow.sdk.definitions.asset import AssetUniqueKey
from airflow.sdk.execution_time.context import OutletEventAccessor

from tasks import orchestration
from tasks.lineage import NAMESPACE, TracedTask, counties_in

COUNTY = "2025/130999"


def a_task():
    from dags.evaluate import evaluate

    task = evaluate().get_task("evaluate_county")
    assert isinstance(task, TracedTask)
    task.op_args, task.op_kwargs = [COUNTY], {}
    return task


def told(datasets):
    assert {each.namespace for each in datasets} <= {NAMESPACE}
    return [each.name for each in datasets]


def test_a_task_says_at_its_start_what_it_reads():
    lineage = a_task().get_openlineage_facets_on_start()
    assert (told(lineage.inputs), told(lineage.outputs)) == ([f"checked/{COUNTY}"], [])


def test_a_task_says_at_its_end_what_it_has_written():
    asset = orchestration.FINDINGS
    events = {asset: OutletEventAccessor(key=AssetUniqueKey.from_asset(asset))}
    events[asset].add_partitions(["2025/130998", COUNTY])
    instance = SimpleNamespace(get_template_context=lambda: {"outlet_events": events})
    lineage = a_task().get_openlineage_facets_on_complete(instance)
    assert told(lineage.inputs) == [f"checked/{COUNTY}"]
    assert told(lineage.outputs) == ["findings/2025/130998", f"findings/{COUNTY}"]


def test_the_counties_of_a_task_are_found_in_whatever_it_is_given():
    keys = [f"{COUNTY}/2130999001/school_return/1", "2025/130998/x"]
    assert counties_in([keys, {"county": COUNTY}, 7, "13:00", "2025/all"]) == [
        "2025/130998",
        COUNTY,
    ]
    assert counties_in([f"看 {COUNTY}"]) == [], "a text that only speaks of a county is not its key"
