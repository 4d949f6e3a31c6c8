"""Collected by `make test-distributed` alone: it starts databases and takes minutes."""

from __future__ import annotations

import os
import signal

import pytest

collect_ignore_glob = [] if os.environ.get("JUNHENG_DISTRIBUTED") else ["test_*.py"]


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let a wish to end us be like Ctrl-C, so that the servers end as well."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
