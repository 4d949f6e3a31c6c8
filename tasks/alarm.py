"""What Airflow does when a run has not ended by its deadline; Airflow itself is unknown here."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger(__name__)


def tell_late(context: dict[str, Any] | None = None, **_: Any) -> None:
    """Say in the log which run is late, note it for the board, and renew its county's notices.

    `context` is what Airflow hands to an alert: `dag_run` with `dag_id` and `partition_key`, and
    `deadline` with `deadline_time`.
    """
    run = (context or {}).get("dag_run") or {}
    deadline = (context or {}).get("deadline") or {}
    county, due = run.get("partition_key") or "", str(deadline.get("deadline_time") or "")
    log.warning("%s %s: not ended by %s", run.get("dag_id"), county, due)
    if due:
        from tasks import steps

        steps.note_late(str(run.get("dag_id")), due, county)
        if county:
            steps.notices(due, county)
