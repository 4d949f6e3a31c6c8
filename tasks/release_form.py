"""The form in Airflow's pages by which a person releases a draft or sends it back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import HITLBranchOperator
from airflow.sdk import ExceptionRetryPolicy, Param, RetryAction, RetryRule, XComArg
from airflow.sdk.exceptions import TaskAwaitingInput
from airflow.sdk.execution_time.context import NEVER_EXPIRE

from tasks.errors import JunhengError, StoreError
from tasks.orchestration import RETRY_DELAY, title, wording

ANSWER = "answer"
ASKED = "asked"
ASK_AGAIN = 1000
"""So often may somebody refuse without a reason before the task gives up."""


class NoReasonError(JunhengError):
    """Somebody sent a draft back and did not say why: who answered must answer again."""


class ReleaseForm(HITLBranchOperator):
    """Waits until a person approves or refuses what `asked` says, and goes on accordingly.

    `asked` is the output of a task that gives what `steps.approval_request` does. `answer` is
    what the person wrote: `by`, `comment` and `moment`. No worker waits meanwhile.
    """

    def __init__(self, *, asked: Any, if_approved: str, if_refused: str, **arguments: Any) -> None:
        words = wording()["form"]
        task_id = asked.operator.task_id
        self.refusal = words["return"]
        super().__init__(
            **arguments
            | {
                "task_display_name": title(arguments["task_id"]),
                "subject": words["subject"].format(
                    county_name=_of(task_id, "county_name"), code=_of(task_id, "code")
                ),
                "body": _of(task_id, "summary"),
                "options": [words["approve"], words["return"]],
                "options_mapping": {words["approve"]: if_approved, words["return"]: if_refused},
                "params": {"comment": _field("comment", "multiline"), "signer": _field("signer")},
                "retries": ASK_AGAIN,
                "retry_policy": _ASK_AGAIN_WITHOUT_REASON,
            }
        )

    @property
    def answer(self) -> Any:
        """Return the answer as what a later task is handed."""
        return XComArg(self, key=ANSWER)

    @property
    def hitl_summary(self) -> dict[str, Any]:
        """What listeners are told: not the question, which names schools, nor who answers."""
        return {"options": self.options}

    def execute(self, context: Any) -> Any:
        """Ask and wait; wait on where the question stands already.

        Airflow 3.3.2 takes a task that is answered while its worker is still ending for one that
        was killed, and tries again. The answer is kept with the question: to ask anew would wipe
        it out, to wait on is to be handed it.
        """
        kept, question = context["task_state_store"], str(context["ti"].max_tries)
        if kept.get(ASKED) == question:
            raise TaskAwaitingInput(method_name="execute_complete", timeout=self.response_timeout)
        try:
            super().execute(context)
        except TaskAwaitingInput:
            kept.set(ASKED, question, retention=NEVER_EXPIRE)
            raise

    def execute_complete(self, context: Any, event: dict[str, Any]) -> Any:
        """Keep the answer for the tasks that come, and choose which of them that is."""
        given = {} if "error" in event else _answer_of(event)
        if given and self.refusal in event["chosen_options"] and not given["comment"]:
            context["task_state_store"].delete(ASKED)
            raise NoReasonError(wording()["form"]["no_reason"])
        context["ti"].xcom_push(ANSWER, given)
        return super().execute_complete(context, event)


_ASK_AGAIN_WITHOUT_REASON = ExceptionRetryPolicy(
    rules=[
        RetryRule(NoReasonError, RetryAction.RETRY, retry_delay=timedelta(0), reason="no reason"),
        RetryRule(StoreError, RetryAction.RETRY, retry_delay=RETRY_DELAY),
        RetryRule(Exception, RetryAction.FAIL, reason="a person must act"),
    ]
)


def _answer_of(event: dict[str, Any]) -> dict[str, str]:
    """Return who answered what and when; the one who is signed in is always named."""
    written = {name: (text or "").strip() for name, text in (event["params_input"] or {}).items()}
    user = event["responded_by_user"] or {}
    account = str(user.get("name") or user.get("id") or "")
    signer = written.get("signer", "")
    signed = wording()["form"]["signed"].format(signer=signer, account=account)
    return {
        "by": signed if signer and signer != account else account,
        "comment": written.get("comment", ""),
        "moment": event["responded_at"].isoformat(),
    }


def _field(name: str, text_format: str = "") -> Param:
    more: dict[str, Any] = wording()["form"][name] | {"type": ["string", "null"]}
    more |= {"format": text_format} if text_format else {}
    return Param("", **more)


def _of(task_id: str, name: str) -> str:
    return "{{ ti.xcom_pull('" + task_id + "')['" + name + "'] }}"
