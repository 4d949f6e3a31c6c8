"""A county from the intake folders to the archive, without Airflow, in one temporary folder."""

from __future__ import annotations

import hashlib
import html
import io
import json
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tasks import steps
from tasks.dossiers.word.reading import numbers
from tasks.intake.inbox import RECEIPTS, TAKEN
from tasks.settings import load_settings
from tasks.steps.returns.standing import standing
from tasks.steps.season.open_seasons import open_season
from tasks.store import open_store
from tests.builders.workbooks import a_stamp, a_workbook, loaded
from tests.integration.conftest import collect, deploy, run

LATER = "2025-12-22T09:00:00+08:00"
SCHOOLS = 24


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def dropped(intake: Path) -> list[Path]:
    """Return the files that schools dropped; they have moved out of the way."""
    return [p for p in intake.rglob("*.xlsx") if TAKEN in p.parts and "学校名录" not in p.name]


def put_back(intake: Path) -> None:
    """Let all lie again where it was dropped."""
    for folder in list(intake.rglob(TAKEN)):
        for file in folder.iterdir():
            file.rename(folder.parent / file.name)
        folder.rmdir()


def test_a_season_ends_as_the_mistakes_of_the_demo_county_say(season: Path):
    (county,) = steps.summary()
    expected = mistakes()
    assert set(county.returned) == expected["returned"]
    assert set(county.queried) == expected["queried"]
    assert set(county.missing) == expected["missing"]
    assert county.unchecked == []
    assert county.verdict == "not_met"
    assert county.not_met
    assert county.not_checked
    assert [Path(package).exists() for package in county.packages] == [True]


def the_package(season: Path) -> Path:
    (package,) = (season / "outbox").rglob("*.zip")
    return package


def mistakes() -> dict[str, set[str]]:
    """Return, by what the recipe expects, the returns that are to end so."""
    from tasks import catalogue

    found: dict[str, set[str]] = {"returned": set(), "queried": set(), "missing": set()}
    layouts = catalogue.layouts("2025")
    for mistake in catalogue.read_yaml(catalogue.ROOT / "data" / "demo" / "recipe.yml")["mistakes"]:
        name = f"{mistake['school']} {layouts[mistake['form']].title}"
        found.setdefault(mistake["expect"], set()).add(name)
    return found


def test_every_file_has_one_receipt(season: Path):
    files = dropped(season / "intake")
    assert len(files) > SCHOOLS
    for file in files:
        receipts = [p.name for p in (file.parents[1] / RECEIPTS).iterdir()]
        mine = [name for name in receipts if Path(name).stem.endswith(f"_{file.stem}")]
        assert len(mine) == 1, (file, receipts)


