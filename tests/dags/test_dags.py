"""The DAGs as Airflow reads them: they import, they are light, they hang together."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
DAG_FILES = sorted((CHECKOUT / "dags").glob("*.py"))
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
    assert set(bag.dags) == {"collect", "evaluate", "publish", "remind"}


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


@pytest.mark.parametrize("dag_id", ["collect", "evaluate", "publish", "remind"])
def test_every_dag_runs_alone_in_shanghai_time_and_explains_itself(bag, dag_id):
    dag = bag.dags[dag_id]
    assert dag.max_active_runs == 1
    assert dag.catchup is False
    assert str(dag.timezone) == "Asia/Shanghai"
    assert dag.tags
    assert len(dag.doc_md.split()) > 20


@pytest.mark.parametrize(
    ("dag_id", "assets"),
    [("collect", {"intake"}), ("evaluate", {"checked"}), ("publish", {"findings"})],
)
def test_assets_start_the_dags(bag, dag_id, assets):
    condition = bag.dags[dag_id].timetable.asset_condition
    assert {asset.name for asset in condition.objects} == assets


def test_the_clock_starts_the_others(bag):
    assert bag.dags["remind"].timetable.expression == "0 8 * * *"
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


def test_each_asset_is_announced_by_one_task(tasks_of_all):
    announced = sorted(
        (asset.name, f"{task.dag_id}.{task.task_id}")
        for task in tasks_of_all
        for asset in outlets(task)
    )
    assert announced == [
        ("checked", "collect.announce"),
        ("delivered", "publish.draft.deliver"),
        ("findings", "evaluate.evaluate_county"),
        ("received", "collect.receive"),
    ]


def test_evaluation_is_announced_once_after_all_batches(bag):
    announce = bag.dags["collect"].get_task("announce")
    assert announce.upstream_task_ids == {"answer.reply"}
    assert announce.trigger_rule == "all_success"


def test_every_task_has_an_owner_and_says_what_it_does(tasks_of_all):
    assert {task.owner for task in tasks_of_all} == {"junheng"}
    for task in tasks_of_all:
        assert described(task), task.task_id


def test_only_a_silent_store_is_tried_again(tasks_of_all):
    from airflow.sdk import RetryAction

    from tasks.errors import CatalogueError, JunhengError, StoreError, SubmissionError

    for task in tasks_of_all:
        assert task.retries == 3
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
        "evaluate_county",
        "draft.assemble",
        "draft.deliver",
    }


def outlets(task):
    return task.outlets if isinstance(task.outlets, list) else list(task.outlets or [])


def described(task):
    return task.doc_md or getattr(task, "python_callable", None).__doc__
