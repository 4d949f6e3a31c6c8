"""A season through the real embedded Airflow, and two answers of a person.

In one county a return came that must be corrected. Its pupils are named in the wrong columns as
well; nothing that Airflow keeps, prints or tells others may say them. Of another county the draft
is ready, is judged by other rules as well, and is first sent back and then released, both times
by somebody who answers as soon as the question is there. The list of its province asks for one
county, so that the province is put together then.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tasks.embedded import environment
from tasks.embedded.environment import MARK
from tasks.embedded.rest import Api
from tasks.intake.inbox import RECEIPTS
from tasks.orchestration import wording
from tests.builders.folder import COUNTY, a_roster
from tests.builders.province import a_list, a_row
from tests.builders.workbooks import a_pupil, a_stamp, a_workbook, edited

CHECKOUT = Path(__file__).resolve().parents[2]
SERVE = """
import sys
from pathlib import Path
from tasks.embedded import serve
serve(home=Path(sys.argv[1]))
"""
RUN = """
import sys
from pathlib import Path
from tasks.embedded import run_season
sys.exit(run_season(home=Path(sys.argv[1])))
"""
PATIENCE_SECONDS = 500
LOOK_AGAIN_SECONDS = 0.3
READY = "2025/139901"
"""The season of the county whose draft is ready."""

LISTED = (a_row("139901", "示例县"), a_row("139902", "云岭县"))
REPLAY = {"edition": "2025", "county": "139901", "regime": "balance_2012"}

NAME, ADDRESS, IDENTITY = "诸葛测珩", "望湖里七弄三号", "139901201203047731"
OTHER_COUNTY = "139902"
PLACES = ("intake", "lake", "outbox")
PRIVATE = {"received", "refused"}
SEEDS = (NAME, ADDRESS, IDENTITY)


def a_return_that_names_pupils() -> bytes:
    """Return a fitness return whose pupils stand in columns that are not for names."""
    named = {"name": NAME, "address": ADDRESS, "pupil": f"G{IDENTITY}"}
    content = a_workbook(
        "fitness_return",
        {"fitness": [a_pupil(number, **named) for number in (1, 2)]},
        stamp=a_stamp(
            "fitness_return", school="2139901001", school_name="一小", county=OTHER_COUNTY
        ),
    )

    def misplace(book: Any) -> None:
        sheet = book.worksheets[0]
        at = {cell.value: cell.column for cell in sheet[1]}
        for title, text in (("性别", NAME), ("身高", IDENTITY), ("班级名称", f"{NAME}班")):
            sheet.cell(2, at[title], text)

    return edited(content, misplace)


@dataclass
class Answered:
    """An Airflow that ran a season and was answered twice, and is stopped by now."""

    folder: Path
    home: Path
    season: subprocess.CompletedProcess[str]
    waiting: dict[str, Any]
    after_refusal: list[str]
    states: list[dict[str, str]]
    tries: list[int]
    replayed: dict[str, str]
    province: dict[str, str]


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory, small_season: Path) -> Answered:
    """Start Airflow, run a season through it, send the draft back, ask again, release it."""
    folder = tmp_path_factory.mktemp("season")
    shutil.copytree(small_season, folder, dirs_exist_ok=True)
    drop_files(folder / "intake")
    home = folder / "airflow"
    with serving(folder, home) as variables:
        done = subprocess.run(
            [sys.executable, "-c", RUN, str(home)],
            capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS,
            cwd=CHECKOUT, env=variables,
        )  # fmt: skip
        api = Api((home / "address").read_text(encoding="ascii"))
        api.sign_in(environment.USER, environment.password(home))
        first = waiting_question(api)
        replay = api.trigger("replay", REPLAY)
        answer(api, first, "return", "入学率请核实。")
        states = [states_of(api, "release", run_of(first))]
        after_refusal = packages(folder)
        api.trigger("release", {"county": READY})
        second = waiting_question(api)
        answer(api, second, "approve", "同意", signer="张三")
        states.append(states_of(api, "release", run_of(second)))
        tries = [tries_of(api, question) for question in (first, second)]
        replayed = states_of(api, "replay", ended(api, "replay", replay))
        (rolled_up,) = started_by(api, run_of(second))
        province = states_of(api, *rolled_up)
    return Answered(
        folder, home, done, first, after_refusal, states, tries, replayed, province
    )  # fmt: skip


def drop_files(intake: Path) -> None:
    """Drop the files of the county that must correct, and the list of the province."""
    school = intake / COUNTY / "一小"
    school.mkdir(parents=True)
    (school.parent / "名录.xlsx").write_bytes(a_roster(county=OTHER_COUNTY))
    (school / f"体质健康_{NAME}.xlsx").write_bytes(a_return_that_names_pupils())
    (school / f"{NAME}.docx").write_bytes(b"a letter")
    province = intake / "2025" / "示例省"
    province.mkdir()
    (province / "县名单.xlsx").write_bytes(a_list(*LISTED, minimum=1))


@contextlib.contextmanager
def serving(folder: Path, home: Path) -> Iterator[dict[str, str]]:
    """Keep an Airflow open that starts nothing by itself and tells its lineage to a file."""
    places = {f"JUNHENG_{name.upper()}": str(folder / name) for name in PLACES}
    lineage = {"type": "file", "log_file_path": str(folder / "lineage.jsonl"), "append": True}
    variables = {
        **os.environ,
        **places,
        "JUNHENG_CLOCK": "off",
        "JUNHENG_PSEUDONYM_KEY": "the same for all tests",
        "AIRFLOW__OPENLINEAGE__TRANSPORT": json.dumps(lineage),
    }
    with (folder / "serve.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(home)],
            stdout=log, stderr=subprocess.STDOUT, cwd=CHECKOUT, env=variables,
        )  # fmt: skip
        try:
            until(lambda: (home / "address").exists() or server.poll() is not None)
            yield variables
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE_SECONDS)


def until(found: Callable[[], Any]) -> Any:
    """Return what `found` gives as soon as it is something."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not (answer := found()):
        assert time.monotonic() < end, "waited too long"
        time.sleep(LOOK_AGAIN_SECONDS)
    return answer


