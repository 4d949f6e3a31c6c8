"""The mail server of this deployment: Airflow's connection `junheng_smtp`, if there is one."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from typing import Any

from tasks import steps
from tasks.errors import StoreError
from tasks.steps.notices.mailing import Send
from tasks.steps.wording import problem

CONNECTION = "junheng_smtp"

log = logging.getLogger(__name__)


def send_mails(moment: str) -> dict[str, int]:
    """Send the mails that are due at `moment`; return how many were sent, refused, or wait.

    Without the connection none is written or sent, and notices lie in the folders alone.
    Raises `StoreError` where the server does not answer, `JunhengError` where it does not let
    us in or nobody said from whom the mails are.
    """
    from airflow.providers.smtp.hooks.smtp import SmtpHook
    from airflow.sdk.bases.hook import BaseHook
    from airflow.sdk.exceptions import AirflowException

    try:
        connection = BaseHook.get_connection(CONNECTION)
    except AirflowException:
        log.info("no connection %s: notices go to the folders alone", CONNECTION)
        return {}
    sender = connection.extra_dejson.get("from_email") or connection.login or ""
    if "@" not in sender:
        raise problem("mail_no_sender", connection=CONNECTION)
    try:
        with SmtpHook(smtp_conn_id=CONNECTION) as hook:
            return steps.send_mails(moment, sender, _sending(hook))
    except smtplib.SMTPAuthenticationError as error:
        raise problem("mail_login", code=error.smtp_code) from None
    except (OSError, AirflowException) as error:
        raise StoreError(str(problem("mail_server", reason=type(error).__name__))) from None


def _sending(hook: Any) -> Send:
    """Return what sends one mail over an open hook.

    The hook's own way to send writes HTML alone, and sends a mail that was refused six times.
    """
    client: smtplib.SMTP = hook._smtp_client

    def send(mail: EmailMessage, to: Sequence[str]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = client.send_message(mail, to_addrs=list(to))
        return found

    return send
