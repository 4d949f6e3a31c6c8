"""Step: the documents that schools and the bureau name, and how many points have one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tasks import catalogue
from tasks.model import Fact, Returns, Submission
from tasks.steps.findings.rulebook import Rules

TABLE = "evidence"
FOLDER = "evidence"
FIELDS = (
    "item", "point", "document_name", "document_number", "document_date", "page", "note",
)  # fmt: skip


def points_asked(rules: Rules) -> Mapping[str, Any]:
    """Return the points that a regime asks documents for, nothing where nobody listed any."""
    found: Mapping[str, Any] = catalogue.notebook(FOLDER).get(rules.regime, {})
    return found


def documents_of(returns: Returns) -> dict[str, list[dict[str, str]]]:
    """Return the rows of all evidence returns as texts, by school code or `BUREAU`."""
    found: dict[str, list[dict[str, str]]] = {}
    for owner, row in _rows(returns):
        texts = {name: "" if row[name] is None else str(row[name]) for name in FIELDS}
        found.setdefault(owner, []).append(texts)
    return found


def evidence_facts(returns: Returns, rules: Rules) -> list[Fact]:
    """Return how many points have documents, under the points of a regime."""
    from tasks.dossiers.papers.evidence_counts import Named, evidence_counts

    named: dict[str, list[Named]] = {}
    for owner, row in _rows(returns):
        cell = returns.source(TABLE, row["_submission"], "document_name", int(row["_row"]))
        named.setdefault(owner, []).append(Named(str(row["item"]), str(row["point"]), cell))
    schools = returns.roster["school_code"].tolist()
    return evidence_counts(points_asked(rules), schools, named)


def _rows(returns: Returns) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rows of all evidence returns with the owner of each."""
    frame = returns.tables.get(TABLE)
    if frame is None:
        return
    for row in frame.astype(object).where(frame.notna(), None).to_dict("records"):
        yield Submission.parse(row["_submission"]).school, {str(k): v for k, v in row.items()}