def waiting_question(api: Api) -> dict[str, Any]:
    """Return the question that nobody has answered yet, as Airflow's page shows it."""
    path = "/api/v2/dags/release/dagRuns/~/hitlDetails?response_received=false"
    (question,) = until(lambda: api._ask("GET", path)["hitl_details"])
    return dict(question)


def answer(api: Api, question: dict[str, Any], option: str, comment: str, signer: str = "") -> None:
    """Answer once, as the page does, and wait until the run has ended."""
    run = urllib.parse.quote(run_of(question), safe="")
    place = f"/api/v2/dags/release/dagRuns/{run}/taskInstances/approve/-1/hitlDetails"
    body = {
        "chosen_options": [wording()["form"][option]],
        "params_input": {"comment": comment, "signer": signer},
    }
    api._ask("PATCH", place, body)
    ended(api, "release", run_of(question))


def run_of(question: dict[str, Any]) -> str:
    return str(question["task_instance"]["dag_run_id"])


def ended(api: Api, dag: str, run: str) -> str:
    """Return the run when it has ended."""
    until(lambda: api.run_state(dag, run) in ("success", "failed"))
    return run


def started_by(api: Api, run: str) -> list[tuple[str, str]]:
    """Return the runs that the release of a county has started, when they have ended."""
    started = until(lambda: [each for _, runs in api.asset_events("release", run) for each in runs])
    return [(dag, ended(api, dag, each)) for dag, each in started]


def states_of(api: Api, dag: str, run: str) -> dict[str, str]:
    """Return the state of every task of a run; of mapped copies that of the last."""
    return {task.task: str(task.state) for task in api.task_states(dag, run)}


def tries_of(api: Api, question: dict[str, Any]) -> int:
    """Return how often somebody was asked."""
    tasks = api.task_states("release", run_of(question))
    return next(task.try_number for task in tasks if task.task == "approve")


def packages(folder: Path) -> list[str]:
    return sorted(path.stem for path in (folder / "outbox").rglob("示例县*.zip"))


@pytest.mark.slow
def test_a_season_without_a_usable_return_ends_well_and_makes_no_dossiers(answered):
    done = answered.season
    assert done.returncode == 0, done.stdout + done.stderr
    assert "收表：完成" in done.stdout
    assert list((answered.folder / "intake" / COUNTY / "一小" / RECEIPTS).glob("*第1次_退回*"))
    assert OTHER_COUNTY not in done.stdout, "no run of the county that has nothing to evaluate"


@pytest.mark.slow
def test_a_county_goes_its_way_in_runs_of_its_own_and_a_waiting_approval_ends_the_season(answered):
    said = answered.season.stdout
    for dag in ("评估", "成稿"):
        assert f"{dag} {READY}：完成" in said
    assert f"定稿 {READY}：初稿已生成，等待核准" in said


@pytest.mark.slow
def test_the_question_in_airflow_says_in_chinese_what_is_approved(answered):
    question = answered.waiting
    assert question["subject"].startswith("示例县：核定评估结论、签发定稿")
    assert "示例县_初稿_第1次" in question["body"]
    assert question["options"] == ["核准，出终审稿", "退回修改"]


@pytest.mark.slow
def test_a_refusal_in_airflow_sends_the_draft_back_and_releases_nothing(answered):
    states = answered.states[0]
    assert (states["send_back"], states["release_final"]) == ("success", "skipped")
    assert answered.after_refusal == ["示例县_初稿_第1次"]
    (paper,) = (answered.folder / "intake").rglob("退回意见*")
    assert "入学率请核实。" in paper.read_text(encoding="utf-8")


