"""What the embedded executor does with a task that is due again before its last start has ended."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from airflow.utils.state import TaskInstanceState

from tasks.local_executor import LocalExecutor

KEY = "release.approve, first try"


@pytest.fixture
def executor(monkeypatch):
    """Return an executor with one task begun, and what it has handed to its workers."""
    executor = LocalExecutor()
    executor.handed = []
    executor.activity_queue = SimpleNamespace(put=lambda workload: executor.handed.append(workload))
    executor._unread_messages = Counter()
    monkeypatch.setattr(executor, "_check_workers", lambda: None)
    return executor


class Counter:
    """A number that processes share."""

    value = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


def queue(executor):
    executor.queued_tasks[KEY] = SimpleNamespace(key=KEY, ti=SimpleNamespace(priority_weight=1))


def due(executor):
    queue(executor)
    executor.trigger_tasks(3)
    return len(executor.handed)


def test_a_task_due_again_waits_until_its_last_start_has_ended(executor):
    assert due(executor) == 1
    assert due(executor) == 1
    instance = SimpleNamespace(id="1", key=KEY)
    assert executor.has_task(instance)
    executor.change_state(KEY, TaskInstanceState.SUCCESS)
    assert executor.has_task(instance), "so that the scheduler does not take it for killed"
    executor.trigger_tasks(3)
    assert len(executor.handed) == 2


def test_tasks_that_are_due_once_are_started_at_once(executor):
    assert due(executor) == 1
    executor.change_state(KEY, TaskInstanceState.SUCCESS)
    assert not executor.has_task(SimpleNamespace(id="1", key=KEY))
    assert due(executor) == 2
