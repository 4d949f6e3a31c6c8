"""Step: the county accepts an explanation or sends it back, without filling in the form."""

from __future__ import annotations

from tasks.model import Decision, Explanation
from tasks.steps.discretion import blotter_of
from tasks.steps.dossiers.chronicle import chronicle
from tasks.steps.returns.explanations import open_memory
from tasks.steps.season.open_seasons import season_of_key
from tasks.steps.wording import problem
from tasks.store import ConflictError, Store, open_store, to_json

CLOSING = (Decision.ACCEPTED, Decision.SENT_BACK)


def decide(county: str, reference: str, decision: str, comment: str, by: str, moment: str) -> None:
    """Record what the county `edition/county` says to the explanation of a reference.

    It counts as a row of the bureau's form that came at `moment`: the latest word counts.
    Receipts and evaluation follow with the next run. Raises `JunhengError` where there is no
    such explanation, or one is sent back without a reason.
    """
    store = open_store()
    explanation = _explanation(store, county, reference)
    if decision not in CLOSING:
        raise problem("no_decision", decision=decision)
    wanted = Decision(decision)
    if not by.strip():
        raise problem("nobody_decides")
    if wanted is Decision.SENT_BACK and not comment.strip():
        raise problem("comment_needed")
    note = {
        "reference": reference,
        "decision": str(wanted),
        "comment": blotter_of(store, explanation.given_in)(comment.strip()),
        "by": by.strip(),
        "moment": moment,
    }
    _keep(store, county, note)
    chronicle(store, county, moment)


def _explanation(store: Store, county: str, wanted: str) -> Explanation:
    from tasks.explanations.decisions import reference

    memory = open_memory(store, season_of_key(store, county))
    for given in memory.by_school.values():
        for each in given:
            if each.given_in.startswith(f"{county}/") and reference(each) == wanted:
                return each
    raise problem("no_explanation", reference=wanted)


def _keep(store: Store, county: str, note: dict[str, str]) -> None:
    """Write a note under the next number; where another one was faster, under the one after."""
    while True:
        number = len(store.decisions(county)) + 1
        try:
            store.write_once(store.decided(county, number), to_json(note))
        except ConflictError:
            continue
        return
