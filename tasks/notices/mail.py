"""Mails: what one school is told on one day, and how that is laid out for a mail server."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from itertools import groupby
from typing import Any

from tasks.notices.letter import Letter, Section, page, plain
from tasks.notices.notice import Notice
from tasks.notices.sentences import line_of


def bundle(
    name: str, folder: str, notices: Sequence[Notice], day: date, wording: Mapping[str, Any]
) -> Letter:
    """Return the letter that tells a school everything of one day.

    `name` is what the school is called, `folder` what its intake folder is.
    """
    words = wording["mail"]
    blanks = {"school_name": name, "folder": folder, "day": day.isoformat()}
    return Letter(
        subject=words["subject"].format(
            what=words["between"].join(_kinds(notices, words)), **blanks
        ),
        greeting=words["greeting"].format(**blanks),
        opening=words["opening"].format(**blanks),
        sections=tuple(
            Section(words["titles"][kind], tuple(line_of(each, wording) for each in found))
            for kind, found in groupby(notices, key=lambda each: each.kind)
        ),
        closing=words["closing"].format(**blanks),
    )


def _kinds(notices: Sequence[Notice], words: Mapping[str, Any]) -> Iterator[str]:
    for kind, found in groupby(notices, key=lambda each: each.kind):
        yield words["kinds"][kind].format(count=len(list(found)))


def message(
    letter: Letter, key: str, moment: str, sender: str, to: Sequence[str], template: str
) -> EmailMessage:
    """Return a letter as a mail, as plain text and as HTML.

    `key` names the mail and nothing else: the same key has the same Message-ID, by which a
    mail that came twice is known. `moment` is when it was written.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = " ".join(letter.subject.split())
    mail["From"] = sender
    mail["To"] = ", ".join(to)
    mail["Date"] = format_datetime(datetime.fromisoformat(moment))
    mail["Message-ID"] = message_id(key, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(plain(letter), cte="base64")
    mail.add_alternative(page(letter, template), subtype="html", cte="base64")
    mail["Content-Language"] = "zh-CN"
    mail.set_boundary(f"=_{_digest(key)}")
    return mail


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of the mail that a key names, in the domain of its sender."""
    domain = sender.rpartition("@")[2].strip("> ")
    return f"<junheng.{_digest(key)}@{domain}>"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]
