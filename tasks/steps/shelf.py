"""How staged returns, checks and findings lie in the store: Parquet for tables, JSON else."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from tasks.model import (
    Exclusion,
    ExpectedReturn,
    Fact,
    Findings,
    Gap,
    Issue,
    Judgement,
    Mark,
    Origin,
    Repair,
    RuleOutcome,
    Severity,
    Source,
    StagedSubmission,
    StagedTable,
    Status,
    Verdict,
)
from tasks.store import Store, to_json

if TYPE_CHECKING:
    import pandas as pd
    from upath import UPath

STAGED = "staging.json"
FINDINGS = "findings.json"
FACTS = "facts.json"
FACTS_TABLE = "facts.parquet"


@dataclass(frozen=True)
class CheckResult:
    """What the check of one submission found, on one basis."""

    submission: str
    status: Status
    issues: tuple[Issue, ...]
    outcomes: tuple[RuleOutcome, ...]
    rows_read: int
    rows_refused: int
    repairs: tuple[Repair, ...]
    against: Mapping[str, str]


def put_staged(store: Store, staged: StagedSubmission, folder: UPath) -> None:
    """Write a staged submission; the note comes last, so what has a note is whole."""
    for table in staged.tables.values():
        store.write_once(folder / f"{table.name}.parquet", _parquet(table.frame))
    note = {
        "submission": staged.submission,
        "origins": {name: asdict(table.origin) for name, table in staged.tables.items()},
        "issues": [asdict(issue) for issue in staged.issues],
        "repairs": [asdict(repair) for repair in staged.repairs],
        "marks": [asdict(mark) for mark in staged.marks],
        "rows_read": staged.rows_read,
        "rows_refused": staged.rows_refused,
    }
    store.write_once(folder / STAGED, to_json(note))


def get_staged(
    store: Store, folder: UPath, tables: Collection[str] | None = None
) -> StagedSubmission:
    """Return the staged submission that lies in a folder, with only some `tables` if wanted."""
    note = store.read_json(folder / STAGED)
    return StagedSubmission(
        submission=note["submission"],
        tables={
            name: _get_table(store, folder, name, _origin(origin))
            for name, origin in note["origins"].items()
            if tables is None or name in tables
        },
        issues=tuple(_issue(issue) for issue in note["issues"]),
        repairs=tuple(Repair(**repair) for repair in note["repairs"]),
        marks=tuple(Mark(**mark) for mark in note["marks"]),
        rows_read=note["rows_read"],
        rows_refused=note["rows_refused"],
    )


def _get_table(store: Store, folder: UPath, name: str, origin: Origin) -> StagedTable:
    return StagedTable(name, _frame(store.read(folder / f"{name}.parquet")), origin)


def put_check(store: Store, result: CheckResult, path: UPath) -> None:
    """Write what a check found."""
    store.write_once(path, to_json(asdict(result)))


def get_check(store: Store, path: UPath) -> CheckResult:
    """Return what a check found."""
    note = store.read_json(path)
    return CheckResult(
        submission=note["submission"],
        status=Status(note["status"]),
        issues=tuple(_issue(issue) for issue in note["issues"]),
        outcomes=tuple(_outcome(outcome) for outcome in note["outcomes"]),
        rows_read=note["rows_read"],
        rows_refused=note["rows_refused"],
        repairs=tuple(Repair(**repair) for repair in note["repairs"]),
        against=note["against"],
    )


@lru_cache(maxsize=8192)
def get_verdict(store: Store, path: UPath) -> CheckResult:
    """Return of what a check found the status and the issues alone, kept by the check's name.

    A check is written once under the fingerprint of all that went into it, so that what was
    read of it stays true.
    """
    note = store.read_json(path)
    return CheckResult(
        submission=note["submission"],
        status=Status(note["status"]),
        issues=tuple(_issue(issue) for issue in note["issues"]),
        outcomes=(),
        rows_read=note["rows_read"],
        rows_refused=note["rows_refused"],
        repairs=(),
        against=note["against"],
    )


def put_findings(store: Store, findings: Findings, folder: UPath) -> None:
    """Write the findings of a county: all of them as JSON, the facts as a table too."""
    store.write_once(folder / FACTS, to_json(facts_note(findings.facts.values())))
    store.write_once(folder / FACTS_TABLE, _parquet(_facts_frame(findings.facts.values())))
    note = asdict(replace(findings, facts={})) | {"facts": list(findings.facts)}
    store.write_once(folder / FINDINGS, to_json(note))


def get_findings(store: Store, folder: UPath) -> Findings:
    """Return the findings of a county."""
    note = store.read_json(folder / FINDINGS)
    facts = {fact["id"]: _fact(fact) for fact in store.read_json(folder / FACTS)}
    return Findings(
        edition=note["edition"],
        county=note["county"],
        county_name=note["county_name"],
        regime=note["regime"],
        facts={name: facts[name] for name in note["facts"]},
        judgements=tuple(_judgement(judgement) for judgement in note["judgements"]),
        exclusions=tuple(Exclusion(**exclusion) for exclusion in note["exclusions"]),
        expected=tuple(_expected(expected) for expected in note["expected"]),
        gaps=tuple(Gap(**(gap | {"items": tuple(gap["items"])})) for gap in note["gaps"]),
    )


def facts_note(facts: Iterable[Fact]) -> list[dict[str, Any]]:
    """Return facts as plain values, exact numbers as text; texts keep their quotes apart."""
    return [
        {
            **vars(fact),
            "value": _plain(fact.value),
            "sources": [vars(source) for source in fact.sources],
            "is_number": isinstance(fact.value, Decimal),
        }
        for fact in facts
    ]


def _plain(value: Decimal | str | None) -> str | None:
    return f"{value:f}" if isinstance(value, Decimal) else value


def _fact(note: dict[str, Any]) -> Fact:
    is_number = note.pop("is_number")
    value = Decimal(note["value"]) if is_number else note["value"]
    sources = tuple(Source(**source) for source in note["sources"])
    return Fact(**(note | {"value": value, "inputs": tuple(note["inputs"]), "sources": sources}))


def _facts_frame(facts: Iterable[Fact]) -> pd.DataFrame:
    import pandas as pd

    columns = ("id", "title", "value", "printed", "unit", "formula", "inputs", "sources", "note")
    rows = [
        (
            fact.id,
            fact.title,
            _plain(fact.value),
            fact.printed,
            fact.unit,
            fact.formula,
            " ".join(fact.inputs),
            "\n".join(map(str, fact.sources)),
            fact.note,
        )
        for fact in facts
    ]
    return pd.DataFrame(rows, columns=columns, dtype="string")


def _origin(note: dict[str, Any]) -> Origin:
    elsewhere = {place: Source(**source) for place, source in note["elsewhere"].items()}
    return Origin(**(note | {"elsewhere": elsewhere}))


def _issue(note: dict[str, Any]) -> Issue:
    return Issue(**(note | {"severity": Severity(note["severity"])}))


def _outcome(note: dict[str, Any]) -> RuleOutcome:
    return RuleOutcome(**(note | {"verdict": Verdict(note["verdict"])}))


def _judgement(note: dict[str, Any]) -> Judgement:
    distance = None if note["distance"] is None else Decimal(note["distance"])
    return Judgement(**(note | {"verdict": Verdict(note["verdict"]), "distance": distance}))


def _expected(note: dict[str, Any]) -> ExpectedReturn:
    status = None if note["status"] is None else Status(note["status"])
    return ExpectedReturn(**(note | {"status": status}))


def _parquet(frame: pd.DataFrame) -> bytes:
    import pyarrow
    import pyarrow.parquet

    # What pandas does as well, in half the time for the few rows of a return.
    table = pyarrow.Table.from_pandas(frame, preserve_index=False, nthreads=1)
    buffer = io.BytesIO()
    pyarrow.parquet.write_table(table, buffer)
    return buffer.getvalue()


def _frame(content: bytes) -> pd.DataFrame:
    import pyarrow
    import pyarrow.parquet

    table = pyarrow.parquet.ParquetFile(pyarrow.BufferReader(content)).read(use_threads=False)
    frame: pd.DataFrame = table.to_pandas(types_mapper=_kinds().get, use_threads=False)
    return frame


@cache
def _kinds() -> Mapping[Any, Any]:
    """Return the types of columns of staged tables by those that a file has them as."""
    import pandas as pd
    import pyarrow

    return {
        pyarrow.string(): pd.StringDtype(),
        pyarrow.large_string(): pd.StringDtype(),
        pyarrow.int64(): pd.Int64Dtype(),
        pyarrow.float64(): pd.Float64Dtype(),
        pyarrow.bool_(): pd.BooleanDtype(),
    }


__all__ = [
    "CheckResult",
    "facts_note",
    "get_check",
    "get_findings",
    "get_staged",
    "get_verdict",
    "put_check",
    "put_findings",
    "put_staged",
]
