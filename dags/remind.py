"""Tell schools and bureau every morning what is missing, what came of returns, and what waits.

Every morning at eight. Writes the notices in the folders and, where Airflow knows a mail
server as the connection `junheng_smtp`, sends each school at most one mail and the bureau one
summary. Doing it again on the same day writes and sends nothing twice.

催报：每天早上八点运行。更新各校“回执”文件夹里的催报、退回、待说明等通知，为教育局写每日简报；
配置了邮件连接 junheng_smtp 的，另给每校最多发一封邮件，给教育局发一份简报。
"""

from airflow.sdk import dag

from tasks import orchestration, post, steps
from tasks.orchestration import task


@task(task_id="remind")
def write_notices(moment: str) -> int:
    """Write the notices and summaries into the folders; return how many are new."""
    return len(steps.remind(moment))


@task
def send_mails(moment: str) -> dict[str, int]:
    """Send the mails of the day that were not sent yet; return how many."""
    return post.send_mails(moment)


@dag(
    schedule=orchestration.by_the_clock("0 8 * * *"),
    dag_display_name="催报 remind",
    doc_md=__doc__,
    tags=orchestration.tags("returns"),
    **orchestration.DAG_ARGS,
)
def remind() -> None:
    """Wire the notices in the folders to the mails."""
    write_notices(orchestration.MOMENT) >> send_mails(orchestration.MOMENT)


remind()