def test_the_package_holds_what_its_manifest_says(season: Path):
    with zipfile.ZipFile(the_package(season)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        listed = {each["path"]: each["sha256"] for each in manifest["files"]}
        assert set(archive.namelist()) == {*listed, "manifest.json"}
        for path, sha256 in listed.items():
            assert hashlib.sha256(archive.read(path)).hexdigest() == sha256
    assert manifest["version"] == "draft"
    assert all(key.startswith("2025/139901/") for key in manifest["attempts"])


def test_a_number_is_printed_in_every_dossier_as_its_fact_says(season: Path):
    with zipfile.ZipFile(the_package(season)) as archive:
        documents = [name for name in archive.namelist() if name.endswith(".docx")]
        assert len([name for name in documents if name.startswith("学校/")]) == 4 * SCHOOLS
        for name in documents:
            also = any(words in name for words in ("结果报告", "基本均衡"))
            facts = facts_of(archive, "facts_balance_2012" if also else "facts")
            found = [pair for pair in numbers(archive.read(name)) if pair[0] in facts]
            assert found, name
            wrong = [(fact, text) for fact, text in found if facts[fact] != text]
            assert not wrong, (name, wrong[:5])


def facts_of(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Return the printed text of every fact of one evaluation, by its id."""
    return {fact["id"]: fact["printed"] for fact in json.loads(archive.read(f"数据/{name}.json"))}


def test_nothing_of_a_pupil_leaves_the_received_files(season: Path):
    lake = season / "lake"
    marks = [text.encode() for text in ("学生0", "G990000", "示例县示例路")]
    received = next((lake / "received").rglob("fitness_return/1/original"))
    assert all(mark in unpacked(received) for mark in marks)
    for path in [*lake.rglob("*"), *(season / "outbox").rglob("*")]:
        if path.is_file() and "received" not in path.parts and "refused" not in path.parts:
            content = unpacked(path)
            assert not [mark for mark in marks if mark in content], path


def test_a_receipt_says_nothing_of_a_pupil_but_in_the_school_s_own_sheets(season: Path):
    marked = [p for p in (season / "intake").rglob("*体质健康*") if RECEIPTS in p.parts]
    assert len(marked) > SCHOOLS / 2
    for path in marked:
        with zipfile.ZipFile(path) as book:
            ours = [name for name in book.namelist() if "junheng_" in name or "omments" in name]
            text = b"".join(book.read(name) for name in ours)
        assert text
        for mark in ("学生0", "G990000", "示例县示例路"):
            assert mark.encode() not in text, path


def unpacked(path: Path) -> bytes:
    """Return what can be read in a file: tables as text, of a zip all parts, however deep."""
    import pandas as pd

    if path.suffix == ".parquet":
        return pd.read_parquet(path).to_csv().encode()
    return readable(path.read_bytes())


def readable(content: bytes) -> bytes:
    """Return the parts of a zip one after the other, the characters of XML written out."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        is_xml = content.lstrip().startswith(b"<")
        return html.unescape(content.decode()).encode() if is_xml else content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(readable(archive.read(name)) for name in archive.namelist())


def test_nothing_new_means_nothing_done(season: Path):
    before = files_below(season)

    assert run(LATER) == []
    assert [name for name, keys in steps.pending().items() if keys] == ["approvals"]
    assert files_below(season) == before


def test_the_same_returns_make_the_same_bytes_elsewhere(season: Path, monkeypatch):
    first = files_below(season / "outbox")
    second = season / "elsewhere"
    shutil.copytree(season / "intake", second / "intake", ignore=shutil.ignore_patterns(RECEIPTS))
    put_back(second / "intake")
    monkeypatch.setenv("TZ", "America/New_York")
    monkeypatch.setenv("JUNHENG_BATCH_SIZE", "20")
    deploy(second, monkeypatch)
    assert load_settings().intake == str(second / "intake")

    run()

    assert files_below(second / "outbox") == first


def test_a_late_return_changes_the_findings_and_makes_a_new_draft(season: Path, caplog):
    first = the_package(season)
    steps.write_demo(season / "intake", late=True)

    (second,) = run(LATER)

    assert Path(second) != first
    (county,) = steps.summary()
    assert not any("柳泉乡中心小学" in each for each in county.missing)
    assert first.exists()
    assert "示例县第二小学: 义务教育学校数据报表已退回，尚未重报 (L1, L2" in caplog.text


def test_a_corrected_return_is_a_second_attempt_and_a_broken_one_leaves_the_first(season: Path):
    folder = season / "intake/2025/示例县/实验小学"
    good = next((folder / TAKEN).glob("学校报表*.xlsx"))
    (before,) = steps.summary()
    assert not any("实验小学" in each for each in before.returned)
    broken = next((season / "intake/2025/示例县/第二小学" / TAKEN).glob("学校报表*.xlsx"))

    (folder / "坏文件.xlsx").write_bytes(good.read_bytes()[:2000])
    (folder / "别校.xlsx").write_bytes(broken.read_bytes())
    (folder / "~$学校报表.xlsx").write_bytes(b"lock")
    (folder / "说明.docx").write_bytes(b"no spreadsheet")
    assert run(LATER) == []

    (after,) = steps.summary()
    assert after == before
    names = {path.name for path in (folder / RECEIPTS).iterdir()}
    assert {"回执_退回_坏文件.xlsx", "回执_退回_别校.xlsx"} <= names
    assert not any("~$" in name for name in names)


ANOTHER_COUNTY = a_stamp(county="139902", county_name="邻县", school_name="邻县中心小学")
NOT_LISTED = a_stamp(school="2113990099", school_name="示例县新建小学")
SPECIAL = a_stamp("fitness_return", school="5113990010", school_name="示例县特殊教育学校")


@pytest.mark.parametrize(
    ("stamp", "folder", "sentence"),
    [
        (ANOTHER_COUNTY, "实验小学", "这份表是邻县中心小学的，不属于本县"),
        (NOT_LISTED, "实验小学", "表上的学校标识码2113990099不在本县学校名录中"),
        (SPECIAL, "特殊教育学校", "贵单位本次不需要填报“学生体质健康测试数据”"),
    ],
    ids=["wrong-county", "unknown-school", "not-owed"],
)
def test_a_return_nobody_asked_for_is_refused_and_counts_for_nothing(
    season: Path, stamp, folder, sentence
):
    (before,) = steps.summary()
    place = season / "intake/2025/示例县" / folder
    content = a_workbook(stamp.form, stamp=stamp)
    (place / "不该有的表.xlsx").write_bytes(content)

    assert run(LATER) == []

    receipt = (place / RECEIPTS / "回执_退回_不该有的表.xlsx").read_bytes()
    assert sentence in {cell.value for row in loaded(receipt)["全部问题"] for cell in row}
    assert steps.summary() == [before]
    assert content in files_below(season / "lake").values()


def test_what_a_school_handed_in_before_it_left_the_roster_is_not_evaluated(season: Path):
    store = open_store()
    county = open_season(store, "2025/139901")
    assert county is not None
    gone = county.roster["school_code"].iloc[0]

    later = standing(store, replace(county, roster=county.roster.iloc[1:]))

    assert gone in {each.school for each in standing(store, county)}
    assert gone not in {each.school for each in later}


def test_a_final_version_names_who_approved_it_and_when(few_schools: Path):
    package = Path(steps.publish_final("2025/139901", "县教育局局长", LATER))

    with zipfile.ZipFile(package) as archive:
        manifest = json.loads(archive.read("manifest.json"))
    assert manifest["version"] == "final"
    assert manifest["approval"] == {
        "approved_by": "县教育局局长",
        "moment": LATER,
        "reason": "",
        "comment": "",
        "content": "",
    }
    assert "终审稿" in package.name


def test_a_file_that_our_code_stumbles_over_stops_no_other(season: Path, monkeypatch):
    from tasks.steps.returns import reading

    folder = season / "intake/2025/示例县/长岗村小学"
    other = season / "intake/2025/示例县/城东小学"
    for place in (folder, other):
        file = next((place / TAKEN).glob("学校报表*.xlsx"))
        (place / "新报.xlsx").write_bytes(resaved(file.read_bytes()))
    read = reading.read

    def stumble(key: str, *arguments: object) -> object:
        if "/2113990024/school_return/2" in key:
            raise RuntimeError("a bug of ours")
        return read(key, *arguments)

    monkeypatch.setattr(reading, "read", stumble)
    collect(LATER)

    assert (folder / RECEIPTS / "回执_第2次_退回_新报.xlsx").exists()
    assert (other / RECEIPTS / "回执_第2次_合格_新报.xlsx").exists()
    (county,) = steps.summary()
    assert not any("长岗村小学" in each for each in county.returned), "the first attempt stands"


def resaved(content: bytes) -> bytes:
    """Return the same workbook with something else said in it that no form asks for."""
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("docProps/note.txt", "saved again")
    return file.getvalue()


def test_a_folder_that_takes_no_receipt_stops_no_other(season: Path):
    blocked = season / "intake/2025/示例县/长岗村小学"
    other = season / "intake/2025/示例县/城东小学"
    shutil.rmtree(blocked / RECEIPTS)
    (blocked / RECEIPTS).symlink_to("nowhere")
    for place in (blocked, other):
        file = next((place / TAKEN).glob("学校报表*.xlsx"))
        (place / "新报.xlsx").write_bytes(resaved(file.read_bytes()))

    collect(LATER)

    assert (other / RECEIPTS / "回执_第2次_合格_新报.xlsx").exists()
    assert not any(steps.pending()["due"])
    undelivered = season / "outbox/2025/示例县/未送达回执/长岗村小学"
    assert "回执_第2次_合格_新报.xlsx" in {path.name for path in undelivered.iterdir()}


def test_a_file_that_cannot_even_be_identified_stops_no_other(season: Path, monkeypatch):
    from tasks.intake import identify

    odd = season / "intake/2025/示例县/长岗村小学"
    other = season / "intake/2025/示例县/城东小学"
    (odd / "怪文件.xlsx").write_bytes(b"odd")
    (other / "新报.xlsx").write_bytes(
        resaved(next((other / TAKEN).glob("学校报表*.xlsx")).read_bytes())
    )
    known = identify.identify

    def stumble(content: bytes, layouts: object) -> object:
        if content == b"odd":
            raise RuntimeError("a bug of ours")
        return known(content, layouts)

    monkeypatch.setattr(identify, "identify", stumble)
    collect(LATER)

    assert (odd / RECEIPTS / "回执_退回_怪文件.xlsx").exists()
    assert (other / RECEIPTS / "回执_第2次_合格_新报.xlsx").exists()
