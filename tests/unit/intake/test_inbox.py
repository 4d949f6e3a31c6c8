"""Which files of an intake folder somebody dropped, and what is called after them."""

from __future__ import annotations

import pytest

from tasks.intake.inbox import is_return, numbered, safe_stem
from tasks.steps.intake.drops import Drop
from tasks.steps.intake.naming import name_before_receipts


@pytest.mark.parametrize(
    "name",
    [
        "~$报表.xlsx",
        ".~lock.报表.xlsx#",
        "报表.xlsx.part",
        "报表.TMP",
        "desktop.ini",
        "Thumbs.db",
        "报表.xlsx.filepart",
        ".DS_Store",
        "报表.xlsx~",
        "报表.crdownload",
    ],
)
def test_what_programs_leave_behind_is_no_return(name):
    assert not is_return(name)


@pytest.mark.parametrize("name", ["报表.xlsx", "报表 - 副本.XLS", "报表", "全县.zip", "a.tmp.xlsx"])
def test_any_other_name_may_be_one(name):
    assert is_return(name)


def test_a_file_out_of_an_archive_is_called_after_its_folders_there():
    drop = Drop("2025/某县/县教育局/全县.zip/一小/更多.zip/报表.xlsx")

    assert drop.container == "2025/某县/县教育局/全县.zip"
    assert drop.name == "一小/更多.zip/报表.xlsx"
    assert drop.folder == "县教育局"
    assert drop.folders_inside == ("一小", "更多")
    assert safe_stem(drop.path) == "一小_更多.zip_报表"


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("2025/某县/名录.xlsx", ""),
        ("2025/某县/全县.zip/一小/a.xlsx", ""),
        ("2025/某县/一小/x/a", "一小"),
    ],
)
def test_the_folder_under_the_county_is_the_schools(path, folder):
    assert Drop(path).folder == folder


@pytest.mark.parametrize(
    "name", ["报" * 300 + ".xlsx", "a\nb.xlsx", 'a"<>|:*?\\b.xlsx', "a/../b.xlsx"]
)
def test_what_is_called_after_a_file_can_be_written_anywhere(name):
    stem = safe_stem(f"2025/某县/一小/{name}")

    assert len(stem.encode()) < 200
    assert not set(stem) & set('\n\\/:*?"<>|')


def test_a_number_keeps_the_ending_and_the_length():
    assert numbered("报表.xlsx", 1) == "报表.xlsx"
    assert numbered("报表.xlsx", 2) == "报表（2）.xlsx"
    assert len(numbered("报" * 80 + ".xlsx", 2).encode()) < 255


def test_a_receipt_that_comes_back_is_called_as_at_first():
    once = "回执_第1次_退回_报表_实验小学.xlsx"

    assert name_before_receipts(once) == "报表_实验小学.xlsx"
    assert name_before_receipts(f"回执_第2次_需说明_{once}") == "报表_实验小学.xlsx"
    assert name_before_receipts("报表.xlsx") == "报表.xlsx"
