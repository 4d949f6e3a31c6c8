"""Release the draft of a county as final, or send it back: a person decides.

One run a county and season, its partition says which. Runs when `publish` has delivered a draft.
The task “待核准” waits, days if need be, until somebody answers it on the page “Required Actions”.
What is approved is the content of that draft, by its hash: if a newer one stands by then, the
answer has no effect and the run says so. Who, when, comment and hash are kept in the county's
chain of events. A run that waits holds up no other.

定稿：每县每年度单独运行，分区就是“年度/县代码”；初稿放入发件箱以后运行。在“待操作的任务实例”页面写明
意见并答复：核准的，出终审稿；退回的，写明理由，退回意见放入县教育局的“回执”文件夹。核准的是这
一版初稿的内容（按哈希）；其间已有新初稿的，原答复不生效。签发人、时间、意见和内容哈希都记入流转
记录。等待答复不影响其他县，也不影响以后的初稿。
"""

from typing import Any

from airflow.sdk import dag
from airflow.sdk.exceptions import AirflowSkipException

from tasks import orchestration, steps
from tasks.orchestration import task
from tasks.release_form import ReleaseForm


@task(inlets=[orchestration.DELIVERED])
def request(county: str, moment: str, asked_for: str) -> dict[str, str]:
    """Put together what the person must know, if nobody was asked about this draft yet."""
    if not (asked_for or steps.is_approval_due(county)):
        raise AirflowSkipException("there is nothing to decide")
    return steps.ask(county, moment)


@task(outlets=[orchestration.APPROVED], max_active_tis_per_dag=1)
def release_final(asked: dict[str, str], answer: dict[str, str], outlet_events: Any) -> str:
    """Publish the final version of exactly what was approved."""
    outlet_events[orchestration.APPROVED].add_partitions(asked["county"])
    return steps.approve(asked["county"], asked["content_hash"], **answer)


@task
def send_back(asked: dict[str, str], answer: dict[str, str]) -> str:
    """Tell the bureau why its draft was refused."""
    reason = answer["comment"]
    return steps.send_back(
        asked["county"], asked["content_hash"], answer["by"], reason, answer["moment"]
    )


@task(trigger_rule="none_failed_min_one_success")
def record(answer: dict[str, str], county: str) -> int:
    """Put what happened into the county's chain of events, as of the moment of the answer."""
    return steps.record(answer["moment"], county)


@task
def notify(answer: dict[str, str], county: str) -> int:
    """Bring the notices of the county up to date; return how many are new."""
    return len(steps.notices(answer["moment"], county))


@dag(
    dag_display_name="定稿 release",
    doc_md=__doc__,
    tags=orchestration.tags("approval"),
    **orchestration.an_approval_a_run(orchestration.DELIVERED),
)
def release() -> None:
    """Wire the question to the two answers that it may have."""
    asked = request(orchestration.COUNTY, orchestration.MOMENT, orchestration.ASKED_FOR)
    approve = ReleaseForm(
        task_id="approve", asked=asked, if_approved="release_final", if_refused="send_back"
    )
    answers = [release_final(asked, approve.answer), send_back(asked, approve.answer)]
    recorded = record(approve.answer, orchestration.COUNTY)
    asked >> approve >> answers >> recorded >> notify(approve.answer, orchestration.COUNTY)


release()
