"""The present moment in China."""

from __future__ import annotations

from datetime import datetime

from tasks.steps.season.seasons import TIME_ZONE


def now() -> str:
    """Return the present moment, to the second, as ISO text."""
    return datetime.now(TIME_ZONE).isoformat(timespec="seconds")
