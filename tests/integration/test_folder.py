"""The intake folder as schools use it: nothing is lost, nothing counts twice, all is answered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from upath import UPath

from tasks import steps
from tasks.intake.inbox import RECEIPTS, TAKEN
from tasks.settings import load_settings
from tasks.steps.intake import arrivals, drops, folders, placing, receiving, taking
from tasks.store import ORIGINAL, open_store
from tests.builders.folder import (
    a_return,
    a_roster,
    a_zip,
    attempts,
    collect,
    lying,
    open_county,
    put,
    receipts,
    taken,
)
from tests.builders.workbooks import loaded

FIRST, SECOND = "2139901001/school_return/1", "2139901001/school_return/2"
REFUSED = "回执_退回_{}.xlsx"


@pytest.fixture
def county(tmp_path, monkeypatch) -> UPath:
    return open_county(tmp_path, monkeypatch)


def said(county: UPath, school: str, receipt: str) -> str:
    """Return all that a receipt says."""
    content = (county / school / RECEIPTS / receipt).read_bytes()
    if receipt.endswith(".txt"):
        return content.decode()
    return "\n".join(str(c.value) for sheet in loaded(content) for row in sheet for c in row)


@pytest.mark.parametrize("intake", ["", "memory://box-{}/intake"], ids=["disk", "objects"])
def test_a_file_is_kept_moved_and_answered(tmp_path, monkeypatch, intake):
    county = open_county(tmp_path, monkeypatch, intake.format(tmp_path.name))
    content = a_return()
    put(county / "一小" / "期初" / "报表.xlsx", content)

    collect()
    collect()

    assert attempts() == [FIRST]
    original = open_store().received(f"2025/139901/{FIRST}") / ORIGINAL
    assert original.read_bytes() == content
    assert lying(county) == {
        taken("", "名录.xlsx"): len(a_roster()),
        taken("一小/期初", "报表.xlsx"): len(content),
    }
    assert receipts(county, "一小/期初") == ["回执_第1次_合格_报表.xlsx"]
    assert not any(steps.pending().values()) or steps.pending()["drops"] == []


@pytest.mark.parametrize("intake", ["", "memory://back-{}/intake"], ids=["disk", "objects"])
def test_the_same_content_again_is_no_new_work_and_is_said_each_time(tmp_path, monkeypatch, intake):
    county = open_county(tmp_path, monkeypatch, intake.format(tmp_path.name))
    place = county / "一小" / "报表.xlsx"
    for version in (1, 1, 2, 1):
        put(place, a_return(version=version))
        collect()

    assert attempts() == [FIRST, SECOND]
    names = [taken("一小", f"报表{number}.xlsx") for number in ("", "（2）", "（3）", "（4）")]
    assert sorted(lying(county)) == sorted([*names, taken("", "名录.xlsx")])
    text = said(county, "一小", "回执_重复报送_报表.txt")
    assert "同第 1 次报送的《义务教育学校数据报表》，内容相同，不再处理" in text
    assert "现以第 2 次报送为准" in text
    assert "由县教育局恢复" in text


def test_a_copy_that_keeps_its_time_is_seen_when_it_comes_again(county):
    place = put(county / "一小" / "报表.xlsx", a_return())
    os.utime(place, (1_700_000_000, 1_700_000_000))
    collect()
    put(place, a_return())
    os.utime(place, (1_700_000_000, 1_700_000_000))

    assert steps.waiting() == ["2025/云岭县/一小/报表.xlsx"]
    collect()

    assert not place.exists()
    assert "回执_重复报送_报表.txt" in receipts(county, "一小")


def test_two_files_for_one_form_are_two_attempts_in_the_order_of_their_time(county):
    later = put(county / "一小" / "a.xlsx", a_return(version=2))
    first = put(county / "一小" / "b.xlsx", a_return(version=3))
    os.utime(first, (1_700_000_000, 1_700_000_000))
    os.utime(later, (1_700_000_100, 1_700_000_100))

    collect()

    assert receipts(county, "一小") == ["回执_第1次_合格_b.xlsx", "回执_第2次_合格_a.xlsx"]


def test_what_is_still_being_written_waits(county, monkeypatch):
    monkeypatch.setenv("JUNHENG_SETTLE_SECONDS", "7")
    load_settings.cache_clear()
    growing = put(county / "一小" / "报表.xlsx", a_return()[:1000])
    put(county / "二小" / "报表.xlsx", a_return("二小"))
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 1:
            growing.write_bytes(a_return())

    monkeypatch.setattr(receiving.time, "sleep", wait)
    collect()
    assert attempts() == ["2139901002/school_return/1"]
    assert growing.read_bytes() == a_return()
    assert receipts(county, "一小") == []

    collect()
    collect()

    assert attempts() == [FIRST, "2139901002/school_return/1"]
    assert waits == [7, 7], "once per collect, and never for nothing"


def test_half_a_file_that_was_held_up_keeps_its_place_so_that_it_can_grow(county, monkeypatch):
    half = put(county / "一小" / "报表.xlsx", a_return()[:1000])
    monkeypatch.setenv("JUNHENG_SETTLE_SECONDS", "1")
    monkeypatch.setattr(receiving.time, "sleep", lambda _: None)
    load_settings.cache_clear()
    collect()
    assert receipts(county, "一小") == [REFUSED.format("报表")]
    assert half.exists()

    half.write_bytes(a_return())
    collect()

    assert attempts() == [FIRST]
    assert set(lying(county)) == {taken("", "名录.xlsx"), taken("一小", "报表.xlsx")}
    assert not half.exists()


def test_a_file_that_changes_while_it_is_read_waits(county, monkeypatch):
    place = put(county / "一小" / "报表.xlsx", a_return())
    glance_at = drops.glance_at

    def look(path: UPath) -> object:
        if path.name == place.name:
            place.write_bytes(a_return(version=2))
        return glance_at(path)

    monkeypatch.setattr(drops, "glance_at", look)
    collect()
    monkeypatch.setattr(drops, "glance_at", glance_at)
    assert attempts() == []
    collect()

    assert attempts() == [FIRST]


def test_what_replaces_a_file_while_it_moves_is_not_lost(county, monkeypatch):
    place = put(county / "一小" / "报表.xlsx", a_return())
    rename = placing._rename

    def replaced(source: Path, target: Path, sha256: str) -> bool:
        if source.name == place.name:
            source.write_bytes(a_return(version=2))
        return rename(source, target, sha256)

    monkeypatch.setattr(placing, "_rename", replaced)
    collect()
    assert place.read_bytes() == a_return(version=2)
    monkeypatch.setattr(placing, "_rename", rename)

    collect()

    assert attempts() == [FIRST, SECOND]


def test_a_folder_that_can_only_be_read_keeps_its_files_and_is_answered_in_the_outbox(
    county, monkeypatch, tmp_path
):
    place = put(county / "一小" / "报表.xlsx", a_return())
    put(county / "一小" / "信.xlsx", b"no workbook")
    mkdir = Path.mkdir

    def denied(path: Path, *arguments: object, **options: object) -> None:
        if "一小" in path.parts and path.name in (RECEIPTS, TAKEN) and "intake" in path.parts:
            raise PermissionError(13, "read only", str(path))
        mkdir(path, *arguments, **options)

    monkeypatch.setattr(Path, "mkdir", denied)
    collect()
    collect()

    assert place.exists()
    assert attempts() == [FIRST]
    assert steps.waiting() == []
    undelivered = tmp_path / "outbox/2025/云岭县/未送达回执/一小"
    assert sorted(path.name for path in undelivered.iterdir()) == [
        "回执_第1次_合格_报表.xlsx",
        REFUSED.format("信"),
    ]
    place.write_bytes(a_return(version=2))
    collect()
    assert attempts() == [FIRST, SECOND]


def test_what_nobody_dropped_is_passed_over(county, tmp_path):
    school = county / "一小"
    for name in ("~$报表.xlsx", ".报表.xlsx.swp", "报表.xlsx.part", "desktop.ini", "Thumbs.db"):
        put(school / name, b"of a program")
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(a_return())
    (school / "报表.xlsx").symlink_to(secret)
    (school / "alle").symlink_to(tmp_path)
    before = set(lying(county))

    collect()

    assert set(lying(county)) - before == {taken("", "名录.xlsx")}
    assert attempts() == []
    assert receipts(county, "一小") == []


def test_a_file_that_cannot_be_read_now_is_taken_next_time(county, monkeypatch):
    place = put(county / "一小" / "报表.xlsx", a_return())
    read_bytes = Path.read_bytes

    def locked(path: Path) -> bytes:
        if path.name == place.name and TAKEN not in path.parts:
            raise PermissionError(13, "locked by another program", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", locked)
    collect()
    assert (attempts(), place.exists()) == ([], True)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    collect()

    assert attempts() == [FIRST]


def test_a_receipt_corrected_in_place_is_an_attempt_and_is_never_written_over(county):
    put(county / "一小" / "报表.xlsx", a_return())
    collect()
    receipt = county / "一小" / RECEIPTS / "回执_第1次_合格_报表.xlsx"
    assert steps.waiting() == []

    receipt.write_bytes(a_return(version=2))
    assert steps.waiting() == ["2025/云岭县/一小/回执/回执_第1次_合格_报表.xlsx"]
    collect()

    assert attempts() == [FIRST, SECOND]
    assert receipts(county, "一小") == ["回执_第2次_合格_报表.xlsx"]
    assert taken("一小", receipt.name) in lying(county)


def test_a_receipt_that_no_longer_holds_is_taken_away_unless_somebody_wrote_into_it(county):
    path = put(county / "一小" / "学校报表.xlsx", a_return()).relative_to(county.parent.parent)
    folders.hand_out(path.as_posix(), "合格.xlsx", b"as we wrote it")
    folders.hand_out(path.as_posix(), "退回.xlsx", b"as we wrote it too")
    put(county / "一小" / RECEIPTS / "退回.xlsx", b"corrected by the school")
    put(county / "一小" / RECEIPTS / "需说明.xlsx", b"of the school")

    folders.withdraw(path.as_posix(), ["合格.xlsx", "退回.xlsx", "需说明.xlsx", "没有.xlsx"])

    assert receipts(county, "一小") == ["退回.xlsx", "需说明.xlsx"]


def test_what_somebody_else_wrote_among_the_receipts_stays(county):
    put(county / "一小" / "报表.xlsx", a_return())
    note = put(county / "一小" / RECEIPTS / "回执_第1次_合格_报表.xlsx", b"somebody's own")

    collect()
    collect()

    assert note.read_bytes() == b"somebody's own"
    assert receipts(county, "一小") == [
        "回执_第1次_合格_报表.xlsx",
        "回执_第1次_合格_报表（2）.xlsx",
    ]
    assert attempts() == [FIRST]


def test_an_archive_of_all_schools_is_given_to_each_of_them(county):
    inner = a_zip({"二小/报表.xlsx": a_return("二小")})
    files = {"全县/一小/报表.xlsx": a_return(), "更多.zip": inner, "一小/信.docx": b"a letter"}
    put(county / "县教育局" / "全县.zip", a_zip(files))

    collect()
    put(county / "县教育局" / "全县.zip", a_zip(files))
    collect()

    assert attempts() == [FIRST, "2139901002/school_return/1"]
    assert receipts(county, "县教育局") == [
        "回执_压缩包_全县.txt",
        "回执_第1次_合格_全县_一小_报表.xlsx",
        "回执_第1次_合格_更多.zip_二小_报表.xlsx",
        REFUSED.format("一小_信"),
        "回执_重复报送_全县.txt",
    ]
    assert "收下 2 份，与以前相同 0 份，退回 1 份" in said(
        county, "县教育局", "回执_压缩包_全县.txt"
    )
    assert taken("县教育局", "全县（2）.zip") in lying(county)


@pytest.mark.parametrize(
    ("place", "content", "sentence"),
    [
        ("一小/a.rar", b"Rar!\x1a\x07\x01\x00", "请解压后放入"),
        ("一小/a.zip", b"PK\x03\x04 cut off", "压缩包或其中的文件已损坏"),
        ("一小/a.zip", a_zip({"../x.xlsx": b"x"}), "指向压缩包以外的位置"),
        ("一小/a.zip", a_zip({"二小.xlsx": a_return("二小")}), "这份表是二小的"),
        ("三小/a.xlsx", a_return(), "收件文件夹“三小”不在学校名录中"),
        ("一小/a.xlsx", a_roster(), "不应放在学校的收件文件夹里"),
        ("a.zip", a_zip({"b.xlsx": a_return()}), "不知道是哪个单位的"),
    ],
    ids=["rar", "damaged", "traversal", "another-school", "unknown", "roster", "nowhere"],
)
def test_what_cannot_be_taken_in_is_moved_and_told_why(county, place, content, sentence):
    put(county / place, content)

    collect()

    school = place.rpartition("/")[0]
    texts = [said(county, school, name) for name in receipts(county, school) if "退回" in name]
    assert len(texts) == 1
    assert sentence in texts[0]
    assert attempts() == []
    assert taken(school, place.rpartition("/")[2]) in lying(county)


def test_a_return_on_an_old_form_gets_the_new_one(county):
    put(county / "一小" / "报表.xlsx", a_return(edition="2019"))

    collect()

    text = said(county, "一小", REFUSED.format("报表"))
    assert "这是2019年版的表，本次只收2025年版" in text
    assert "空表" in text
    (blank,) = (name for name in receipts(county, "一小") if name.startswith("空表_"))
    put(county / "一小" / "新表.xlsx", (county / "一小" / RECEIPTS / blank).read_bytes())
    collect()
    assert attempts() == [FIRST]


def test_a_file_beyond_the_limit_is_not_even_read(county, monkeypatch):
    monkeypatch.setenv("JUNHENG_FILE_MEGABYTES", "1")
    load_settings.cache_clear()
    large = put(county / "一小" / "大.xlsx", b"\0" * 1_000_001)
    put(county / "一小" / "许多.zip", a_zip({"报表.xlsx": a_return(), "x.bin": b"\1" * 999_999}))

    collect()
    collect()

    assert "文件超过 1 MB" in said(county, "一小", REFUSED.format("大"))
    assert large.exists(), "we have no copy of it"
    assert attempts() == [FIRST], "an archive is gone through file by file"
    assert steps.waiting() == []


def test_no_two_files_are_in_memory_together(county, monkeypatch):
    held: list[str] = []
    for school in ("一小", "二小"):
        put(county / school / "报表.xlsx", a_return(school))
    read_now, close = taking.read_now, taking.Taking._close

    def reading(found):
        held.append(found.path)
        assert len(held) == 1
        return read_now(found)

    def closing(taking, *arguments):
        close(taking, *arguments)
        held.clear()

    monkeypatch.setattr(taking, "read_now", reading)
    monkeypatch.setattr(taking.Taking, "_close", closing)

    collect()

    assert len(attempts()) == 2


def test_a_renamed_folder_of_the_county_is_the_same_county(county):
    put(county / "一小" / "报表.xlsx", a_return())
    collect()
    renamed = county.rename(county.with_name("云岭县教育"))
    put(renamed / "一小" / "新表.xlsx", a_return(version=2))

    collect()

    assert attempts() == [FIRST, SECOND]
    assert receipts(renamed, "一小") == ["回执_第1次_合格_报表.xlsx", "回执_第2次_合格_新表.xlsx"]


def test_looking_for_new_files_reads_none(county, monkeypatch):
    put(county / "一小" / "报表.xlsx", a_return())
    collect()
    put(county / "一小" / "新表.xlsx", a_return(version=2))

    def read(*_: object) -> None:
        raise AssertionError("a file was read")

    monkeypatch.setattr(taking, "read_now", read)
    monkeypatch.setattr(arrivals, "stamp_of", read)

    assert steps.waiting() == ["2025/云岭县/一小/新表.xlsx"]
