"""Explanations lie in the store as they were given; the county's form decides on them."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

import pandas as pd
import pytest
from upath import UPath

from tasks import catalogue
from tasks.layouts import column_letter
from tasks.model import BUREAU, ExpectedReturn, Status, Submission
from tasks.steps import shelf
from tasks.steps.findings.evaluating import findings_key
from tasks.steps.findings.recipe import fingerprint, recipe
from tasks.steps.returns import explanations as steps
from tasks.steps.returns.standing import basis
from tasks.steps.season.seasons import Season, attempts_of
from tasks.store import ARRIVAL, Store, to_json
from tests.builders.explanations import (
    FORM,
    SCHOOL,
    a_query,
    an_explanation,
    submission,
)
from tests.builders.workbooks import loaded

EARLY, LATE = "2025-10-08T09:00:00+08:00", "2025-10-08T02:00:00+00:00"
KEY = submission()
DECISIONS = f"2025/139901/{BUREAU}/{FORM}/1"


@pytest.fixture
def store(tmp_path):
    return Store(UPath(tmp_path))


@pytest.fixture
def season():
    roster = pd.DataFrame(
        {"school_code": [SCHOOL], "school_name": ["某县一小"], "folder": ["一小"]}
    )
    return Season("2025", "139901", "某县", "2025/139901/bureau/roster/1", roster.astype("string"))


def received(store, season, key, status, *issues):
    """Put a submission that was received and checked into the store."""
    store.write_once(store.received(key) / ARRIVAL, to_json({"moment": EARLY}))
    each = Submission.parse(key)
    path = store.checked(key, basis(each, season, attempts_of(store, season.key)))
    shelf.put_check(store, shelf.CheckResult(key, status, issues, (), 1, 0, (), {}), path)


def decided(monkeypatch, *rows):
    """Let the bureau's form, as it was staged, have these rows."""
    names = ("reference", "decision", "comment")
    frame = pd.DataFrame([dict(zip(names, row, strict=True)) for row in rows], dtype="string")
    frame["_row"] = pd.Series(range(4, 4 + len(rows)), dtype="Int64")
    staged = SimpleNamespace(tables={FORM: SimpleNamespace(frame=frame)})
    monkeypatch.setattr(steps, "staged_of", lambda key, season: staged)


def state(store, season):
    (found,) = steps.open_memory(store, season).of(KEY, [a_query()])
    return str(found.state)


def keep(store, *answers, key=KEY, sha256="a" * 64, moment=EARLY):
    return steps.keep_answers(store, key, answers, sha256, moment)


def test_an_answer_is_kept_with_its_file_and_found_again(store, season):
    assert keep(store, an_explanation(school="", given_in="")) == 1

    memory = steps.open_memory(store, season)

    assert memory.by_school == {SCHOOL: (an_explanation(),)}
    assert state(store, season) == "explained"


def test_a_file_is_asked_once_whatever_the_moment(store, season):
    keep(store, an_explanation())
    assert keep(store, an_explanation(text="另一原因"), moment=LATE) == 0
    assert steps.open_memory(store, season).by_school[SCHOOL][0].text == an_explanation().text


def test_what_says_nothing_new_leaves_nothing(store):
    keep(store, an_explanation())
    assert keep(store, an_explanation(), key=submission(attempt=2), sha256="b" * 64) == 0
    assert not store.explained(submission(attempt=2)).exists()


def test_the_latest_words_count_by_the_moment_not_by_the_text_of_it(store, season):
    keep(store, an_explanation(text="后说"), sha256="a" * 64, moment=LATE)
    keep(store, an_explanation(text="先说"), sha256="b" * 64, moment=EARLY)

    said = [each.text for each in steps.open_memory(store, season).by_school[SCHOOL]]

    assert datetime.fromisoformat(LATE) > datetime.fromisoformat(EARLY)
    assert LATE < EARLY
    assert said == ["先说", "后说"]


@pytest.mark.parametrize(
    ("decision", "expected"), [("accepted", "accepted"), ("sent_back", "sent_back")]
)
def test_the_county_decides(store, season, monkeypatch, decision, expected):
    from tasks.explanations.decisions import reference

    keep(store, an_explanation())
    received(store, season, DECISIONS, Status.ACCEPTED)
    decided(monkeypatch, (reference(an_explanation()), decision, "意见"), ("S1", None, None))

    assert state(store, season) == expected


