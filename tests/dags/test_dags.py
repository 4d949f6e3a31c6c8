"""The DAGs as Airflow reads them: they import, they are light, they hang together."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from airflow.sdk.definitions.asset import AssetUniqueKey
from airflow.sdk.execution_time.context import OutletEventAccessor

CHECKOUT = Path(__file__).resolve().parents[2]
DAG_FILES = sorted((CHECKOUT / "dags").glob("*.py"))
CHINESE = re.compile("[\u3400-\u9fff]")
DAGS = sorted(file.stem for file in DAG_FILES)
A_COUNTY_A_RUN = ("evaluate", "publish", "release")
HEAVY = ("pandas", "pyarrow", "great_expectations", "docx", "openpyxl", "lxml", "python_calamine")


@pytest.fixture(scope="module")
def bag(tmp_path_factory):
    home = tmp_path_factory.mktemp("airflow")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_HOME", str(home))
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
        patch.delenv("JUNHENG_CLOCK", raising=False)
        from airflow.dag_processing.dagbag import DagBag

        yield DagBag(dag_folder=CHECKOUT / "dags")


@pytest.fixture(scope="module")
def tasks_of_all(bag):
    return [task for dag in bag.dags.values() for task in dag.tasks]


def test_every_dag_file_imports(bag):
    assert bag.import_errors == {}
    assert sorted(bag.dags) == DAGS


def test_reading_dag_files_loads_no_heavy_library(tmp_path):
    names = ", ".join(f"dags.{file.stem}" for file in DAG_FILES)
    code = f"import sys, {names}; print(*sorted(set(sys.modules) & {set(HEAVY)!r}))"
    path = os.pathsep.join([str(CHECKOUT), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "AIRFLOW_HOME": str(tmp_path), "PYTHONPATH": path}
    found = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=environment,
        cwd=CHECKOUT,
    )
    assert found.stdout.splitlines()[-1:] in ([], [""])


@pytest.mark.parametrize("file", DAG_FILES, ids=lambda file: file.stem)
def test_a_dag_file_is_wiring_only(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) < 100


@pytest.mark.parametrize("dag_id", DAGS)
def test_every_dag_lives_in_shanghai_time_and_explains_itself_in_two_languages(bag, dag_id):
    dag = bag.dags[dag_id]
    assert dag.catchup is False
    assert str(dag.timezone) == "Asia/Shanghai"
    assert dag.tags
    assert len(dag.doc_md.split()) > 20
    assert CHINESE.search(dag.doc_md)
    assert CHINESE.search(dag.dag_display_name)


@pytest.mark.parametrize("dag_id", DAGS)
def test_only_runs_of_a_county_are_at_work_side_by_side(bag, dag_id):
    assert (bag.dags[dag_id].max_active_runs > 1) is (dag_id in A_COUNTY_A_RUN)


def test_a_county_that_waits_for_a_person_blocks_no_other(bag):
    counties_of_the_largest_province = 183
    assert bag.dags["release"].max_active_runs > counties_of_the_largest_province


@pytest.mark.parametrize("dag_id", A_COUNTY_A_RUN)
def test_a_run_of_a_county_is_named_by_its_partition_or_by_a_form(bag, dag_id):
    from airflow.sdk import IdentityMapper, PartitionedAssetTimetable

    dag = bag.dags[dag_id]
    assert isinstance(dag.timetable, PartitionedAssetTimetable)
    assert isinstance(dag.timetable.default_partition_mapper, IdentityMapper)
    field = dag.params.get_param("county")
    assert field.value == "", "a run that an asset has started has no form"
    assert CHINESE.search(field.schema["title"])
    assert re.fullmatch(field.schema["pattern"], "2025/130999")


def test_the_roll_up_has_one_partition_a_year(bag):
    from airflow.serialization.decoders import decode_partition_mapper
    from airflow.serialization.encoders import encode_partition_mapper

    mapper = bag.dags["province"].timetable.default_partition_mapper
    mapper = decode_partition_mapper(encode_partition_mapper(mapper))
    assert mapper.to_downstream("2025/130999") == "2025/all"
    assert mapper.to_downstream("2025/130998") == "2025/all"
    assert mapper.to_downstream("2024/130999") == "2024/all"


@pytest.mark.parametrize("dag_id", DAGS)
def test_every_dag_has_a_deadline_and_an_approval_a_longer_one(bag, dag_id):
    from airflow.sdk import DeadlineReference

    (alert,) = bag.dags[dag_id].deadline
    assert alert.reference == DeadlineReference.DAGRUN_QUEUED_AT
    assert alert.callback.path == "tasks.alarm.tell_late"
    assert (alert.interval > timedelta(days=1)) is (dag_id == "release")


def test_a_form_for_old_seasons_speaks_chinese(bag):
    params = bag.dags["replay"].params
    assert set(params) == {"edition", "county", "rules", "regime"}
    for name in params:
        schema = params.get_param(name).schema
        assert CHINESE.search(schema["title"])
        assert schema["pattern"]


@pytest.mark.parametrize(
    ("dag_id", "assets"),
    [
        ("collect", {"intake"}),
        ("evaluate", {"checked"}),
        ("publish", {"findings"}),
        ("release", {"delivered"}),
        ("province", {"approved"}),
    ],
)
def test_assets_start_the_dags(bag, dag_id, assets):
    condition = bag.dags[dag_id].timetable.asset_condition
    found = getattr(condition, "objects", [condition])
    assert {asset.name for asset in found} == assets


def test_the_clock_starts_the_others(bag):
    assert bag.dags["remind"].timetable.expression == "0 8 * * *"
    assert bag.dags["season"].timetable.expression == "30 7 * * *"
    assert bag.dags["collect"].timetable.timetable.expression == "*/10 * * * *"


def test_the_doorbell_watches_the_intake(bag):
    (intake,) = bag.dags["collect"].timetable.asset_condition.objects
    (watcher,) = intake.watchers
    classpath, arguments = watcher.trigger.serialize()

    assert classpath == "tasks.doorbell.IntakeTrigger"
    assert arguments["look_every"] < 60, "a receipt comes within a minute"


def test_the_clock_can_be_turned_off_for_a_single_run(monkeypatch):
    from tasks import orchestration

    monkeypatch.setenv("JUNHENG_CLOCK", "off")
    assert orchestration.by_the_clock("*/10 * * * *") is None
    assert orchestration.by_the_doorbell("*/10 * * * *") is None


def test_the_rings_of_the_events_are_told_apart_by_who_rings(tasks_of_all):
    announced = sorted(
        (asset.name, f"{task.dag_id}.{task.task_id}")
        for task in tasks_of_all
        for asset in outlets(task)
    )
    assert announced == [
        ("approved", "release.release_final"),
        ("checked", "collect.announce"),
        ("checked", "replay.ring"),
        ("delivered", "publish.deliver"),
        ("findings", "evaluate.evaluate_county"),
        ("received", "collect.receive"),
    ]


def test_counties_are_rung_for_once_after_all_batches_whatever_became_of_one(bag):
    announce = bag.dags["collect"].get_task("announce")
    assert announce.upstream_task_ids == {"answer.reply"}
    assert announce.trigger_rule == "all_done", "what an event lost is caught up by the clock"
    record = bag.dags["collect"].get_task("record")
    assert record.trigger_rule == "all_success", "a run with a failed batch is not green"
    assert record.downstream_task_ids == {"notify"}


def test_packages_get_their_numbers_one_after_the_other(bag):
    for dag_id, task_id in (("publish", "deliver"), ("release", "release_final")):
        assert bag.dags[dag_id].get_task(task_id).max_active_tis_per_dag == 1


def test_every_task_has_an_owner_and_says_what_it_does(tasks_of_all):
    assert {task.owner for task in tasks_of_all} == {"junheng"}
    for task in tasks_of_all:
        assert described(task), task.task_id
        assert CHINESE.search(task.task_display_name), task.task_id


def test_only_a_silent_store_is_tried_again(tasks_of_all):
    from airflow.sdk import RetryAction

    from tasks.errors import CatalogueError, JunhengError, StoreError, SubmissionError

    for task in tasks_of_all:
        assert task.retries >= 3
        policy = task.retry_policy
        assert policy.evaluate(StoreError("no answer"), 1, 3).action is RetryAction.RETRY
        for error in (CatalogueError("wrong"), SubmissionError(), JunhengError(), ValueError()):
            assert policy.evaluate(error, 1, 3).action is RetryAction.FAIL


def test_mapped_tasks_are_named_by_county(tasks_of_all):
    names = {task.task_id: task.map_index_template for task in tasks_of_all}
    named = {name for name, template in names.items() if template}
    assert named == {
        "stage",
        "answer.check",
        "answer.reply",
        "compare_rules",
        "roll_up",
    }


def rung(task, function, **arguments):
    """Return what a task gives and for which partitions it rings."""
    (asset,) = outlets(task)
    events = {asset: OutletEventAccessor(key=AssetUniqueKey.from_asset(asset))}
    given = function(**arguments, outlet_events=events)
    return given, events[asset].partition_keys


def test_collect_rings_for_each_county_that_has_something_to_be_done(bag, monkeypatch):
    from tasks import steps

    announce = bag.dags["collect"].get_task("announce")
    monkeypatch.setattr(steps, "to_continue", lambda: ["2025/130998", "2025/130999"])
    _, partitions = rung(announce, announce.python_callable)
    assert partitions == {"2025/130998", "2025/130999"}


def test_collect_rings_for_nobody_when_nothing_is_to_be_done(bag, monkeypatch):
    from airflow.sdk.exceptions import AirflowSkipException

    from tasks import steps

    announce = bag.dags["collect"].get_task("announce")
    monkeypatch.setattr(steps, "to_continue", lambda: [])
    with pytest.raises(AirflowSkipException):
        rung(announce, announce.python_callable)


def test_whoever_watches_is_told_of_a_county_once_it_is_evaluated(bag, monkeypatch):
    from tasks import gauges, steps

    told: list[str] = []
    monkeypatch.setattr(steps, "record", lambda moment, county: 3)
    monkeypatch.setattr(gauges, "tell_county", told.append)
    record = bag.dags["evaluate"].get_task("record")
    assert record.python_callable("2025-10-18T16:00:00+08:00", "2025/130999") == 3
    assert told == ["2025/130999"]


def test_a_run_that_a_person_has_started_rings_for_its_county_too(bag, monkeypatch):
    from tasks import steps

    evaluate = bag.dags["evaluate"].get_task("evaluate_county")
    monkeypatch.setattr(steps, "evaluate", lambda county: f"{county}/key")
    given = rung(evaluate, evaluate.python_callable, county="2025/130999")
    assert given == ("2025/130999/key", {"2025/130999"})


def test_a_draft_that_was_asked_about_is_not_asked_about_again_by_an_event(bag, monkeypatch):
    from airflow.sdk.exceptions import AirflowSkipException

    from tasks import steps

    request = bag.dags["release"].get_task("request").python_callable
    monkeypatch.setattr(steps, "is_approval_due", lambda county: False)
    monkeypatch.setattr(steps, "ask", lambda county, moment: {"county": county})
    with pytest.raises(AirflowSkipException):
        request("2025/130999", "2026-01-01", "")
    assert request("2025/130999", "2026-01-01", "asked for") == {"county": "2025/130999"}


def outlets(task):
    return task.outlets if isinstance(task.outlets, list) else list(task.outlets or [])


def described(task):
    return task.doc_md or getattr(task, "python_callable", task).__doc__
