"""What the board shows and changes: the same as the steps say, with the name of who did it."""

from __future__ import annotations

import time
from dataclasses import asdict
from urllib.parse import unquote

import pytest

from tasks import steps
from tasks.alarm import tell_late
from tasks.console.printing import print_summary
from tasks.steps import board
from tasks.steps.board import state as board_state
from tasks.steps.discretion import names_of
from tasks.steps.dossiers.chronicle import events_of
from tasks.steps.returns.explanations import explained_now
from tasks.steps.season.open_seasons import season_of_key
from tasks.steps.season.seasons import owed
from tasks.store import open_store, to_json
from tests.builders.board import PEOPLE, SCHOOL, SEASON, a_board, asking, explain_some, routes_of
from tests.integration.conftest import MOMENT, deploy, forget_deployment

PLACE = f"/counties/{SEASON}"


@pytest.fixture
def app(season, monkeypatch):
    """Return a board over a season that a test may change."""
    board_state.forget()
    yield a_board(season, monkeypatch)
    board_state.forget()


@pytest.fixture
def still(demo_season, tmp_path, monkeypatch):
    """Return a board over the season that all tests share; nobody may change it."""
    deploy(demo_season, monkeypatch)
    board_state.forget()
    yield a_board(tmp_path, monkeypatch)
    board_state.forget()
    forget_deployment()


def test_progress_is_what_the_summary_says(still):
    (summary,) = steps.summary()
    county = board.county_of(SEASON)
    line = board.county_line(county)
    counts = line.counts
    assert counts.expected == summary.expected == len(owed(county.season))
    assert counts.received == summary.received
    assert counts.clean == len(summary.accepted)
    assert counts.missing == len(summary.missing)
    assert counts.returned == len(summary.returned)
    assert counts.queried == len(summary.queried)
    assert line.verdict == summary.verdict
    assert counts.received == counts.expected - counts.missing
    assert 0 < counts.clean <= counts.accepted < counts.received


def test_the_county_decides_on_the_board_and_the_chain_knows_who(app):
    messages = explain_some(2)
    county = asking(app, "county")
    page = county.get(f"{PLACE}/queries").text
    assert all(message in page for message in messages)
    first, second = [
        line.reference for line in board.query_lines(board.county_of(SEASON)) if line.waits
    ]
    assert county.post(f"{PLACE}/queries", reference=first, decision="accepted").status_code == 303
    refused = county.post(f"{PLACE}/queries", reference=second, decision="sent_back", comment=" ")
    assert refused.status_code == 409 and "原因" in refused.text
    sent = county.post(
        f"{PLACE}/queries", reference=second, decision="sent_back", comment="请附转学登记表"
    )
    assert sent.status_code == 303

    store = open_store()
    found = explained_now(store, season_of_key(store, SEASON)).remembered
    states = sorted(str(each.state) for each in found if each.explanation)
    assert states == ["accepted", "sent_back"]
    decided = [event for event in events_of(store, SEASON) if event.kind == "decided"]
    assert [event.who for event in decided] == [PEOPLE["county"][0]] * 2
    assert decided[1].why == "请附转学登记表"
    assert SEASON in steps.counties_due()
    assert f"{SEASON}/{SCHOOL}" in "".join(steps.pending()["due"])
    assert "请附转学登记表" in asking(app, "school").get(f"{PLACE}/schools/{SCHOOL}").text


def test_the_latest_word_counts_and_what_is_unknown_is_refused(app):
    explain_some(1)
    county = asking(app, "county")
    (line,) = [line for line in board.query_lines(board.county_of(SEASON)) if line.waits]
    for decision, comment in (("sent_back", "再看"), ("accepted", "")):
        county.post(
            f"{PLACE}/queries", reference=line.reference, decision=decision, comment=comment
        )
    store = open_store()
    found = explained_now(store, season_of_key(store, SEASON)).remembered
    assert [str(each.state) for each in found if each.explanation] == ["accepted"]
    for fields in ({"reference": "S0000000000", "decision": "accepted"},
                   {"reference": line.reference, "decision": "deleted"}, {}):  # fmt: skip
        assert county.post(f"{PLACE}/queries", **fields).status_code >= 400
    assert len(store.decisions(SEASON)) == 2


def approved_only(store, findings, approval) -> str:
    """Keep an approval without making the final version, which others prove."""
    store.write_once(store.approval(findings), to_json(asdict(approval)))
    return ""


