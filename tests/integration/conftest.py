"""A deployment of one's own for every test: intake, lake and outbox in a temporary folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tasks import settings, store


@pytest.fixture
def deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point intake, lake and outbox below `tmp_path` and return it."""
    for name in ("intake", "lake", "outbox"):
        monkeypatch.setenv(f"JUNHENG_{name.upper()}", str(tmp_path / name))
    monkeypatch.setenv("JUNHENG_PSEUDONYM_KEY", "the same for all tests")
    forget_deployment()
    yield tmp_path
    forget_deployment()


def forget_deployment() -> None:
    """Make this process read its settings anew."""
    settings.load_settings.cache_clear()
    store.open_store.cache_clear()
