"""Once their time is over, the originals are gone for good, and nothing else breaks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from upath import UPath

from tasks import steps
from tasks.errors import JunhengError
from tasks.intake.inbox import RECEIPTS, TAKEN
from tasks.settings import load_settings
from tasks.steps.returns import reading
from tasks.steps.season import purging
from tasks.steps.season.open_seasons import open_season
from tasks.store import ORIGINAL, Store, open_store, sha256_of
from tests.builders.folder import (
    COUNTY,
    a_return,
    attempts,
    collect,
    deployed_copy,
    everything,
    fill,
    lying,
    put,
    receipts,
)
from tests.integration.conftest import forget_deployment

SEASON = "2025/139901"
FIRST = f"{SEASON}/2139901001/school_return/1"
OVER = "2030-01-05T09:00:00+08:00"
EARLY = "2026-01-05T09:00:00+08:00"
CLERK = "档案管理员"


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """Return a county with a return, a refused file, an archive, and what nobody took in."""
    folder = tmp_path_factory.mktemp("filled")
    with pytest.MonkeyPatch.context() as patch:
        county = fill(folder, patch)
        put(county / "一小" / "新来的.xlsx", a_return(version=3))
    forget_deployment()
    return folder


@pytest.fixture
def county(filled, tmp_path, monkeypatch) -> Iterator[UPath]:
    """Return a copy of it that a test may change."""
    with deployed_copy(filled, tmp_path, monkeypatch):
        yield UPath(load_settings().intake) / COUNTY


def files_of(store: Store) -> dict[str, bytes]:
    return {path.path: path.read_bytes() for path in store.everything()}


def proof_of(done: steps.Purge) -> dict:
    return json.loads(Path(done.proof).read_bytes())


def test_the_originals_are_gone_and_the_proof_says_which(county):
    store = open_store()
    done = steps.purge(SEASON, CLERK, OVER)

    assert (done.received, done.refused, done.left) == (3, 1, 0)
    assert done.originals == 4
    assert done.receipts == 5
    proof = proof_of(done)
    assert (proof["by"], proof["moment"], proof["season"]) == (CLERK, OVER, SEASON)
    first = next(file for file in proof["files"] if file.get("submission") == FIRST)
    assert first["sha256"] == sha256_of(a_return())
    assert (first["form"], first["size"]) == ("school_return", len(a_return()))
    assert proof["searched"]["found"] == []
    assert proof["searched"]["lake"] > 5
    gone = {file["sha256"] for file in proof["files"]}
    assert gone.isdisjoint(sha256_of(content) for content in files_of(store).values())
    assert list(lying(county)) == ["一小/新来的.xlsx"]
    assert receipts(county, "一小") == []


def test_no_name_of_a_file_is_left(county):
    lake = Path(load_settings().lake)
    assert any("张小明" in path.read_bytes().decode("utf-8", "ignore") for path in files(lake))
    steps.purge(SEASON, CLERK, OVER)
    assert [path for path in files(lake) if "张小明".encode() in path.read_bytes()] == []


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_what_is_new_is_not_ours_to_remove_and_is_taken_in_later(county):
    steps.purge(SEASON, CLERK, OVER)
    collect(OVER)
    assert attempts() == ["2139901001/school_return/1", "2139901001/school_return/2",
                          "2139901002/school_return/1"]  # fmt: skip
    assert steps.purge(SEASON, CLERK, OVER).received == 1


def test_a_purge_again_removes_nothing_and_writes_nothing(county):
    steps.purge(SEASON, CLERK, OVER)
    before = files_of(open_store())
    again = steps.purge(SEASON, CLERK, OVER)
    assert (again.removed, again.proof) == (0, "")
    assert files_of(open_store()) == before


def test_what_must_be_kept_is_kept_unless_there_is_a_reason(county):
    with pytest.raises(JunhengError, match="2028-12-31"):
        steps.purge(SEASON, CLERK, EARLY)
    with pytest.raises(JunhengError, match="2028-12-31"):
        steps.purgeable(SEASON, "2028-12-31T23:00:00+08:00", reason=" ")
    assert (open_store().received(FIRST) / ORIGINAL).exists()

    done = steps.purge(SEASON, CLERK, EARLY, reason="家长申请删除")
    assert proof_of(done)["reason"] == "家长申请删除"
    assert not (open_store().received(FIRST) / ORIGINAL).exists()


def test_to_ask_what_would_go_does_nothing(county):
    before = everything(county), files_of(open_store())
    assert steps.purgeable(SEASON, OVER).removed == 13
    assert (everything(county), files_of(open_store())) == before


def test_only_what_arrived_before_a_day_goes(county):
    collect("2026-02-01T09:00:00+08:00")
    done = steps.purge(SEASON, CLERK, OVER, before=date(2026, 1, 1))
    assert done.received == 3
    store = open_store()
    assert (store.received(f"{SEASON}/2139901001/school_return/2") / ORIGINAL).exists()
    assert not (store.received(FIRST) / ORIGINAL).exists()
    assert list(lying(county)) == [f"一小/{TAKEN}/新来的.xlsx"]
    assert receipts(county, "一小") == ["回执_第2次_合格_新来的.xlsx"]


def test_a_county_nobody_has_heard_of_is_told(county):
    with pytest.raises(JunhengError, match="2024/139901"):
        steps.purge("2024/139901", CLERK, OVER)


def test_what_was_read_stands_also_for_a_later_program(county, monkeypatch):
    steps.purge(SEASON, CLERK, OVER)
    for name in ("returns.reading", "season.open_seasons"):
        monkeypatch.setattr(import_module(f"tasks.steps.{name}"), "recipe", lambda: "later")

    season = open_season(open_store(), SEASON)
    assert season is not None
    assert list(season.roster["school_name"]) == ["一小", "二小"]
    assert reading.staged_of(FIRST, season).tables["school"].frame["school_name"][0]
    collect(OVER)
    assert receipts(county, "一小") == ["回执_第2次_合格_新来的.xlsx"]


def test_an_original_that_was_never_read_says_so(county, monkeypatch):
    monkeypatch.setattr(purging, "_last_reading", lambda *_: "")
    steps.purge(SEASON, CLERK, OVER)
    with pytest.raises(JunhengError, match="不能再读"):
        reading.staged(FIRST, "later", {})


@pytest.mark.parametrize("after", (0, 1, 4, 9, 14, 19, 24))
def test_a_purge_that_is_killed_is_ended_by_the_next(county, monkeypatch, after):
    calls = iter(range(1000))

    def dying(act):
        def act_or_die(*arguments, **named):
            if next(calls) == after:
                raise KeyboardInterrupt
            return act(*arguments, **named)

        return act_or_die

    with monkeypatch.context() as patch:
        patch.setattr(Store, "forget", dying(Store.forget))
        patch.setattr(Path, "unlink", dying(Path.unlink))
        patch.setattr("upath.UPath.unlink", dying(UPath.unlink))
        try:
            steps.purge(SEASON, "first", OVER)
        except KeyboardInterrupt:
            steps_left = True
        else:
            steps_left = False
    steps.purge(SEASON, "second", OVER)

    (proof,) = [p for p in files(Path(load_settings().lake)) if p.name.endswith("proof.json")]
    note = json.loads(proof.read_bytes())
    assert note["by"] == "first"
    assert len(note["files"]) == 13
    assert note["searched"]["found"] == []
    assert list(lying(county)) == ["一小/新来的.xlsx"]
    assert steps_left


def test_bytes_that_are_still_somewhere_are_found(county, monkeypatch):
    elsewhere = Path(load_settings().outbox) / "2025" / "副本.xlsx"
    elsewhere.parent.mkdir(parents=True)
    elsewhere.write_bytes(a_return())
    done = steps.purge(SEASON, CLERK, OVER)
    assert done.left == 1
    assert proof_of(done)["searched"]["found"] == [sha256_of(a_return())]


def test_a_finished_season_can_still_be_looked_at(season: Path):
    store = open_store()
    (county,) = store.seasons()
    before, fact = steps.summary(), "county.overall.result"
    told = steps.explain(fact)

    done = steps.purge(county, CLERK, OVER)

    assert done.left == 0
    assert done.received > 10
    assert steps.summary() == before
    again = steps.explain(fact)
    assert (again.fact, again.sources) == (told.fact, told.sources)
    assert set(again.files.values()) == {"原件已于2030年01月05日 09:00按保存期限清除"}
    assert steps.counties_due() == []
    assert steps.receive(OVER) == []
    assert steps.attempts(county, "bureau")[0].file_name == ""
    assert RECEIPTS not in {part for path in files(season / "intake") for part in path.parts}
