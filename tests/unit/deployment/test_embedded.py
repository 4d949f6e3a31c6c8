"""The embedded Airflow, without Airflow: its settings, what it says, how it follows runs."""

from __future__ import annotations

import json
import os
import socket

import pytest
import yaml

from tasks.embedded import environment, follow, processes, rest, season, wording
from tasks.embedded.rest import ApiError, TaskLog, TaskState


def test_everything_of_airflow_lies_under_its_home(tmp_path):
    settings = environment.airflow_environment(tmp_path, 8123)
    assert settings["AIRFLOW_HOME"] == str(tmp_path)
    assert settings["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] == f"sqlite:///{tmp_path}/airflow.db"
    assert settings["AIRFLOW__LOGGING__BASE_LOG_FOLDER"].startswith(str(tmp_path))
    assert settings["AIRFLOW__CORE__LOAD_EXAMPLES"] == "False"


def test_airflow_listens_on_the_loopback_only(tmp_path):
    settings = environment.airflow_environment(tmp_path, 8123)
    assert settings["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert settings["AIRFLOW__API__PORT"] == "8123"
    assert "127.0.0.1:8123" in settings["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"]


def test_secrets_are_made_once_and_for_the_owner_only(tmp_path):
    first = environment.airflow_environment(tmp_path)
    files = [path for path in (tmp_path / "secrets").iterdir() if path.is_file()]
    assert len(files) == 3
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert len({path.read_text() for path in files}) == 3
    assert environment.airflow_environment(tmp_path) == first


def test_the_password_is_kept_where_the_auth_manager_looks(tmp_path):
    password = environment.password(tmp_path)
    kept = tmp_path / environment.PASSWORDS
    assert json.loads(kept.read_text()) == {"admin": password}
    assert kept.stat().st_mode & 0o777 == 0o600
    assert environment.password(tmp_path) == password


def test_a_child_does_not_inherit_airflow_settings_of_the_shell(tmp_path):
    parent = {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW_CONFIG": "/elsewhere.cfg",
        "PYTHONDONTWRITEBYTECODE": "1",
        "JUNHENG_INTAKE": "/returns",
        "NO_PROXY": "example",
    }
    child = environment.child_environment(tmp_path, 8123, parent)
    assert child["AIRFLOW__CORE__EXECUTOR"] == "tasks.local_executor.LocalExecutor"
    assert "AIRFLOW_CONFIG" not in child
    assert "PYTHONDONTWRITEBYTECODE" not in child
    assert child["JUNHENG_INTAKE"] == "/returns"
    assert child[environment.MARK] == str(tmp_path)
    assert child["SPT_NOENV"]
    assert child["NO_PROXY"] == "example,127.0.0.1,localhost"


def test_a_child_meets_our_plugin_once(tmp_path, monkeypatch):
    """Airflow 3.3.2 leaves out of a task the plugins that come after one it meets twice."""
    here, elsewhere = str(environment.CHECKOUT), "/elsewhere"
    parent = {"PYTHONPATH": os.pathsep.join([here, elsewhere])}
    for installed, paths in ((True, [elsewhere]), (False, [here, elsewhere])):
        monkeypatch.setattr(environment, "_is_installed_from_here", lambda found=installed: found)
        child = environment.child_environment(tmp_path, 8123, parent)
        assert child["PYTHONPATH"].split(os.pathsep) == paths
        assert child["PYTHONSAFEPATH"], "else the folder we start in is looked through as well"


def test_a_port_in_use_is_left_alone():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert environment.free_port(port) != port


@pytest.mark.parametrize(
    ("states", "sentence", "counts"),
    [
        (["running"], "", {}),
        (["success"], "task_done", {}),
        (["skipped"], "task_skipped", {}),
        (["success", "running", None], "task_progress", {"done": 1, "total": 3}),
        (["running", "queued"], "", {}),
        (["success", "up_for_retry"], "task_retrying", {}),
        (["upstream_failed"], "", {}),
    ],
)
def test_what_is_said_of_a_task(states, sentence, counts):
    assert follow.describe(states) == (sentence, counts)


@pytest.mark.parametrize(
    ("exception", "code"),
    [("StoreError", 4), ("CatalogueError", 3), ("SubmissionError", 2), ("ValueError", 1), ("", 1)],
)
def test_the_exit_code_is_that_of_the_exception(exception, code):
    assert follow.exit_code_of(exception) == code


def test_a_failed_log_ends_with_the_exception_and_our_own_frames():
    frames = [
        {"filename": "/x/site-packages/airflow/runner.py", "lineno": 1, "name": "run"},
        {"filename": "/x/tasks/steps/check.py", "lineno": 7, "name": "check"},
    ]
    failure = {"exc_type": "StoreError", "exc_value": "no answer", "frames": frames}
    content = [
        {"event": "::group::Pre Execute"},
        {"event": "Task failed with exception", "error_detail": [failure]},
    ]
    assert rest.read_log(content) == TaskLog(
        (
            "Task failed with exception",
            "  /x/tasks/steps/check.py:7 check",
            "StoreError: no answer",
        ),
        "StoreError",
    )


class Season:
    """An Airflow with two DAGs: the asset of the first starts the second, a look later."""

    def __init__(self, second: str = "success") -> None:
        self.second = second
        self.looks = 0

    def run_state(self, dag_id, run_id):
        asks = self.second == follow.ASKING
        return "success" if dag_id == "collect" else "running" if asks else self.second

    def partition(self, dag_id, run_id):
        return "" if dag_id == "collect" else "2025/130999"

    def task_states(self, dag_id, run_id):
        if dag_id == "collect":
            return [TaskState("check", -1, 1, "success")]
        waits = TaskState("record", -1, 1, None)
        return [TaskState("evaluate_county", -1, 1, self.second), waits]

    def asset_events(self, dag_id, run_id):
        if dag_id != "collect":
            return [(2, [])]
        self.looks += 1
        if self.looks == 1:
            raise ApiError(500, "the run has no start date yet")
        return [(1, [("evaluate", "second")] if self.looks > 2 else [])]

    def consumers(self, asset):
        return ["evaluate"] if asset == 1 else []

    def task_log(self, dag_id, run_id, task):
        return TaskLog(("CatalogueError: wrong",), "CatalogueError")


def follow_without_waiting(monkeypatch, airflow):
    monkeypatch.setattr(follow, "POLL_SECONDS", 0)
    return follow.follow(airflow, ("collect", "first"), lambda moved: None)


def test_a_season_is_followed_along_its_asset_events(monkeypatch, capsys):
    assert follow_without_waiting(monkeypatch, Season()) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.endswith("开始")] == [
        "收表：开始",
        "评估 2025/130999：开始",
    ]


def test_a_failure_is_told_with_its_log_and_exit_code(monkeypatch, capsys):
    assert follow_without_waiting(monkeypatch, Season(second="failed")) == 3
    said = capsys.readouterr().out
    assert "评估 2025/130999 · 计算指标和结论 失败" in said
    assert "CatalogueError: wrong" in said


def test_a_run_that_waits_for_a_person_holds_up_no_season(monkeypatch, capsys):
    assert follow_without_waiting(monkeypatch, Season(second=follow.ASKING)) == 0
    assert "评估 2025/130999：初稿已生成，等待核准" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("states", "asks"),
    [
        ((follow.ASKING, None, "success", "skipped"), True),
        ((follow.ASKING, "running"), False),
        ((follow.ASKING, "queued"), False),
        (("success", None), False),
    ],
)
def test_a_run_asks_when_nothing_else_of_it_is_left(states, asks):
    tasks = tuple(TaskState(f"task {at}", -1, 1, state) for at, state in enumerate(states))
    assert follow.Progress("release", "first", tasks=tasks).asks is asks


