"""The whole package of the demo county, verified by the file that travels with it alone."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tasks.cli import main
from tests.builders.verification import parts_of, with_part

BODY = "word/document.xml"
REGISTER = "县级/整改台账和整改方案.docx"
QUALITY = "县级/数据质量说明.docx"


def packages(season: Path, version: str) -> list[Path]:
    """Return the folders of one version in the outbox of a season."""
    found = (path.parent for path in (season / "outbox").rglob("核对.py"))
    return [folder for folder in found if version in folder.name]


def run_alone(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Run 核对.py of a package with Python's own library and nothing else."""
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "核对.py"), *options],
        cwd="/", env={"LANG": "C"}, capture_output=True, text=True, encoding="utf-8",
        timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def delivered(demo_season: Path) -> Path:
    """Return the folder of the demo county's draft; nobody may change it."""
    (folder,) = packages(demo_season, "初稿")
    return folder


@pytest.fixture
def few_papers(delivered: Path, tmp_path: Path) -> Path:
    """Return a copy of it with few of its Word files, so that it is verified at once."""
    folder = tmp_path / "包"
    shutil.copytree(delivered, folder)
    for path in folder.rglob("*.docx"):
        name = path.relative_to(folder).as_posix()
        if path.parts[-2] in ("县级", "学校") and name not in (REGISTER, QUALITY):
            path.unlink()
    return folder


def numbers(folder: Path, *options: str) -> list[dict[str, str]]:
    """Return what is said of every number of a package."""
    found: list[dict[str, str]] = json.loads(run_alone(folder, "--json", *options).stdout)[
        "numbers"
    ]
    return found


def test_every_number_of_the_whole_package_agrees(delivered):
    found = run_alone(delivered)

    assert found.returncode == 0, found.stdout[-3000:] + found.stderr
    assert "全部一致" in found.stdout
    assert "无来源" not in found.stdout


def test_a_package_is_verified_as_it_was_packed(few_papers, tmp_path, capsys):
    packed = Path(shutil.make_archive(str(tmp_path / "包"), "zip", few_papers))

    assert main(["verify", str(packed)]) == 0, capsys.readouterr().out
    packed.write_bytes(packed.read_bytes()[:1000])
    assert main(["verify", str(packed)]) == 1
    assert "不是成果包" in capsys.readouterr().err


def test_what_the_work_counts_is_counted_once_more(few_papers):
    found = numbers(few_papers)
    counts = [each for each in found
              if each["fact"].startswith(("county.rectification.", "county.checks.",
                                          "county.attempts."))]  # fmt: skip

    assert len(counts) > 200
    assert {(each["answer"], each["depth"]) for each in counts} == {("agrees", "listed")}


def test_a_line_taken_from_the_register_changes_its_counts(few_papers):
    path = few_papers / "数据/facts_process.json"
    data = json.loads(path.read_bytes())
    del data["lines"]["problems"][0]
    path.write_text(json.dumps(data), encoding="utf-8")
    found = run_alone(few_papers)

    assert found.returncode == 1
    told = [each for each in found.stdout.splitlines() if "重新数出为" in each]
    assert told
    assert all(each.startswith(REGISTER) for each in told)
    assert any("county.rectification.all.found" in each for each in told)


def test_one_changed_digit_is_named_with_its_file(few_papers):
    path = few_papers / REGISTER
    text = parts_of(path.read_bytes())[BODY].decode()
    printed = re.search(r'w:val="county\.rectification\.all\.found".*?<w:t[^>]*>(\d+)</w:t>', text)
    assert printed is not None
    whole, count = printed[0], int(printed[1])
    changed = whole.replace(f">{count}</w:t>", f">{count + 1}</w:t>")
    path.write_bytes(with_part(path.read_bytes(), BODY, whole, changed))
    found = run_alone(few_papers)

    assert found.returncode == 1
    (line,) = [each for each in found.stdout.splitlines() if "〔" in each and "手改" in each]
    assert line.startswith(REGISTER)
    assert "county.rectification.all.found" in line
    assert f"“{count + 1}”" in line and f"“{count}”" in line


def test_redlines_keep_their_old_numbers(few_papers, capsys):
    paper = few_papers / REGISTER
    text = parts_of(paper.read_bytes())[BODY].decode()
    old = with_part(paper.read_bytes(), BODY, text, text.replace("<w:t>", "<w:t>9"))
    redline = few_papers / "修订对照" / REGISTER
    redline.parent.mkdir(parents=True)
    redline.write_bytes(old)

    assert run_alone(few_papers).returncode == 0
    assert main(["verify", str(few_papers)]) == 0
    assert "全部一致" in capsys.readouterr().out
    paper.write_bytes(old)
    assert run_alone(few_papers).returncode == 1


def test_a_changed_cell_of_a_received_file_is_a_moved_source(delivered, tmp_path):
    """One school's paper, whose return somebody opened and changed."""
    folder = tmp_path / "包"
    shutil.copytree(delivered, folder)
    papers = sorted(folder.glob("学校/*_自评表.docx"))
    for path in [*folder.rglob("县级/*.docx"), *folder.glob("学校/*.docx")]:
        if path != papers[0]:
            path.unlink()
    listed = json.loads((folder / "来源/来源清单.json").read_bytes())
    school = listed[0]["school"]
    received = next(each["file"] for each in listed
                    if (each["school"], each["form"]) == (school, "school_return"))  # fmt: skip
    book = openpyxl.load_workbook(folder / received)
    cell = book["学生"]["B5"]
    cell.value = int(str(cell.value)) + 1
    book.save(folder / received)
    found = run_alone(folder)

    assert found.returncode == 1
    moved = [each for each in found.stdout.splitlines() if "来源已变" in each and "〔" in each]
    assert moved
    assert all(each.startswith(f"学校/{papers[0].name}") for each in moved)
    assert any(received in each for each in moved)
