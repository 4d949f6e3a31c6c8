"""Counties of any size for what reads the lake, made once and copied for each measurement."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from unittest import mock

import numpy as np

from tasks import settings, store
from tasks.steps import shelf
from tasks.steps.board import findings, state
from tasks.steps.returns import standing
from tests.builders.large_county import grow, run_small

PLACES = ("intake", "lake", "outbox")


def sizes() -> list[int]:
    """Return the numbers of schools that are asked for."""
    asked = os.environ.get("JUNHENG_BENCH_SCHOOLS", "50,200,800")
    return [int(each) for each in asked.split(",") if each.strip()]


@contextlib.contextmanager
def county_of_size(schools: int) -> Iterator[Path]:
    """Let this process work on a county of so many schools of which it has read nothing yet."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "county"
        shutil.copytree(_small().name, folder)
        with _deployed(folder):
            grow(folder, schools)
            _forget()
            yield folder


@cache
def _small() -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    with _deployed(Path(folder.name)):
        run_small(Path(folder.name))
    return folder


@contextlib.contextmanager
def _deployed(folder: Path) -> Iterator[None]:
    named = {f"JUNHENG_{name.upper()}": str(folder / name) for name in PLACES}
    with mock.patch.dict(os.environ, named | {"JUNHENG_SETTLE_SECONDS": "0"}):
        _forget()
        yield
    _forget()


def _forget() -> None:
    """Let nothing be known that was read before."""
    for kept in (settings.load_settings, store.open_store, shelf.get_verdict, standing.kept_of,
                 standing.beside_of):  # fmt: skip
        kept.cache_clear()
    state.forget()
    findings.forget()


def power(processor: dict[int, float]) -> float:
    """Return by which power of the schools the processor time grows."""
    schools, seconds = np.log(list(processor)), np.log(list(processor.values()))
    return float(np.polyfit(schools, seconds, 1)[0])