def test_an_airflow_that_stays_silent_is_given_up(monkeypatch):
    silent = Season()
    monkeypatch.setattr(follow, "SILENT_SECONDS", -1)
    with pytest.raises(ApiError):
        follow_without_waiting(monkeypatch, silent)


def test_a_wrong_question_is_not_asked_again(monkeypatch):
    wrong = Season()
    monkeypatch.setattr(wrong, "run_state", refuse)
    with pytest.raises(ApiError):
        follow_without_waiting(monkeypatch, wrong)


def refuse(dag_id, run_id):
    raise ApiError(404, "no such run")


def test_nothing_to_do_is_said_once(capsys):
    progress = follow.Progress("collect", "first")
    progress.update([TaskState(name, -1, 1, "skipped") for name in ("receive", "announce")])
    assert capsys.readouterr().out.count("没有要做的") == 1


def test_every_dag_and_task_has_a_chinese_name():
    sentences = yaml.safe_load(wording.FILE.read_text(encoding="utf-8"))["embedded"]
    assert set(sentences["dags"]) == season.DAGS
    assert wording.task_title("answer.check") == "核验"
    assert wording.task_title("unknown") == "unknown"


def test_a_deadline_expires_unless_renewed():
    assert processes.Deadline(-1).expired
    assert not processes.Deadline(60).expired
