"""Notices in the folders and by mail, the mails taken by a real server that also refuses."""

from __future__ import annotations

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from upath import UPath

from tasks import post, steps
from tasks.cli import main
from tasks.errors import JunhengError, StoreError
from tasks.intake.inbox import RECEIPTS
from tasks.model import Issue, Severity, Status, Submission
from tasks.steps import shelf
from tasks.steps.notices import mailing, notifying
from tasks.steps.returns.standing import basis
from tasks.steps.season.open_seasons import season_of
from tasks.store import open_store
from tests.builders.folder import SCHOOLS, a_return, open_county, put
from tests.builders.workbooks import a_stamp, a_workbook, loaded

SEASON = "2025/139901"
MORNING, SAME_DAY = "2025-10-13T08:00:00+08:00", "2025-10-13T11:30:00+08:00"
NEXT, LATER = "2025-10-14T08:00:00+08:00", "2025-10-21T08:00:00+08:00"
FIRST, SECOND, OFFICE = "one@school.example", "two@school.example", "office@bureau.example"
NAMES = {"一小": FIRST, "二小": SECOND}
PUPIL = "欧阳小测"


def a_roster(office: str = OFFICE, **contacts: str) -> bytes:
    rows = [
        {
            "school_code": code, "school_name": folder, "school_type": "211", "owner": "7",
            "urban_rural": "121", "counted": "yes", "folder": folder,
            "contact_email": contacts.get(folder, NAMES[folder]), "bureau_email": office,
        }
        for folder, code in SCHOOLS.items()
    ]  # fmt: skip
    return a_workbook("roster", {"roster": rows}, stamp=a_stamp("roster", school="139901"))