@pytest.mark.slow
def test_an_approval_in_airflow_releases_the_final_version_and_is_kept(answered):
    states = answered.states[1]
    assert (states["release_final"], states["send_back"]) == ("success", "skipped")
    assert packages(answered.folder) == ["示例县_初稿_第1次", "示例县_终审稿_第1次"]
    (path,) = (answered.folder / "lake" / "approved").rglob("approval.json")
    note = json.loads(path.read_text(encoding="utf-8"))
    assert note["approved_by"] == f"张三（{environment.USER}）"
    assert note["comment"] == "同意"
    assert note["content"] in answered.waiting["body"]
    events = (answered.folder / "lake" / "events" / READY).glob("*.json")
    chain = [event for file in sorted(events) for event in json.loads(file.read_text())]
    decided = [event["kind"] for event in chain if event["kind"] in ("returned", "approved")]
    assert decided == ["returned", "approved"]
    assert all(event["recorded_at"] >= event["happened_at"] for event in chain[-2:])


@pytest.mark.slow
def test_an_answer_that_comes_at_once_is_not_lost(answered):
    assert answered.tries == [1, 1]


@pytest.mark.slow
def test_the_rules_of_another_year_are_compared_in_airflow(answered):
    assert answered.replayed == {"ring": "success", "compare_rules": "success"}
    (paper,) = (answered.folder / "outbox").rglob("对照结果.txt")
    assert "示例县" in paper.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_province_is_put_together_in_airflow_when_enough_counties_are_released(answered):
    assert answered.province == {"provinces_due": "success", "roll_up": "success"}
    zips = [path.stem for path in (answered.folder / "outbox").rglob("*.zip")]
    assert [name for name in zips if name.startswith("示例省")], zips


@pytest.mark.slow
def test_the_lineage_tells_dags_tasks_and_assets(answered):
    told = lineage(answered)
    jobs = {event["job"]["name"] for event in told}
    assert {"collect", "evaluate", "publish", "release", "province", "replay"} <= jobs
    for said in ("x-junheng://checked", READY, '"receive"', '"evaluate_county"', "tasksState"):
        assert said in json.dumps(told)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("task", "read", "written"),
    [
        ("evaluate.evaluate_county", "checked", "findings"),
        ("release.release_final", None, "approved"),
    ],
)
def test_the_lineage_tells_what_a_task_reads_and_writes_of_a_county(answered, task, read, written):
    told = [event for event in lineage(answered) if event["job"]["name"] == task]
    kinds = [event["eventType"] for event in told]
    assert {"START", "COMPLETE"} == set(kinds)
    last = told[kinds.index("COMPLETE")]
    inputs = [each["name"] for each in last["inputs"]]
    assert inputs == ([f"{read}/{READY}"] if read else [])
    assert [each["name"] for each in last["outputs"]] == [f"{written}/{READY}"]


@pytest.mark.slow
def test_the_lineage_names_no_school_and_nobody_who_answers(answered):
    said = json.dumps(lineage(answered), ensure_ascii=False)
    county = answered.folder / "intake" / "2025" / "示例县"
    schools = [path.name for path in county.iterdir() if path.name.endswith(("学", "学校"))]
    assert len(schools) == 4
    assert [name for name in schools if name in said] == []
    asked_and_answered = ("示例县_初稿", "入学率请核实", "张三")
    assert [words for words in asked_and_answered if words in said] == []


def lineage(answered: Answered) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (answered.folder / "lineage.jsonl").open()]


@pytest.mark.slow
def test_nothing_that_airflow_keeps_prints_or_tells_names_a_pupil(answered):
    done, home = answered.season, answered.home
    told = (home.parent / "serve.log", home.parent / "lineage.jsonl")
    kept = (*home.rglob("*"), *(home.parent / "lake").rglob("*"), *told)
    searched = [each for each in kept if each.is_file() and not PRIVATE & set(each.parts)]
    said = {str(path.name): path.read_bytes() for path in searched}
    said |= {"output": done.stdout.encode(), "errors": done.stderr.encode()}
    assert any(name.endswith(".db") for name in said)
    assert any(name.endswith(".log") for name in said)
    escaped = [each.encode("unicode_escape") for each in SEEDS]
    seeds = [*(each.encode() for each in SEEDS), *escaped]
    assert [name for name, content in said.items() if any(s in content for s in seeds)] == []


@pytest.mark.slow
def test_no_process_is_left_behind(answered):
    left = [process.pid for process in psutil.process_iter() if belongs_to(process, answered.home)]
    assert left == []


@pytest.mark.slow
def test_what_airflow_keeps_is_for_its_owner_only(answered):
    home = answered.home
    assert home.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (home / "secrets").iterdir()} == {0o600}


def belongs_to(process: psutil.Process, home: Path) -> bool:
    try:
        return process.environ().get(MARK) == str(home)
    except psutil.Error:
        return False
