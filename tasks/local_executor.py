"""The executor of the embedded Airflow: no task is started again before its last start has ended.

A person may answer a question while the process that asked it is still ending. Airflow 3.3.2 then
starts the task for the answer, reads only afterwards that the asking has ended, takes that for the
end of the new start, and throws the answer away (its issue 72716).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from airflow.executors import local_executor


class LocalExecutor(local_executor.LocalExecutor):
    """Airflow's own, but what it has begun and not ended waits in its queue."""

    def _get_workloads_to_schedule(self, open_slots: int) -> list[tuple[Any, Any]]:
        ready = super()._get_workloads_to_schedule(open_slots)
        return [(key, workload) for key, workload in ready if key not in self.running]

    def _process_workloads(self, workload_list: Sequence[Any]) -> None:
        self.running.update(workload.key for workload in workload_list)
        super()._process_workloads(workload_list)