def test_a_release_is_refused_and_then_approved_for_the_content_that_was_shown(app, monkeypatch):
    monkeypatch.setattr("tasks.steps.dossiers.approving.release", approved_only)
    province = asking(app, "province")
    page = province.get(f"{PLACE}/release").text
    content = steps.approval_request(SEASON)["content_hash"]
    assert content in page
    stale = province.post(f"{PLACE}/approve", content="0" * 64)
    assert stale.status_code == 409
    no_reason = province.post(f"{PLACE}/send-back", content=content, reason="")
    assert no_reason.status_code == 409
    sent = province.post(f"{PLACE}/send-back", content=content, reason="请补长岗村小学的数据")
    assert sent.status_code == 303
    store = open_store()
    assert [e.who for e in events_of(store, SEASON) if e.kind == "returned"] == ["省用户"]
    approved = asking(app, "county").post(f"{PLACE}/approve", content=content, comment="同意")
    assert approved.status_code == 303
    line = board.county_line(board.county_of(SEASON, anew=True))
    assert line.approved_by == "县用户"
    assert [e.who for e in events_of(store, SEASON) if e.kind == "approved"] == ["县用户"]
    assert line.counts.approved == line.counts.received - line.counts.returned


def test_what_is_taken_away_is_what_lies_there(still):
    county = asking(still, "county")
    offered = board.packages(board.county_of(SEASON))
    assert {each.kind for each in offered} == {"package", "inside"}
    for each in offered[:3]:
        answer = county.get(f"{PLACE}/downloads/{each.id}")
        assert answer.content == each.place.read_bytes()
        named = answer.headers["content-disposition"].partition("UTF-8''")[2]
        assert answer.headers["content-disposition"].isascii() and unquote(named) == each.name
    receipts = board.receipts(board.county_of(SEASON), SCHOOL)
    assert {each.kind for each in receipts} == {"receipt"}
    own = asking(still, "school").get(f"{PLACE}/schools/{SCHOOL}/receipts/{receipts[0].id}")
    assert own.content[:2] == b"PK"


def test_what_came_of_free_will_is_owed_by_nobody_wherever_it_is_counted(app, season, capsys):
    board_counts = board.county_line(board.county_of(SEASON)).counts
    (found,) = steps.summary()
    everything = steps.tally(SEASON)["returns"]
    assert len(found.unasked) == sum(everything.values()) - board_counts.expected > 0
    print_summary([found])
    said = capsys.readouterr().out
    assert f"应报 {board_counts.expected} 份，已收 {board_counts.received} 份" in said
    assert all(name in said.partition("自愿报送")[2] for name, _ in found.unasked)
    steps.remind(MOMENT)
    bureau = season / "intake/2025/示例县/县教育局/回执"
    reminders = (bureau / "催报汇总.txt").read_text(encoding="utf-8")
    assert f"应报 {board_counts.expected} 份，" in reminders
    briefing = (bureau / "每日简报.txt").read_text(encoding="utf-8")
    assert f"应报 {board_counts.expected} 份，已收 {board_counts.received} 份" in briefing
    assert f"另收自愿报送 {len(found.unasked)} 份" in briefing


def a_late_run(dag: str, due: str, county: str = "") -> None:
    """Tell, as Airflow does, that a run had not ended by its deadline."""
    run = {"dag_id": dag, "partition_key": county or None}
    tell_late({"dag_run": run, "deadline": {"deadline_time": due}})


def test_a_missed_deadline_says_who_must_do_what_until_it_is_done(app, monkeypatch):
    monkeypatch.setattr("tasks.steps.dossiers.approving.release", approved_only)
    page = asking(app, "county")
    assert "逾期" not in page.get(f"{PLACE}/stuck").text
    a_late_run("release", "2099-12-23T01:00:00Z", SEASON)
    a_late_run("remind", "2099-12-23T01:00:00Z")
    (line,) = board.stuck_lines(board.county_of(SEASON))
    assert (line.what, line.late) == ("approval", "2099-12-23T09:00+08:00")
    shown = page.get(f"{PLACE}/stuck").text
    assert "2099-12-23 09:00应办完" in shown and "请有权核准的人办" in shown
    assert "Whoever may approve" in page.get(f"{PLACE}/stuck?lang=en").text
    content = steps.approval_request(SEASON)["content_hash"]
    page.post(f"{PLACE}/approve", content=content)
    assert "逾期" not in page.get(f"{PLACE}/stuck?lang=zh-CN").text


def test_a_late_collection_is_late_only_with_what_lay_there_before(app, season):
    a_late_run("collect", "2000-01-01T00:00:00Z")
    dropped = season / "intake/2025/示例县/城西小学/新表.xlsx"
    dropped.write_bytes(b"x")
    files = {each.what: each for each in board.stuck_lines(board.county_of(SEASON))}["files"]
    assert files.late == ""
    a_late_run("collect", "2099-01-01T00:00:00Z")
    files = {each.what: each for each in board.stuck_lines(board.county_of(SEASON))}["files"]
    assert files.late == "2099-01-01T08:00+08:00"
    assert "请系统管理员办" in asking(app, "county").get(f"{PLACE}/stuck").text


