"""A season in the standing service while everything under it fails: nothing lost, none double."""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tasks import steps
from tasks.intake.inbox import RECEIPTS, TAKEN
from tasks.store import open_store
from tests.distributed.composed import CHECKOUT
from tests.distributed.processes import wait_until
from tests.distributed.season import (
    COUNTIES,
    MOMENT,
    content_of,
    deployed,
    run_plainly,
    write_season,
)
from tests.distributed.standing_service import (
    WORKERS,
    WORKING,
    StandingService,
    Unreliability,
    a_standing_service,
)

FAILS = Unreliability(share=0.05, seed=20250901)
KEYS = ("pseudonym_key", "received_key", "signing_key")
PATIENCE_SECONDS = 1800
"""For each part of the season; a busy machine takes some of it, an idle one a fraction."""

AWAY_SECONDS = 4


@dataclass
class Season:
    """What came of the season in the standing service, and what to compare it with."""

    service: StandingService
    dropped: Path
    plain: Path
    killed: str = ""
    seconds: dict[str, float] = field(default_factory=dict)


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Season]:
    folder = tmp_path_factory.mktemp("season")
    write_season(folder / "dropped")
    began = time.monotonic()
    with a_standing_service(FAILS) as service:
        found = Season(service, folder / "dropped", folder / "plain")
        found.seconds["start"] = time.monotonic() - began
        shutil.copytree(found.dropped, service.folder / "intake", dirs_exist_ok=True)
        try:
            run_with_faults(found)
        except BaseException:
            tell(found)
            raise
        tell(found)
        ended = max(run["run_after"] for run in service.runs() if run["dag_id"] in WORKING)
        run_plainly(found.plain, found.dropped, keys_of(service), ended)
        yield found
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"processor time of the service: {used.ru_utime + used.ru_stime:.0f} s")


def keys_of(service: StandingService) -> dict[str, str]:
    return {f"JUNHENG_{name.upper()}": service.secret(name) for name in KEYS}


def run_with_faults(season: Season) -> None:
    """Run the season; kill a worker, restart Redis and PostgreSQL under it."""
    service, began = season.service, time.monotonic()

    def note(what: str) -> None:
        season.seconds[what] = time.monotonic() - began

    service.api.trigger("collect", {"moment": MOMENT})
    wait_until(lambda: running(service, "stage"), PATIENCE_SECONDS, "a worker stages returns")
    wait_until(lambda: busy(service), PATIENCE_SECONDS, "a worker holds a task")
    season.killed = busy(service)[0]
    service.processes.kill(season.killed)
    note("worker killed")
    wait_until(lambda: finished(service, "compare"), PATIENCE_SECONDS, "the lost task is done")
    note("compared")
    service.broker.break_off()
    time.sleep(AWAY_SECONDS)
    service.broker.start()
    note("Redis back")
    wait_until(lambda: finished(service, "answer.check"), PATIENCE_SECONDS, "a batch is checked")
    service.database.break_off()
    time.sleep(AWAY_SECONDS)
    service.database.start()
    note("PostgreSQL back")
    wait_until(lambda: is_over(service), PATIENCE_SECONDS, "all runs are over")
    note("delivered")


def tell(season: Season) -> None:
    """Print how it went; pytest shows it when something failed, or when asked to."""
    service = season.service
    print({name: round(value) for name, value in season.seconds.items()}, "killed", season.killed)
    print("failures of the store:", dict(Counter(service.store.failures())))
    print("started again:", service.processes.restarts)
    for task in sorted(service.tasks(), key=lambda task: task["start_date"] or ""):
        seen = ("dag_id", "task_id", "map_index", "state", "try_number", "hostname", "duration")
        print(*(task[name] for name in seen))


def running(service: StandingService, task: str) -> bool:
    return any(each["task_id"] == task and each["state"] == "running" for each in service.tasks())


def finished(service: StandingService, task: str) -> bool:
    return any(each["task_id"] == task and each["state"] == "success" for each in service.tasks())


def busy(service: StandingService) -> list[str]:
    return [name for name in WORKERS if service.holds_a_task(name)]


def is_over(service: StandingService) -> bool:
    states = {run["state"] for run in service.runs() if run["dag_id"] in WORKING}
    assert "failed" not in states
    packages = list((service.folder / "outbox").rglob("*.zip"))
    return len(packages) >= len(COUNTIES) and service.is_idle()


