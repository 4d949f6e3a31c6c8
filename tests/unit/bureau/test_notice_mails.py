"""How mails look: whole in plain text and HTML, and nothing in them is markup but our own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from tasks import catalogue
from tasks.layouts import Field, Sheet
from tasks.model import BUREAU, Severity
from tasks.notices.addresses import Addresses, address_issues, addresses_in, is_address
from tasks.notices.letter import Letter, plain
from tasks.notices.mail import bundle, message
from tasks.notices.notice import notices_of
from tasks.notices.state import Release
from tasks.notices.summary import Stand, is_worth_telling, summary
from tests.builders.notices import CHINA, PAGE, SCHOOL, TERMS, WORDING, a_return

DAY = date(2025, 10, 13)
MOMENT = "2025-10-13T08:00:00+08:00"
SENDER = "均衡监测 <notices@bureau.example>"


def a_letter(*returns, name="第一小学", day=DAY, released=()):
    notices = notices_of(returns, released, day, TERMS)
    return bundle(name, "一小", notices, day, WORDING)


def sent(letter: Letter, key: str = "2025/139901/2025-10-13_1"):
    mail = message(letter, key, MOMENT, SENDER, ["a@school.example"], PAGE)
    return message_from_bytes(mail.as_bytes(), policy=default)


def test_one_mail_tells_everything_of_a_day_what_asks_for_most_first():
    letter = a_letter(
        a_return("accepted", form="fitness_return", title="体质健康"),
        a_return("returned", attempt=2),
        a_return(form="county_return", title="县级报表"),
        a_return("queried", unexplained=4, title="调查表"),
    )

    assert letter.subject == "【均衡监测】第一小学：退回 1 份，需说明 1 份，催报 2 份，合格 1 份"
    assert [each.lines for each in letter.sections] == [
        ("《学校数据报表》第 2 次报送已退回，截止日期 2025-10-20",),
        ("《调查表》第 1 次报送有 4 处需要说明或改正",),
        ("《学校数据报表》2025-10-20截止，已退回待改正", "《县级报表》2025-10-20截止，未报"),
        ("《体质健康》第 1 次报送核验合格",),
    ]
    assert "“一小”的“回执”里" in letter.closing


def test_a_mail_says_the_same_in_plain_text_and_in_html():
    mail = sent(a_letter(a_return("returned")))
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))

    for words in ("第一小学：", "第 1 次报送已退回", "不要用邮件发送"):
        assert words in text
        assert words in html
    assert mail["Subject"] == "【均衡监测】第一小学：退回 1 份，催报 1 份"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Date"].datetime == datetime.fromisoformat(MOMENT)
    assert list(mail.iter_attachments()) == []


def test_a_mail_is_pure_ascii_on_its_way_and_says_its_encoding():
    raw = message(a_letter(a_return()), "key", MOMENT, SENDER, ["a@b.example"], PAGE).as_bytes()

    assert raw.isascii()
    assert b'charset="utf-8"' in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert "均衡监测" in str(message_from_bytes(raw, policy=default)["From"])


def test_what_a_school_is_called_is_no_markup_and_no_header():
    name = "<script>alert(1)</script>&amp;\r\nBcc: everybody@school.example\r\n\r\n小学"
    mail = sent(a_letter(a_return(title="<img src=x>"), name=name))
    html = mail.get_body(("html",)).get_content()

    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;amp;" in html
    assert mail["Bcc"] is None
    assert set(mail.keys()) == {
        "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "Content-Language",
        "MIME-Version", "Content-Type",
    }  # fmt: skip


def test_the_same_mail_has_the_same_bytes_and_another_one_another_name():
    letter = a_letter(a_return())
    one, again, other = (
        message(letter, key, MOMENT, SENDER, ["a@b.example"], PAGE) for key in ("a", "a", "b")
    )

    assert one.as_bytes() == again.as_bytes()
    assert one["Message-ID"] != other["Message-ID"]
    assert one["Message-ID"].endswith("@bureau.example>")


def test_a_letter_comes_back_from_its_note():
    letter = a_letter(a_return())
    assert Letter.of_note(letter.as_note()) == letter


# The summary of the bureau


def a_stand(*returns, **changes):
    now = datetime(2025, 10, 13, 8, tzinfo=CHINA)
    names = {SCHOOL: "第一小学", "2": "第二小学", BUREAU: "县教育局"}
    about = {"since": now - timedelta(days=1), "now": now, "names": names, "returns": returns}
    return Stand("云岭县", **{**about, **changes})


def said(stand) -> str:
    return plain(summary(stand, WORDING, TERMS))


def test_the_summary_counts_where_everything_stands():
    text = said(
        a_stand(
            a_return(), a_return("returned", school="2"), a_return("accepted", school="2"),
            a_return("queried", unexplained=3, undecided=1, sent_back=2), a_return("unchecked"),
            a_return(school=BUREAU, form="county_return", title="县级报表"),
            stuck={"waiting": 2, "evaluation": 0, "unchecked": 1},
        )
    )  # fmt: skip

    for words in (
        "已收 4 份：合格 1 份，需说明 1 份，退回 1 份，待核验 1 份；未报 2 份",
        "《学校数据报表》2025-10-20截止，还有 7 天，尚缺 2 份",
        "等学校说明或改正的 3 处",
        "等本局核定的说明 1 条",
        "已退回、等学校补充的说明 2 条",
        "第二小学：学校数据报表",
        "《县级报表》2025-10-20截止，未报",
        "收件文件夹里有 2 个文件还没有收",
        "有 1 份报表收下了，还没有核验",
    ):
        assert words in text
    assert "还没有重新评估" not in text


def test_the_summary_tells_what_came_since_the_last_one():
    new = datetime(2025, 10, 13, 7, 59, tzinfo=CHINA)
    stand = a_stand(
        a_return("accepted", arrived=new), a_return("returned", arrived=new),
        a_return("accepted"), released=[Release("final", "k", DAY)],
    )  # fmt: skip

    assert "新收 2 份，其中合格 1 份、需说明 0 份、退回 1 份、待核验 0 份" in said(stand)
    assert "2025-10-13 材料已审定" in said(stand)


def test_the_summary_stays_short_however_many_schools_there_are():
    returns = [a_return(school=str(number)) for number in range(800)]
    names = {str(number): f"第{number}小学" for number in range(800)}
    text = said(a_stand(*returns, names=names))

    assert "另有 760 所学校" in text
    assert len(text.splitlines()) < 80


def test_there_is_no_summary_where_nobody_waits_for_anything():
    done = a_return("accepted")
    late = {"now": datetime(2026, 10, 13, 8, tzinfo=CHINA)}

    assert not is_worth_telling(a_stand(done), TERMS)
    assert is_worth_telling(a_stand(done, a_return()), TERMS)
    assert is_worth_telling(a_stand(done, stuck={"drafts": 1}), TERMS)
    assert is_worth_telling(a_stand(done, released=[Release("sealed", "k", DAY)]), TERMS)
    assert not is_worth_telling(a_stand(a_return(), since=DAY, **late), TERMS)


# Addresses


@pytest.mark.parametrize(
    "text", ["a@b.cn", "li.na+school@mail.school-1.example", "x" * 50 + "@b.example"]
)
def test_an_address_is_known(text):
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "@b.cn", "a@b..cn", "a b@c.cn", "a@b.cn>", "老师@b.cn", "a@b.cn\nx",
     "a..b@c.cn", "138@", "x" * 250 + "@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_known(text):
    assert not is_address(text)


SHEET = Sheet(
    "学校名录", "roster", "list", "一所学校",
    (
        Field("school_code", "学校标识码"),
        Field("school_name", "学校名称"),
        Field("contact_email", "联系人邮箱", "private"),
        Field("bureau_email", "县教育局邮箱", "private"),
    ),
)  # fmt: skip
HEAD = [["学校名录"], ["说明"], ["学校标识码", "学校名称", "联系人邮箱", "县教育局邮箱"]]


def test_a_roster_names_who_gets_mail():
    found = addresses_in(
        [
            *HEAD,
            ["1", "一小", "a@b.cn；c@d.cn", "office@b.cn"],
            ["2", "二小", "不详", ""],
            ["3", "三小", "ｌｉ＠b.cn", "second@b.cn"],
            ["4", "四小"],
        ],
        SHEET,
    )

    assert found.of == {
        "1": ("a@b.cn", "c@d.cn"), "3": ("li@b.cn",), BUREAU: ("office@b.cn", "second@b.cn"),
    }  # fmt: skip
    assert found.wrong == (("C5", "联系人邮箱"),)
    assert "b.cn" not in repr(found)


def test_an_older_roster_names_nobody():
    assert addresses_in([["学校标识码", "学校名称"], ["1", "一小"]], SHEET) == Addresses()
    assert addresses_in([], SHEET) == Addresses()


def test_a_wrong_address_is_an_issue_with_its_cell():
    words = catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "arrivals.yml")["contacts"]
    found = Addresses({}, (("C5", "联系人邮箱"),))
    (issue,) = address_issues(found, "2025/139901/bureau/roster/1", "学校名录", words)

    assert (issue.sheet, issue.cell, issue.severity) == ("学校名录", "C5", Severity.WARNING)
    assert "联系人邮箱" in issue.message