def test_what_was_late_with_other_returns_is_over(app):
    a_late_run("release", "2099-12-23T01:00:00Z", SEASON)
    explain_some(1)
    steps.deliver(steps.assemble(steps.evaluate(SEASON)))
    county = board.county_of(SEASON, anew=True)
    assert [(each.what, each.late) for each in board.stuck_lines(county)] == [("approval", "")]


def test_one_moment_is_that_of_the_decision_and_of_its_county_alone(app, season, monkeypatch):
    monkeypatch.setattr("tasks.steps.dossiers.approving.release", approved_only)
    moments = [f"2026-01-0{day}T10:00:00+08:00" for day in range(1, 9)]
    clock, recorded = iter(moments), []
    monkeypatch.setattr("tasks.board.changes.now", lambda: next(clock))
    record = steps.record
    monkeypatch.setattr(steps, "record", lambda *given: recorded.append(given) or record(*given))
    steps.enter_phases("2026-02-10T09:00:00+08:00")
    bureau = season / "intake/2025/示例县/县教育局/回执"
    assert (bureau / "提醒_审定终审稿.txt").exists()
    content = steps.approval_request(SEASON)["content_hash"]
    asking(app, "county").post(f"{PLACE}/send-back", content=content, reason="请补数据")
    assert (bureau / "提醒_审定终审稿.txt").exists()
    asking(app, "county").post(f"{PLACE}/approve", content=content)
    assert recorded == [(moments[0], SEASON), (moments[1], SEASON)]
    events = {each.kind: each for each in events_of(open_store(), SEASON)}
    assert events["approved"].happened_at == moments[1]
    assert not (bureau / "提醒_审定终审稿.txt").exists()


def test_what_waits_is_told_and_a_link_leads_nowhere(app, season):
    assert [each.what for each in board.stuck_lines(board.county_of(SEASON))] == ["approval"]
    (season / "intake/2025/示例县/城西小学/张三的表.xlsx").write_bytes(b"x")
    page = asking(app, "county").get(f"{PLACE}/stuck").text
    assert "还没有接收" in page and "城西小学" in page
    assert "张三" not in page
    (folder,) = {
        each.place.parent
        for each in board.packages(board.county_of(SEASON))
        if each.kind == "package"
    }
    (season / "secret.zip").write_bytes(b"secret")
    (folder / "x.zip").symlink_to(season / "secret.zip")
    assert "x.zip" not in {each.name for each in board.packages(board.county_of(SEASON))}
    explain_some(1)
    county = board.county_of(SEASON, anew=True)
    assert {each.what for each in board.stuck_lines(county)} == {"files", "evaluation"}


def test_no_page_names_a_pupil(still):
    names = pupils_of(board.county_of(SEASON))
    assert len(names) > 100
    deployment = asking(still, "deployment")
    texts = [deployment.get(path).text for method, path in routes_of(still) if method == "GET"]
    for school in board.school_lines(board.county_of(SEASON)):
        texts.append(deployment.get(f"{PLACE}/schools/{school.code}").text)
    everything = "".join(texts)
    assert [name for name in names if name in everything] == []


def pupils_of(county: board.County) -> set[str]:
    """Return the names and numbers of the pupils in what schools dropped."""
    codes = county.season.roster["school_code"]
    return set().union(*(names_of(county.store, f"{SEASON}/{code}") for code in codes))


def test_a_page_is_read_from_what_is_stored_and_costs_little(still, monkeypatch):
    county = asking(still, "county")
    county.get(PLACE)
    monkeypatch.setattr("tasks.steps.findings.cases.open_case", None)
    monkeypatch.setattr("tasks.steps.board.state.standing", None)
    began = time.process_time()
    for page in ("", "/issues", "/queries", "/indicators", "/stuck"):
        assert county.get(f"{PLACE}{page}").status_code == 200
    assert time.process_time() - began < 2


def test_english_is_spoken_when_asked_and_remembered(still):
    county = asking(still, "county")
    page = county.get(f"{PLACE}?lang=en").text
    assert '<html lang="en">' in page and "Progress" in page
    assert '<html lang="en">' in county.get(f"{PLACE}/issues").text
    assert '<html lang="zh-CN">' in county.get(f"{PLACE}/issues?lang=zh-CN").text
    assert '<html lang="zh-CN">' in county.get(f"{PLACE}/issues?lang=fr").text
