"""The sentences of the console, kept in `templates/console/wording.yml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILE = TEMPLATES / "console" / "wording.yml"
TASKS = TEMPLATES / "airflow" / "wording.yml"


@cache
def wording() -> dict[str, Any]:
    """Return the sentences of the embedded Airflow, read once per process."""
    sentences: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["embedded"]
    return sentences


def say(sentence: str, **blanks: object) -> None:
    """Print one sentence with its blanks filled in."""
    print(text(sentence, **blanks), flush=True)


def text(sentence: str, **blanks: object) -> str:
    """Return one sentence with its blanks filled in."""
    return str(wording()[sentence]).format(**blanks)


def dag_title(dag_id: str) -> str:
    """Return the Chinese name of a DAG, or its id."""
    return str(wording()["dags"].get(dag_id, dag_id))


def task_title(task_id: str) -> str:
    """Return the Chinese name of a task, or its id; the task group is left out."""
    name = task_id.rpartition(".")[2]
    return str(_tasks().get(name, name))


@cache
def _tasks() -> dict[str, str]:
    found: dict[str, str] = yaml.safe_load(TASKS.read_text(encoding="utf-8"))["tasks"]
    return found
