"""Steps: the mails of a day, each written down before it is sent and marked when it was.

A mail has one name for ever, and so one Message-ID: when a run dies after the server has
taken a mail and before that is marked, the same mail is sent once more and known by it.
"""

from __future__ import annotations

import logging
import smtplib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.errors import StoreError
from tasks.model import BUREAU
from tasks.notices.letter import Letter
from tasks.notices.mail import bundle, message
from tasks.notices.notice import by_school, notices_of
from tasks.steps.notices.briefing import briefing, note_briefed
from tasks.steps.notices.contacts import contacts
from tasks.steps.notices.mailbox import (
    LAPSED,
    REFUSED,
    SENT,
    mails,
    name_of,
    owner_of,
    waiting_mails,
)
from tasks.steps.notices.situation import Situation, day_of, situation, terms
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Season
from tasks.steps.wording import notice_wording, problem
from tasks.store import ConflictError, Store, open_store, to_json

if TYPE_CHECKING:
    from email.message import EmailMessage

log = logging.getLogger(__name__)

WAITING = "waiting"
FOR_GOOD = 500
"""From this answer of a mail server on, asking again is of no use."""

Send = Callable[["EmailMessage", Sequence[str]], Mapping[str, Any]]
"""Sends a mail to addresses and returns those that were refused, as `smtplib` does."""


def send_mails(moment: str, sender: str, send: Send) -> dict[str, int]:
    """Send every mail that is due at `moment` and was not sent yet; return how many there were.

    Counts those `sent`, `refused` for good, and `waiting` because the server asked for time.
    Raises `StoreError` where the server does not answer, or some mails wait, after all others
    were tried.
    """
    store = open_store()
    counts: Counter[str] = Counter({SENT: 0, REFUSED: 0, WAITING: 0})
    for key in store.seasons():
        season = open_season(store, key)
        if season is not None:
            plan_mails(store, season, moment)
            counts.update(_send_county(store, season, moment, sender, send))
    if counts[WAITING]:
        raise StoreError(str(problem("mails_wait", count=counts[WAITING])))
    return dict(counts)


def mails_due(moment: str) -> list[dict[str, str]]:
    """Return the mails that would be written at `moment`: season, school and subject of each."""
    store = open_store()
    seasons = (open_season(store, key) for key in store.seasons())
    return [
        {
            "season": season.key,
            "school": season.school_name(owner_of(name)),
            "subject": letter.subject,
        }
        for season in seasons
        if season is not None
        for name, letter, _ in _due(store, season, moment)
    ]


def plan_mails(store: Store, season: Season, moment: str) -> list[str]:
    """Write down the mails of a county for the day of `moment`; return the names of the new.

    A school gets one mail a day at most, the bureau one summary. While an earlier mail to a
    school still waits, nothing new is written to it; a summary that waited is out of date.
    """
    if BUREAU in contacts(season).of:
        _let_lapse(store, season.key, day_of(moment).isoformat())
    written = []
    for name, letter, told in _due(store, season, moment):
        note = {"moment": moment, "letter": letter.as_note(), "told": told}
        _write(store, season.key, name, note)
        if owner_of(name) == BUREAU:
            note_briefed(store, season.key, moment)
        written.append(name)
    return written


def _due(store: Store, season: Season, moment: str) -> list[tuple[str, Letter, list[str]]]:
    """Return name, letter and new notices of every mail of the day that is not written yet."""
    known, day = mails(store, season.key), day_of(moment).isoformat()
    waiting = {owner_of(name) for name in waiting_mails(store, season.key)}
    reachable = contacts(season).of
    return [
        (name_of(day, school), letter, told)
        for school, letter, told in _letters(store, situation(store, season), moment)
        if school in reachable and school not in waiting and name_of(day, school) not in known
    ]


def _write(store: Store, season: str, name: str, note: dict[str, Any]) -> None:
    try:
        store.write_once(store.mail(season, name), to_json(note))
    except ConflictError:
        log.info("another run wrote the mail %s/%s", season, name)


def _letters(
    store: Store, found: Situation, moment: str
) -> Iterator[tuple[str, Letter, list[str]]]:
    """Yield school, letter and the notices it tells for the first time; the bureau's tells all."""
    season, day, wording = found.season, day_of(moment), notice_wording()
    places = {code: folder for folder, code in season.folders.items()}
    told = {name.removesuffix(".json") for name in store.names(store.told(season.key, "").parent)}
    notices_by_school = by_school(notices_of(found.returns, found.released, day, terms()))
    for school, notices in notices_by_school.items():
        new = [each for each in notices if each.id not in told]
        if new and school != BUREAU:
            letter = bundle(season.school_name(school), places[school], new, day, wording)
            yield school, letter, [each.id for each in new]
    letter_of_bureau = briefing(store, found, moment)
    if letter_of_bureau is not None:
        yield BUREAU, letter_of_bureau, []


def _let_lapse(store: Store, season: str, day: str) -> None:
    for name in waiting_mails(store, season):
        if owner_of(name) == BUREAU and not name.startswith(day):
            store.write_once(store.mail(season, name, LAPSED), to_json({}))


def _send_county(
    store: Store, season: Season, moment: str, sender: str, send: Send
) -> Iterator[str]:
    template = (catalogue.TEMPLATES / "notices" / "mail.html").read_text(encoding="utf-8")
    reachable = contacts(season).of
    for name in waiting_mails(store, season.key):
        note = store.read_json(store.mail(season.key, name))
        for each in note["told"]:
            store.write_once(store.told(season.key, each), to_json({"mail": name}))
        to = reachable.get(owner_of(name), ())
        if not to:
            continue
        letter = Letter.of_note(note["letter"])
        key = f"{season.key}/{name}"
        mail = message(letter, key, note["moment"], sender, to, template)
        outcome, refused = _sent(send, mail, to)
        if outcome != WAITING:
            mark = {"moment": moment, "refused": refused}
            store.write_once(store.mail(season.key, name, outcome), to_json(mark))
        log.info("mail %s: %s", key, outcome)
        yield outcome


def _sent(send: Send, mail: EmailMessage, to: Sequence[str]) -> tuple[str, list[int]]:
    """Send a mail; return what became of it, and the answers that refused an address.

    The texts of a server's answers name addresses, so that none of them is passed on.
    """
    try:
        refused = send(mail, to)
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted(code for code, _ in error.recipients.values())
        return (REFUSED if min(codes) >= FOR_GOOD else WAITING), codes
    except smtplib.SMTPSenderRefused as error:
        raise problem("mail_sender_refused", code=error.smtp_code) from None
    except smtplib.SMTPResponseException as error:
        return (REFUSED if error.smtp_code >= FOR_GOOD else WAITING), [error.smtp_code]
    except OSError as error:
        raise StoreError(str(problem("mail_server", reason=type(error).__name__))) from None
    return SENT, sorted(code for code, _ in refused.values())