def test_every_run_ends_well_though_a_task_was_lost(season):
    runs = [run for run in season.service.runs() if run["dag_id"] in WORKING]
    tasks = [task for task in season.service.tasks() if task["dag_id"] in WORKING]
    assert {run["state"] for run in runs} == {"success"}
    assert {task["state"] for task in tasks} <= {"success", "skipped"}
    assert [task for task in tasks if task["try_number"] > 1]


def test_the_store_failed_in_every_way(season):
    counted = Counter(season.service.store.failures())
    assert set(counted) == {"refused", "answer_lost", "broken_off"}


def test_the_same_packages_as_in_one_process(season):
    expected = content_of(season.plain / "outbox")
    assert len([name for name in expected if name.endswith(".zip")]) == len(COUNTIES)
    assert content_of(season.service.folder / "outbox") == expected


def test_the_same_receipts_in_the_same_places_as_in_one_process(season):
    expected = content_of(season.plain / "intake")
    assert [name for name in expected if RECEIPTS in name.split("/")]
    assert content_of(season.service.folder / "intake") == expected


def test_every_file_is_kept_and_answered_once(season):
    intake = season.service.folder / "intake"
    dropped = Counter(content_of(season.dropped).values())
    kept = {name: each for name, each in content_of(intake).items() if TAKEN in name.split("/")}
    assert Counter(kept.values()) == dropped


def test_every_attempt_is_made_once(season):
    service = season.service
    variables = service.environment("worker", "nowhere")
    store = {name: value for name, value in variables.items() if name.startswith("JUNHENG_")}
    with deployed(service.folder, store):
        there = attempts()
    lake = str(season.plain / "lake")
    with deployed(season.plain, {"JUNHENG_LAKE": lake, **keys_of(service)}):
        here = attempts()
    assert there == here
    assert len(here) == len(set(here)) > 0


def test_a_backup_of_the_lake_can_be_worked_on_and_has_nothing_to_do(season, tmp_path):
    service = season.service
    variables = service.environment("worker", "nowhere")

    files = copied(f"{tmp_path}/lake", variables).split()[0]
    assert copied(f"{tmp_path}/lake", variables).split() == [files, "files,", "0", "copied"]
    with deployed(service.folder, {"JUNHENG_LAKE": f"{tmp_path}/lake", **keys_of(service)}):
        assert (steps.waiting(), steps.counties_due(), steps.drafts_due()) == ([], [], [])
        restored = attempts()
    with deployed(season.plain, {"JUNHENG_LAKE": str(season.plain / "lake"), **keys_of(service)}):
        assert restored == attempts()


def test_the_metrics_tell_where_each_county_stands_and_how_long_each_stage_took(season):
    metrics = season.service.metrics
    lake = str(season.plain / "lake")
    with deployed(season.plain, {"JUNHENG_LAKE": lake, **keys_of(season.service)}):
        counted = {f"2025/{county}": steps.tally(f"2025/{county}") for county in COUNTIES}
    for key, kinds in counted.items():
        for kind, numbers in kinds.items():
            for name, number in numbers.items():
                told = metrics.of(f"airflow.junheng.{kind}.{name}.{key.replace('/', '.')}")
                assert told == {"": number}, (kind, name, key)
    seconds = {name for name in metrics.of("airflow.dag.collect.") if name.endswith("duration")}
    assert {"receive.duration", "stage.duration", "compare.duration"} <= seconds


def copied(target: str, variables: dict[str, str]) -> str:
    """Return what the copying of the lake says in the end; what broke off is begun again."""
    command = [sys.executable, "deploy/copy_lake.py", "s3://lake", target]
    for _ in range(5):
        done = subprocess.run(
            command, cwd=CHECKOUT, env=variables, capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            return done.stdout
    raise AssertionError(done.stderr)


def test_a_dump_of_the_database_restores_every_run(season):
    answer = season.service.database.restored_elsewhere("SELECT count(*) FROM dag_run")
    assert int(answer) == len(season.service.runs()) > 0


def attempts() -> list[str]:
    store = open_store()
    return [str(each) for county in COUNTIES for each in store.submissions("2025", county)]
