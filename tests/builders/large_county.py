"""A county of any size as a season leaves it, made from the demo county without reading a form.

The schools of the demo county are run once; what the lake then holds of each is written again
under the codes of as many further schools. It is for what reads the lake: pages and notices.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from tasks import steps
from tasks.steps import shelf
from tasks.steps.dossiers.outbox import archive_of, folder_of
from tasks.steps.dossiers.versions import DRAFT
from tasks.steps.findings.evaluating import findings_key
from tasks.steps.findings.recipe import recipe
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import season_of_key
from tasks.store import Store, open_store, to_json

SEASON, ROSTER = "2025/139901", "2025/139901/bureau/roster/1"
STAGES = ("received", "checked", "replied")
PUPILS = 1200


def run_small(folder: Path) -> None:
    """Run the demo county up to its evaluation; `folder` is that of the deployment."""
    from tests.integration.conftest import collect

    steps.write_demo(folder / "intake", pupils=PUPILS)
    collect(steps.demo_moment())
    steps.evaluate(SEASON)


def grow(folder: Path, schools: int) -> None:
    """Write so many schools in all into the lake of `run_small`, evaluated and drafted."""
    store = open_store()
    season = season_of_key(store, SEASON)
    before = findings_key(store, season, standing(store, season))
    rows = season.roster.to_dict("records")
    twins = list(_twins(rows, schools))
    _write_roster(store, [*rows, *(row for _, row in twins)])
    for code, row in twins:
        _write_returns(store, code, row["school_code"])
        (folder / "intake/2025/示例县" / row["folder"]).mkdir(parents=True, exist_ok=True)
    season = season_of_key(store, SEASON)
    after = findings_key(store, season, standing(store, season))
    by_code = {code: [] for code, _ in twins}
    for code, row in twins:
        by_code[code].append(row["school_code"])
    _write_findings(store, before, after, by_code)
    archive = archive_of(folder_of(store, season, after, DRAFT))
    archive.parent.mkdir(parents=True, exist_ok=True)
    archive.write_bytes(b"PK")
    steps.record(steps.demo_moment(), SEASON)


def _twins(rows: list[dict[str, Any]], schools: int) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the code of a school and the row of a further one like it."""
    for number in range(len(rows), schools):
        like = rows[number % len(rows)]
        code = str(like["school_code"])
        told = {
            "school_code": f"{code[:3]}98{number:05}",
            "school_name": f"{like['school_name']}{number}",
            "folder": f"{like['folder']}{number}",
        }
        yield code, {**like, **told}


def _write_roster(store: Store, rows: list[dict[str, Any]]) -> None:
    place = store.staged(ROSTER, recipe()) / "roster.parquet"
    known = pd.read_parquet(BytesIO(store.read(place)), dtype_backend="numpy_nullable")
    numbered = [{**row, "_row": number} for number, row in enumerate(rows, 4)]
    frame = pd.DataFrame(numbered)[list(known.columns)].astype(known.dtypes.to_dict())
    frame.to_parquet(place.path, index=False)


def _write_returns(store: Store, code: str, twin: str) -> None:
    for stage in STAGES:
        top = Path((store.root / stage / SEASON / code).path)
        for file in sorted(top.rglob("*.json")):
            text = store.read(store.root / file.relative_to(store.root.path)).decode()
            place = store.root / stage / SEASON / twin / file.relative_to(top)
            store.write_once(place, text.replace(code, twin).encode())


def _write_findings(
    store: Store, before: str, after: str, twins: Mapping[str, Iterable[str]]
) -> None:
    """Write the findings of the schools again under the codes of their twins."""
    old, new = store.findings(before), store.findings(after)
    note = store.read_json(old / shelf.FINDINGS)
    facts = store.read_json(old / shelf.FACTS)
    facts += _told_of(facts, "id", twins)
    note["judgements"] += _told_of(note["judgements"], "subject", twins)
    note["expected"] += _told_of(note["expected"], "school", twins)
    note["facts"] = [each["id"] for each in facts]
    table = pd.read_parquet(BytesIO(store.read(old / shelf.FACTS_TABLE)))
    more = _told_of(table.to_dict("records"), "id", twins)
    table = pd.concat([table, pd.DataFrame(more)], ignore_index=True)
    store.write_once(new / shelf.FACTS, to_json(facts))
    buffer = BytesIO()
    table.to_parquet(buffer, index=False)
    store.write_once(new / shelf.FACTS_TABLE, buffer.getvalue())
    store.write_once(new / shelf.FINDINGS, to_json(note))
    shutil.rmtree(old.path)


def _told_of(
    entries: list[dict[str, Any]], name: str, twins: Mapping[str, Iterable[str]]
) -> list[dict[str, Any]]:
    """Return the entries that are of a school once more for each of its twins."""
    by_code: dict[str, list[dict[str, Any]]] = {code: [] for code in twins}
    for each in entries:
        code = next((part for part in str(each[name]).split(".") if part in by_code), "")
        if code:
            by_code[code].append(each)
    found: list[dict[str, Any]] = []
    for code, theirs in by_code.items():
        text = json.dumps(theirs, ensure_ascii=False, default=str)
        for twin in twins[code]:
            found += json.loads(text.replace(code, twin))
    return found
