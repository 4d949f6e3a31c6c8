"""A draft is put before a person, who releases exactly that draft or sends it back."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from tasks import steps
from tasks.custody.chain import broken_link
from tasks.errors import JunhengError
from tasks.intake.inbox import RECEIPTS
from tasks.store import open_store

COUNTY = "2025/139901"
MOMENT = "2026-01-10T09:00:00+08:00"
LATER = "2026-01-11T09:00:00+08:00"
OTHER = "f" * 64


def outbox(season: Path) -> list[str]:
    return sorted(path.stem for path in (season / "outbox").rglob("*.zip"))


def events(kind: str) -> list[dict]:
    steps.record(LATER, COUNTY)
    chain = open_store().chain(COUNTY)
    assert broken_link(chain) is None
    return [event for event in chain if event["kind"] == kind]


def papers(season: Path) -> list[Path]:
    return list((season / "intake").rglob(f"{RECEIPTS}/退回意见*"))


def test_a_draft_that_nobody_was_asked_about_is_due_once(few_schools):
    assert steps.approvals_due() == [COUNTY]
    assert steps.to_continue() == [COUNTY]
    steps.ask(COUNTY, MOMENT)
    assert steps.approvals_due() == []
    assert steps.to_continue() == []
    assert steps.ask(COUNTY, LATER) == steps.approval_request(COUNTY)


def test_the_question_says_what_is_approved_and_can_be_kept_as_json(few_schools):
    request = steps.approval_request(COUNTY)
    assert json.loads(json.dumps(request)) == request
    assert request["content_hash"] in request["summary"]
    assert request["code"] in request["summary"]
    assert "示例县_初稿_第1次" in request["summary"]
    (county,) = steps.summary()
    owed = f"应报 {county.expected} 份，已报 {county.received} 份"
    assert owed in request["summary"] and county.received == county.expected > 0


def test_an_approved_draft_becomes_final_and_the_chain_says_who_and_what(few_schools):
    request = steps.approval_request(COUNTY)
    path = steps.approve(COUNTY, request["content_hash"], "张三", " 同意 ", MOMENT)
    assert Path(path).stem == "示例县_终审稿_第1次"
    note = open_store().read_json(open_store().approval(request["findings"]))
    assert note == {
        "approved_by": "张三",
        "moment": MOMENT,
        "reason": "",
        "comment": "同意",
        "content": request["content_hash"],
    }
    (event,) = events("approved")
    assert (event["who"], event["why"], event["happened_at"]) == ("张三", "同意", MOMENT)
    assert event["files"]["content"] == request["content_hash"]
    assert steps.approvals_due() == []


def test_an_answer_that_is_repeated_changes_nothing(few_schools):
    content = steps.approval_request(COUNTY)["content_hash"]
    first = steps.approve(COUNTY, content, "张三", "同意", MOMENT)
    before = Path(first).read_bytes()
    assert steps.approve(COUNTY, content, "张三", "同意", MOMENT) == first
    assert Path(first).read_bytes() == before
    assert len(events("approved")) == 1


@pytest.mark.parametrize("answer", [steps.approve, steps.send_back])
def test_an_answer_to_another_content_has_no_effect(few_schools, answer):
    before = outbox(few_schools)
    with pytest.raises(JunhengError, match="已有新的初稿"):
        answer(COUNTY, OTHER, "张三", "同意", MOMENT)
    assert outbox(few_schools) == before
    assert papers(few_schools) == []
    assert not open_store().approval(steps.findings_of(COUNTY)).exists()


def test_a_draft_that_somebody_changed_in_the_outbox_cannot_be_approved(few_schools):
    request = steps.approval_request(COUNTY)
    package = Path(request["package"])
    with zipfile.ZipFile(package, "a") as archive:
        archive.writestr("县级/另附.txt", "另附")
    with pytest.raises(JunhengError, match="被改动过"):
        steps.approve(COUNTY, request["content_hash"], "张三", "同意", MOMENT)


def test_a_refusal_is_told_to_the_bureau_and_to_the_chain(few_schools):
    request = steps.approval_request(COUNTY)
    before = outbox(few_schools)
    path = steps.send_back(COUNTY, request["content_hash"], "李四", "入学率请核实。", MOMENT)
    assert papers(few_schools) == [Path(path)]
    text = Path(path).read_text(encoding="utf-8")
    for said in ("李四", "入学率请核实。", request["content_hash"], request["code"]):
        assert said in text
    assert outbox(few_schools) == before
    (event,) = events("returned")
    assert (event["who"], event["why"]) == ("李四", "入学率请核实。")
    assert event["files"]["content"] == request["content_hash"]
    assert "李四退回：入学率请核实。" in steps.approval_request(COUNTY)["summary"]


def test_a_refusal_that_is_repeated_is_one_and_needs_a_reason(few_schools):
    content = steps.approval_request(COUNTY)["content_hash"]
    with pytest.raises(JunhengError, match="理由"):
        steps.send_back(COUNTY, content, "李四", " ", MOMENT)
    assert papers(few_schools) == []
    for _ in range(2):
        steps.send_back(COUNTY, content, "李四", "请核实", MOMENT)
    steps.send_back(COUNTY, content, "李四", "请再核实", LATER)
    assert len(events("returned")) == 2


def test_a_draft_may_be_released_after_it_was_sent_back(few_schools):
    content = steps.approval_request(COUNTY)["content_hash"]
    steps.send_back(COUNTY, content, "李四", "请核实", MOMENT)
    assert "终审稿" in steps.approve(COUNTY, content, "张三", "已核实", LATER)


def test_two_people_cannot_release_the_same(few_schools):
    content = steps.approval_request(COUNTY)["content_hash"]
    steps.approve(COUNTY, content, "张三", "同意", MOMENT)
    with pytest.raises(JunhengError, match="已由张三"):
        steps.approve(COUNTY, content, "李四", "同意", LATER)


def test_old_seasons_are_named_by_year_and_county(few_schools):
    assert steps.counties_of("2025") == [COUNTY]
    assert steps.counties_of("2025", "139901") == [COUNTY]
    for year, county in (("2024", ""), ("2025", "139902")):
        with pytest.raises(JunhengError):
            steps.counties_of(year, county)


def test_other_rules_are_told_on_paper_and_change_nothing(few_schools):
    due = steps.to_continue()
    paper = Path(steps.compare_rules(COUNTY, "", "balance_2012"))
    text = paper.read_text(encoding="utf-8")
    assert text.startswith("示例县 规则对照（不改变任何结果）")
    assert "改变的判定" in text
    assert steps.to_continue() == due