def test_a_form_that_was_returned_decides_nothing(store, season, monkeypatch):
    from tasks.explanations.decisions import reference

    keep(store, an_explanation())
    received(store, season, DECISIONS, Status.RETURNED)
    decided(monkeypatch, (reference(an_explanation()), "accepted", ""))

    assert state(store, season) == "explained"


def test_a_decision_that_fits_nothing_is_told_to_the_bureau(store, season, monkeypatch):
    received(store, season, DECISIONS, Status.ACCEPTED)
    decided(monkeypatch, ("S0000000000", "accepted", pd.NA))

    found = steps.explained(store, season, [])
    book = loaded(steps.explanation_files(season, found)["规则说明统计.xlsx"])

    assert [cell.value for cell in book["未对上的核定"][3]][1:4] == [4, "S0000000000", "采纳"]


def test_only_the_last_attempt_is_answered_anew(store, season):
    first, last = Submission.parse(KEY), Submission.parse(submission(attempt=2))
    attempts = {(SCHOOL, "school_return"): [first, last]}
    before = steps.open_memory(store, season)
    keep(store, an_explanation())
    after = steps.open_memory(store, season)

    def name(memory, each):
        return steps.answer_basis(memory, each, season, attempts)

    assert name(before, last) == basis(last, season, attempts)
    assert name(after, last) != name(before, last)
    assert name(after, first) == name(before, first)
    assert steps.memory_digest(before) == ""
    assert steps.memory_digest(after) != ""


def test_what_is_said_of_one_form_answers_no_other_anew(store, season):
    other = Submission.parse(KEY.replace("school_return", "fitness_return"))
    keep(store, an_explanation())
    assert steps.open_memory(store, season).fingerprint(other) == ""


def a_county(store, season, monkeypatch):
    from tasks.explanations.decisions import reference

    keep(store, an_explanation())
    received(store, season, KEY, Status.QUERIED, a_query(), a_query(item="other", cell="C5"))
    received(store, season, DECISIONS, Status.ACCEPTED)
    decided(monkeypatch, (reference(an_explanation()), "accepted", ""))
    expected = [ExpectedReturn(SCHOOL, "school_return", KEY, Status.QUERIED),
                ExpectedReturn(SCHOOL, "fitness_return")]  # fmt: skip
    return steps.explained(store, season, expected)


def test_a_county_is_counted_and_its_accepted_explanations_go_to_the_dossiers(
    store, season, monkeypatch
):
    found = a_county(store, season, monkeypatch)

    assert found.tally_text() == "需说明2处，其中已说明1处、已采纳1处"
    ((query, said),) = found.accepted()[SCHOOL]
    assert (query, said.text) == (a_query(), an_explanation().text)


def test_the_bureau_gets_the_statistics_and_a_form_that_can_be_read_back(
    store, season, monkeypatch
):
    files = steps.explanation_files(season, a_county(store, season, monkeypatch))
    assert list(files) == ["规则说明统计.xlsx", "说明核定表.xlsx"]

    form = loaded(files["说明核定表.xlsx"])["说明核定"]
    names = [field.name for field in catalogue.layouts("2025")[FORM].by_table[FORM].fields]
    row = {name: form[f"{column_letter(at)}4"].value for at, name in enumerate(names, 1)}

    assert row["school_name"] == "某县一小"
    assert row["explanation"] == an_explanation().text
    assert row["decision"] == "采纳"
    assert form["A5"].value is None


def test_nothing_to_decide_makes_no_form(store, season):
    files = steps.explanation_files(season, steps.explained(store, season, []))
    assert list(files) == ["规则说明统计.xlsx"]


def test_an_explanation_is_due_for_new_dossiers_and_without_one_nothing_is(store, season):
    def name():
        return findings_key(store, season, ())

    before = name()
    assert before == f"{season.key}/{fingerprint(recipe(), season.roster_key)}"
    keep(store, an_explanation())
    assert name() != before