class Office:
    """A mail server with its mailbox; addresses in `refuses` get the answer given there."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.data_answer = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.data_answer:
            return self.data_answer
        mail = message_from_bytes(envelope.content, policy=default)
        mail["X-To"] = ", ".join(envelope.rcpt_tos)
        self.mails.append(mail)
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if address in mail["X-To"]]


def said(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(mail["Subject"]) + "\n" + body.get_content()


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def server(office, monkeypatch) -> Iterator[Controller]:
    controller = Controller(office, hostname="127.0.0.1", port=a_free_port())
    controller.start()
    connect(monkeypatch, controller)
    yield controller
    if not controller.loop.is_closed():
        controller.stop()


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def connect(monkeypatch, controller, login: str = "", **extra: object) -> None:
    """Let Airflow know the server as a person would: by the variable of the connection."""
    about = {"from_email": "notices@bureau.example", "disable_ssl": True, "disable_tls": True,
             "retry_limit": 0, **extra}  # fmt: skip
    connection = {
        "conn_type": "smtp", "host": "127.0.0.1", "port": controller.port, "login": login,
        "password": "secret", "extra": about,
    }  # fmt: skip
    monkeypatch.setenv("AIRFLOW_CONN_JUNHENG_SMTP", json.dumps(connection))


@pytest.fixture
def county(tmp_path, monkeypatch) -> UPath:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path / "airflow"))
    found = open_county(tmp_path, monkeypatch)
    put(found / "名录.xlsx", a_roster())
    (found / "县教育局").mkdir()
    return found


def collect(moment: str, status: Status = Status.ACCEPTED) -> None:
    """Do what `collect` does, each check ending as told; a query names a pupil in its words."""
    for batch in steps.receive(moment):
        store = open_store()
        season, attempts = season_of(store, batch)
        for key in batch:
            path = store.checked(key, basis(Submission.parse(key), season, attempts))
            if not path.exists():
                shelf.put_check(store, a_check(key, status), path)
        steps.reply(batch, moment)
    steps.record(moment)


def a_check(key: str, status: Status) -> shelf.CheckResult:
    severity = {Status.RETURNED: Severity.CRITICAL, Status.QUERIED: Severity.WARNING}.get(status)
    text = f"{PUPIL}所在班的人数"
    issue = severity and Issue(
        key, "班级", "C4", "class-size", severity, text, found=PUPIL, item=f"classes.{PUPIL}"
    )
    return shelf.CheckResult(key, status, (issue,) if issue else (), (), 1, 0, (), {})


def hand_in(county: UPath, school: str, moment: str, status: Status, version: int = 1) -> None:
    put(county / school / f"{PUPIL}的报表.xlsx", a_return(school, version))
    collect(moment, status)


def lying(county: UPath, school: str) -> dict[str, str]:
    folder = county / school / RECEIPTS
    found = sorted(folder.glob("*.txt")) if folder.exists() else []
    return {path.name: path.read_text(encoding="utf-8") for path in found}


# In the folders


def test_a_folder_has_one_notice_of_each_kind_and_only_what_is_so_now(county):
    hand_in(county, "一小", MORNING, Status.RETURNED)
    steps.remind(MORNING)

    assert set(lying(county, "一小")) == {"退回通知.txt", "催报通知.txt"}
    assert "第 1 次报送已退回" in lying(county, "一小")["退回通知.txt"]
    assert set(lying(county, "二小")) == {"催报通知.txt"}
    assert set(lying(county, "县教育局")) == {"催报汇总.txt", "每日简报.txt"}

    hand_in(county, "一小", SAME_DAY, Status.ACCEPTED, version=2)
    written = steps.notices(SAME_DAY)

    assert set(lying(county, "一小")) == {"合格通知.txt"}
    assert sorted(Path(path).name for path in written) == ["催报汇总.txt", "合格通知.txt"]
    assert steps.notices(SAME_DAY) == []


def test_what_somebody_wrote_into_a_notice_is_not_written_over(county):
    hand_in(county, "一小", MORNING, Status.RETURNED)
    steps.notices(MORNING)
    place = county / "一小" / RECEIPTS / "退回通知.txt"
    place.write_text("校长：已转班主任", encoding="utf-8")

    hand_in(county, "一小", SAME_DAY, Status.ACCEPTED, version=2)
    steps.notices(SAME_DAY)

    assert place.read_text(encoding="utf-8") == "校长：已转班主任"


def test_notices_are_no_returns(county):
    hand_in(county, "一小", MORNING, Status.RETURNED)
    steps.remind(MORNING)

    assert steps.waiting() == []


def test_a_released_county_is_told_to_everybody(county, monkeypatch):
    collect(MORNING)
    events = notifying.situation.__globals__["events_of"]
    happened = [type("E", (), {"kind": "sealed", "subject": "k", "happened_at": MORNING})()]
    monkeypatch.setitem(
        notifying.situation.__globals__, "events_of", lambda *a: [*events(*a), *happened]
    )
    steps.notices(MORNING)

    for folder in ("一小", "二小", "县教育局"):
        assert "2025-10-13 终审稿已封存" in lying(county, folder)["定稿通知.txt"]


# Addresses


def test_a_wrong_address_stands_on_the_receipt_of_the_roster_which_is_taken(county, server, office):
    put(county / "名录.xlsx", a_roster(一小="见通讯录"))
    collect(MORNING)

    (receipt,) = (county / RECEIPTS).glob("回执_第1次_合格_名录.xlsx")
    text = "\n".join(
        str(c.value) for sheet in loaded(receipt.read_bytes()) for row in sheet for c in row
    )
    assert "“联系人邮箱”这一格不是电子邮箱地址" in text
    assert "I4" in text
    steps.remind(MORNING)
    assert "有 1 个邮箱写错了" in lying(county, "县教育局")["每日简报.txt"]
    assert post.send_mails(MORNING)["sent"] == 2
    assert office.to(FIRST) == []


def test_addresses_are_staged_nowhere(county, server, tmp_path):
    collect(MORNING)
    steps.remind(MORNING)
    post.send_mails(MORNING)

    for place in (tmp_path / "lake").rglob("*"):
        if place.is_file() and "received" not in place.parts:
            assert b".example" not in place.read_bytes(), place


# By mail


def test_each_school_gets_one_mail_a_day_and_the_bureau_one_summary(county, server, office):
    hand_in(county, "一小", MORNING, Status.RETURNED)
    assert post.send_mails(MORNING) == {"sent": 3, "refused": 0, "waiting": 0}
    assert [mail["X-To"] for mail in office.mails] == [FIRST, SECOND, OFFICE]
    assert "退回 1 份，催报 1 份" in said(office.to(FIRST)[0])
    assert "【每日简报】云岭县 2025-10-13" in said(office.to(OFFICE)[0])

    hand_in(county, "一小", SAME_DAY, Status.QUERIED, version=2)
    assert post.send_mails(SAME_DAY)["sent"] == 0

    assert post.send_mails(NEXT)["sent"] == 2
    assert "需说明 1 份" in said(office.to(FIRST)[1])
    assert len(office.to(SECOND)) == 1
    assert "新收 1 份" in said(office.to(OFFICE)[1])


def test_a_task_that_is_done_again_sends_nothing_twice(county, server, office):
    collect(MORNING)
    for _ in range(3):
        steps.remind(MORNING)
        post.send_mails(MORNING)

    assert len(office.mails) == 3


def test_a_run_that_dies_before_its_mark_sends_the_same_mail_once_more(
    county, server, office, monkeypatch
):
    collect(MORNING)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(mailing.log, "info", lambda *_: None)
        mark = type(open_store()).mail

        def dying(self, season, name, mark_name="mail"):
            return dies() if mark_name == "sent" else mark(self, season, name, mark_name)

        patch.setattr(type(open_store()), "mail", dying)
        with pytest.raises(KeyboardInterrupt):
            post.send_mails(MORNING)
    assert len(office.mails) == 1

    post.send_mails(SAME_DAY)

    first, *_ = office.to(FIRST)
    assert len(office.mails) == 4
    assert [mail["Message-ID"] for mail in office.to(FIRST)] == [first["Message-ID"]] * 2
    assert len({mail["Message-ID"] for mail in office.mails}) == 3
    assert said(office.to(FIRST)[1]) == said(first)


def test_one_address_that_is_refused_stops_no_other_and_is_not_tried_again(
    county, server, office, caplog
):
    office.refuses[FIRST] = f"550 no such user {FIRST}"
    collect(MORNING)

    with caplog.at_level("DEBUG"):
        assert post.send_mails(MORNING) == {"sent": 2, "refused": 1, "waiting": 0}
    assert post.send_mails(SAME_DAY)["refused"] == 0
    ours = [each.getMessage() for each in caplog.records if not each.name.startswith("mail")]
    assert ours
    assert not [text for text in ours if ".example" in text]
    assert "有 1 封邮件被对方的邮件服务器拒收" in (
        steps.remind(NEXT) and lying(county, "县教育局")["每日简报.txt"]
    )


def test_a_server_that_asks_for_time_gets_it(county, server, office):
    office.refuses[FIRST] = "450 greylisted"
    collect(MORNING)

    with pytest.raises(StoreError, match="1 封邮件"):
        post.send_mails(MORNING)
    assert len(office.mails) == 2

    office.refuses.clear()
    assert post.send_mails(SAME_DAY) == {"sent": 1, "refused": 0, "waiting": 0}
    assert len(office.to(FIRST)) == 1


def test_a_server_that_was_down_gets_every_mail_once(county, server, office, monkeypatch):
    collect(MORNING)
    server.stop()
    with pytest.raises(StoreError, match="没有应答"):
        post.send_mails(MORNING)

    again = Controller(office, hostname="127.0.0.1", port=a_free_port())
    again.start()
    try:
        connect(monkeypatch, again)
        assert post.send_mails(MORNING)["sent"] == 3
        assert post.send_mails(MORNING)["sent"] == 0
    finally:
        again.stop()
    assert len(office.mails) == 3


def test_a_mail_that_waited_overnight_comes_first_and_an_old_summary_not_at_all(
    county, server, office, monkeypatch
):
    office.data_answer = "451 try again later"
    collect(MORNING)
    with pytest.raises(StoreError):
        post.send_mails(MORNING)
    office.data_answer = ""

    hand_in(county, "一小", SAME_DAY, Status.RETURNED)
    post.send_mails(NEXT)

    assert [str(mail["Subject"]) for mail in office.mails] == [
        "【均衡监测】一小：催报 1 份",
        "【均衡监测】二小：催报 1 份",
        "【每日简报】云岭县 2025-10-14",
    ]
    post.send_mails("2025-10-15T08:00:00+08:00")
    assert "退回 1 份" in said(office.to(FIRST)[1])


def test_a_command_updates_the_folders_and_shows_the_mails_without_an_address(
    county, server, office, capsys
):
    hand_in(county, "一小", MORNING, Status.RETURNED)
    assert main(["notify", "--moment", MORNING]) == 0
    out = capsys.readouterr().out

    assert "写了 4 份通知" in out
    assert "将要发的邮件 3 封" in out
    assert "【均衡监测】一小：退回 1 份，催报 1 份" in out
    assert ".example" not in out
    assert office.mails == []
    assert main(["notify", "--moment", MORNING, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["notices"] == []
    assert [each["school"] for each in found["mails"]] == ["一小", "二小", "县教育局"]


def test_without_a_connection_nothing_is_sent_nor_noted(county, monkeypatch, caplog):
    monkeypatch.delenv("AIRFLOW_CONN_JUNHENG_SMTP", raising=False)
    collect(MORNING)

    with caplog.at_level("INFO", logger="tasks.post"):
        assert post.send_mails(MORNING) == {}
    assert caplog.text.count("notices go to the folders alone") == 1
    assert not (open_store().mail(SEASON, "").parent).exists()


def test_a_school_without_an_address_gets_the_folder_alone(county, server, office):
    put(county / "名录.xlsx", a_roster(office="", 一小="", 二小=""))
    collect(MORNING)
    steps.remind(MORNING)

    assert post.send_mails(MORNING)["sent"] == 0
    assert "催报通知.txt" in lying(county, "一小")


def test_no_mail_and_no_notice_names_a_pupil_or_what_a_school_wrote(county, server, office):
    hand_in(county, "一小", MORNING, Status.RETURNED)
    hand_in(county, "二小", MORNING, Status.QUERIED)
    steps.remind(MORNING)
    post.send_mails(MORNING)

    mails = "".join(said(mail) + str(mail.get_body(("html",)).get_content())
                    for mail in office.mails)  # fmt: skip
    notices = "".join("".join(lying(county, folder).values()) for folder in (*SCHOOLS, "县教育局"))
    assert len(office.mails) == 3
    assert PUPIL not in mails
    assert PUPIL not in notices
    assert all(list(mail.iter_attachments()) == [] for mail in office.mails)


def test_the_server_is_entered_over_tls_and_with_a_password(county, office, monkeypatch, tmp_path):
    certificate = self_signed(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    seen = []

    def authenticate(server, session, envelope, mechanism, given):
        seen.append(given)
        right = given == LoginPassword(b"office", b"secret")
        return AuthResult(success=right, handled=False)

    controller = Controller(
        office, hostname="127.0.0.1", port=a_free_port(), tls_context=context,
        require_starttls=True, authenticator=authenticate, auth_required=True,
    )  # fmt: skip
    controller.start()
    collect(MORNING)
    try:
        connect(monkeypatch, controller, "nobody", disable_tls=False, ssl_context="none")
        with pytest.raises(JunhengError, match="拒绝登录"):
            post.send_mails(MORNING)
        connect(monkeypatch, controller, "office", disable_tls=False, ssl_context="none")
        assert post.send_mails(MORNING)["sent"] == 3
    finally:
        controller.stop()
    assert len(seen) >= 2


def test_a_connection_without_a_sender_is_told_to_who_runs_this(county, server, monkeypatch):
    connect(monkeypatch, server, from_email="")
    collect(MORNING)

    with pytest.raises(JunhengError, match="from_email"):
        post.send_mails(MORNING)


def self_signed(folder: Path) -> Path:
    file = folder / "server.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=127.0.0.1", "-keyout", str(file), "-out", str(folder / "certificate.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_bytes(file.read_bytes() + (folder / "certificate.pem").read_bytes())
    return file
