"""The form by which a person releases a draft: what is asked, and what becomes of the answer."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from airflow.providers.standard.operators import hitl
from airflow.sdk import RetryAction
from airflow.sdk.exceptions import TaskAwaitingInput

from tasks.errors import CatalogueError
from tasks.orchestration import wording
from tasks.release_form import ANSWER, NoReasonError, ReleaseForm

WORDS = wording()["form"]


@pytest.fixture
def form(monkeypatch):
    from dags.release import release

    form = release().get_task("approve")
    assert isinstance(form, ReleaseForm)
    monkeypatch.setattr(form, "do_branch", lambda context, branches_to_execute: branches_to_execute)
    return form


class Kept(dict):
    """What Airflow keeps of a task from try to try."""

    def set(self, key, value, **_):
        self[key] = value

    def delete(self, key):
        self.pop(key, None)


def asks(form, monkeypatch, kept, max_tries=1000):
    """Return what a new try asks for: a new question, which wipes out the answer, or none."""
    questions = []
    monkeypatch.setattr(
        hitl, "upsert_hitl_detail", lambda **told: questions.append(told["options"])
    )
    context = {"ti": SimpleNamespace(max_tries=max_tries), "task_state_store": kept}
    context["task_instance"] = SimpleNamespace(id="1")
    with pytest.raises(TaskAwaitingInput) as raised:
        form.execute(context)
    assert raised.value.method_name == "execute_complete"
    return questions


def answered(form, option, comment="", signer="", account="admin", kept=None):
    """Return where the run goes on after an answer, and what later tasks are told."""
    pushed = {}
    context = {"ti": SimpleNamespace(xcom_push=lambda key, value: pushed.update({key: value}))}
    context["task_state_store"] = Kept() if kept is None else kept
    event = {
        "chosen_options": [WORDS[option]],
        "params_input": {"comment": comment, "signer": signer},
        "responded_at": datetime(2026, 1, 10, 1, 2, tzinfo=UTC),
        "responded_by_user": {"id": "7", "name": account},
    }
    return form.execute_complete(context, event), pushed.get(ANSWER)


def test_an_approval_goes_on_to_the_final_version(form):
    where, told = answered(form, "approve", comment=" 同意 ")
    assert where == ["release_final"]
    assert told == {"by": "admin", "comment": "同意", "moment": "2026-01-10T01:02:00+00:00"}


def test_a_refusal_goes_on_to_the_bureau(form):
    where, told = answered(form, "return", comment="请核实")
    assert where == ["send_back"]
    assert told["comment"] == "请核实"


def test_the_one_who_is_signed_in_is_named_beside_the_one_who_signs(form):
    _, told = answered(form, "approve", signer="张三", account="zhangsan")
    assert told["by"] == "张三（zhangsan）"


@pytest.mark.parametrize("comment", ["", "  "])
def test_a_refusal_without_a_reason_has_no_effect_and_is_asked_again(form, comment):
    with pytest.raises(NoReasonError) as raised:
        answered(form, "return", comment=comment)
    decision = form.retry_policy.evaluate(raised.value, 1, form.retries)
    assert decision.action is RetryAction.RETRY
    assert form.retry_policy.evaluate(CatalogueError("x"), 1, 3).action is RetryAction.FAIL


def test_an_answer_outlives_the_try_that_asked(form, monkeypatch):
    kept = Kept()
    assert asks(form, monkeypatch, kept) == [form.options]
    assert asks(form, monkeypatch, kept) == [], "Airflow hands the answer to whoever waits on"


def test_whoever_gave_no_reason_is_asked_again(form, monkeypatch):
    kept = Kept()
    asks(form, monkeypatch, kept)
    with pytest.raises(NoReasonError):
        answered(form, "return", kept=kept)
    assert asks(form, monkeypatch, kept) == [form.options]


def test_a_question_that_somebody_has_cleared_is_asked_again(form, monkeypatch):
    kept = Kept()
    asks(form, monkeypatch, kept)
    assert asks(form, monkeypatch, kept, max_tries=1001) == [form.options]


def test_an_approval_needs_no_words(form):
    assert answered(form, "approve")[0] == ["release_final"]


def test_the_form_asks_in_chinese_and_waits_without_end(form):
    assert form.options == [WORDS["approve"], WORDS["return"]]
    assert form.response_timeout is None
    assert form.defaults is None, "nobody is released by silence"
    schemas = form.serialized_params
    assert [schemas[name]["schema"]["title"] for name in schemas] == ["签署意见", "签发人姓名"]


def test_listeners_are_not_told_what_is_asked_and_answered(form):
    answered(form, "approve", comment="同意", signer="张三")
    assert form.hitl_summary == {"options": form.options}


def test_the_question_is_what_the_step_before_has_put_together(form):
    assert "['summary']" in form.body
    assert "['county_name']" in form.subject
    assert form.upstream_task_ids == {"request"}
    assert form.downstream_task_ids == {"release_final", "send_back", "record", "notify"}
