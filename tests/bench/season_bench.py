"""How long the demo county takes from the intake folders to the archive, without Airflow."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tasks import steps
from tasks.steps.open_seasons import open_season
from tasks.store import open_store
from tests.bench.measurement import Measurement, measured
from tests.integration.conftest import MOMENT, deploy, forget_deployment


class Season:
    """One run of the season, measured step by step."""

    def __init__(self) -> None:
        self.found: list[Measurement] = []

    def step(self, name: str, work: Callable[[], Any]) -> Any:
        """Do one step, note its time, and return what it returned."""
        answers: list[Any] = []
        self.found.append(measured(f"season: {name}", "", lambda: answers.append(work())))
        return answers[0]

    def run(self, intake: Path) -> None:
        """Do what the DAGs do, in their order."""
        self.step("demo county", lambda: steps.write_demo(intake))
        batches = self.step("receive", lambda: steps.receive(MOMENT))
        staged = self.step("stage", lambda: [steps.stage(batch) for batch in batches])
        compared = self.step("compare", lambda: steps.compare(staged))
        self.step("check", lambda: [steps.check(batch) for batch in compared])
        self.step("reply", lambda: [steps.reply(batch, MOMENT) for batch in compared])
        counties = steps.counties_due()
        self.step("evaluate", lambda: [steps.evaluate(county) for county in counties])
        drafts = steps.drafts_due()
        self.step("publish", lambda: [steps.deliver(steps.assemble(key)) for key in drafts])

    def total(self, size: str) -> Measurement:
        """Return the time from the intake folders to the archive; the demo is not part of it."""
        parts = self.found[1:]
        seconds = sum(part.seconds for part in parts)
        processor = sum(part.processor_seconds or 0 for part in parts)
        return Measurement("season: end to end", size, seconds, processor)


def measurements() -> list[Measurement]:
    """Return the time of every step of one season of the demo county, and of all of them."""
    season = Season()
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as monkeypatch:
        folder = Path(name)
        deploy(folder, monkeypatch)
        season.run(folder / "intake")
        (county,) = steps.summary()
        roster = open_season(open_store(), county.season)
    schools = len(roster.roster) if roster else 0
    forget_deployment()
    size = f"{schools} schools, {county.received} returns"
    parts = [replace(part, size=size) for part in season.found]
    return [*parts, season.total(size)]
