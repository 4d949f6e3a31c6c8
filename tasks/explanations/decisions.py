"""What the county says to explanations, and the form it says it in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tasks.explanations.conventions import Conventions
from tasks.explanations.memory import Remembered, State
from tasks.model import Decision, Explanation

PREFIX = "S"
"""Begins every reference, so that no spreadsheet program takes one for a number."""

DIGITS = 10
FORM = "explanation_decisions"
"""The name of the county's form, and of its only table."""

WAITING = (State.EXPLAINED,)
DECIDED = (State.ACCEPTED, State.SENT_BACK)


@dataclass(frozen=True, order=True)
class Decided:
    """One filled-in row of the county's form; `row` is its row of the sheet."""

    reference: str
    decision: Decision
    comment: str = ""
    row: int = 0


def reference(explanation: Explanation) -> str:
    """Return the number of an explanation: other words, or another value, have another one."""
    named = ("school", "rule", "item", "found", "kind", "text", "evidence")
    parts = [getattr(explanation, name) for name in named]
    digest = hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
    return f"{PREFIX}{digest[:DIGITS].upper()}"


def with_decisions(
    explanations: Iterable[Explanation], decisions: Iterable[Decided]
) -> tuple[list[Explanation], list[Decided]]:
    """Return the explanations with what was decided, and the decisions that fit none.

    `decisions` are the oldest first; the latest on an explanation counts.
    """
    latest = {each.reference.upper(): each for each in decisions}
    found, fitting = [], set()
    for explanation in explanations:
        name = reference(explanation)
        if name in latest:
            fitting.add(name)
            decided = latest[name]
            explanation = replace(explanation, decision=decided.decision, comment=decided.comment)
        found.append(explanation)
    return found, [each for name, each in latest.items() if name not in fitting]


def decision_rows(
    remembered: Sequence[Remembered],
    schools: Mapping[str, str],
    conventions: Conventions,
    words: Mapping[str, str],
) -> list[dict[str, object]]:
    """Return the rows of the county's form: what waits for a decision first, then the decided.

    What the county need not decide is left out: what is unexplained, lapsed or only offered.
    `schools` gives names by code, in the order of the roster; `words` is `details` of the
    wording.
    """
    order = {code: number for number, code in enumerate(schools)}
    asked = [
        (state, each, each.explanation)
        for state, states in enumerate((WAITING, DECIDED))
        for each in remembered
        if each.state in states and each.explanation
    ]
    asked.sort(key=lambda one: (one[0], order.get(one[2].school, len(order)), one[1].query))
    rows = [_row(each, said, schools, conventions, words) for _, each, said in asked]
    return list({row["reference"]: row for row in rows}.values())


def _row(
    each: Remembered,
    said: Explanation,
    schools: Mapping[str, str],
    conventions: Conventions,
    words: Mapping[str, str],
) -> dict[str, object]:
    query = each.query
    return {
        "reference": reference(said),
        "school_code": said.school,
        "school_name": schools.get(said.school, said.school),
        "place": words["place"].format(sheet=query.sheet, cell=query.cell),
        "query": query.message,
        "found": said.found,
        "kind": conventions.kinds.title(said.kind),
        "explanation": said.text,
        "author": said.author,
        "evidence": said.evidence,
        "decision": None if said.decision is Decision.OPEN else str(said.decision),
        "comment": said.comment or None,
    }
