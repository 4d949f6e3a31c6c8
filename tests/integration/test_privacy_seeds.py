"""Marked names and numbers are dropped everywhere a clerk may put them, and looked for after."""

from __future__ import annotations

import io
import json
import logging
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment

from tasks import steps
from tasks.intake.inbox import RECEIPTS, TAKEN
from tasks.steps.intake import receiving
from tests.builders.folder import a_zip
from tests.builders.workbooks import edited, loaded
from tests.integration.conftest import MOMENT, collect, deploy, forget_deployment
from tests.integration.test_season import readable, unpacked

NAME = "诸葛测珩"
OTHER_NAME = "欧阳验澜"
ADDRESS = "示例县望湖里七弄三号"
IDENTITY = "139901201203047731"
NUMBER = "G139901201203047731"
SEEDS = (NAME, OTHER_NAME, ADDRESS, IDENTITY)
"""The number of a pupil holds the number of an identity card, and is found by it."""

SCHOOL = "实验小学"
QUIET = "第一初级中学"
"""A school whose returns name pupils and are accepted all the same."""

LATER = "2025-12-21T09:00:00+08:00"
FIRST_ROW = 2


@dataclass(frozen=True)
class Seeded:
    """A county that was run, what its log said, and where it lies."""

    folder: Path
    log: str
    dropped: list[bytes]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory) -> Iterator[Seeded]:
    folder = tmp_path_factory.mktemp("seeded")
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        deploy(folder, patch)
        patch.setattr(receiving, "verify_catalogue", lambda: None)
        with Listening(lines):
            dropped = run_county(folder / "intake")
        yield Seeded(folder, "\n".join(lines), dropped)
    forget_deployment()


class Listening:
    """Keeps every line that is logged, of any level, with its traceback."""

    def __init__(self, lines: list[str]) -> None:
        self.handler = logging.Handler()
        formatter = logging.Formatter()
        self.handler.emit = lambda record: lines.append(formatter.format(record))  # type: ignore

    def __enter__(self) -> None:
        self.root = logging.getLogger()
        self.level = self.root.level
        self.root.setLevel(logging.DEBUG)
        self.root.addHandler(self.handler)

    def __exit__(self, *_: object) -> None:
        self.root.removeHandler(self.handler)
        self.root.setLevel(self.level)


def run_county(intake: Path) -> list[bytes]:
    """Run a county in which one school names pupils everywhere; return what it dropped."""
    steps.write_demo(intake, schools=3, pupils=60)
    (county,) = (intake / "2025").iterdir()
    school = county / SCHOOL
    returns = school / f"学校报表_{SCHOOL}.xlsx"
    fitness = school / f"体质健康_{SCHOOL}.xlsx"
    seed(fitness, names_among_pupils)
    seed(returns, names_in_the_return)
    fitness.rename(school / f"体质健康_{NAME}_{IDENTITY}.xlsx")
    (school / f"坏文件{OTHER_NAME}.xlsx").write_bytes(returns.read_bytes()[:2000])
    letter = {f"{NAME}/{IDENTITY}.docx": b"a letter", f"{NAME}/x.txt": b"1"}
    (school / f"{OTHER_NAME}.zip").write_bytes(a_zip(letter))
    quiet = county / QUIET
    seed(quiet / f"体质健康_{QUIET}.xlsx", names_where_they_belong)
    seed(quiet / f"学校报表_{QUIET}.xlsx", names_of_classes)
    collect(MOMENT)
    explain(school)
    explain(quiet)
    collect(LATER)
    for key in steps.counties_due():
        steps.evaluate(key)
    for key in steps.drafts_due():
        steps.deliver(steps.assemble(key))
    steps.remind(LATER)
    taken = [path for each in (school, quiet) for path in each.rglob("*") if TAKEN in path.parts]
    return [path.read_bytes() for path in taken if path.is_file()]


def seed(path: Path, change: Callable[[Any], None]) -> None:
    path.write_bytes(edited(path.read_bytes(), change))


def names_among_pupils(book: Any) -> None:
    """Let rows name pupils in the right and in the wrong columns, twice, and beside them."""
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    own = {"姓名": NAME, "家庭住址": ADDRESS, "学籍号": NUMBER, "出生日期": "2012-03-04"}
    for row in (FIRST_ROW, FIRST_ROW + 1):
        for title, text in own.items():
            sheet.cell(row, at[title], text)
    wrong = {
        "班级名称": f"一班{NAME}",
        "班级编号": IDENTITY,
        "性别": NAME,
        "身高": IDENTITY,
        "体重": NAME,
        "年级编号": NUMBER,
        "肺活量": int(IDENTITY),
        "50米×8往返跑": ADDRESS,
    }
    for number, (title, text) in enumerate(wrong.items(), FIRST_ROW + 2):
        sheet.cell(number, at[title], text)
    sheet.cell(FIRST_ROW + 12, at["姓名"], OTHER_NAME)
    sheet.cell(FIRST_ROW, at["身高"]).comment = Comment(f"{NAME} {IDENTITY}", OTHER_NAME)
    hidden = book.create_sheet(f"{NAME}名单")
    hidden.append([NAME, IDENTITY, ADDRESS])
    hidden.sheet_state = "hidden"


def names_where_they_belong(book: Any) -> None:
    """Let rows name pupils, and their class after one of them; two rows are one pupil."""
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row in (FIRST_ROW, FIRST_ROW + 1):
        sheet.cell(row, at["姓名"], (NAME, OTHER_NAME)[row - FIRST_ROW])
        sheet.cell(row, at["家庭住址"], ADDRESS)
        sheet.cell(row, at["学籍号"], NUMBER)
    for row in range(FIRST_ROW, sheet.max_row + 1):
        sheet.cell(row, at["班级名称"], f"{NAME}班")


def names_of_classes(book: Any) -> None:
    """Let classes be named after pupils, and a number be one that must be explained."""
    classes, students = book["班级"], book["学生"]
    at = {str(cell.value)[:3]: cell.column for cell in classes[3]}
    for row, text in ((4, f"{NAME}班"), (5, f"二班 {IDENTITY}"), (6, f"{OTHER_NAME}（{ADDRESS}）")):
        classes.cell(row, at["班级名"], text)
    students.cell(4, 2).comment = Comment(f"{NAME} {ADDRESS}", NAME)


def names_in_the_return(book: Any) -> None:
    """Let class names, rooms, counts and a sheet of its own name pupils."""
    classes, students = book["班级"], book["学生"]
    at = {str(cell.value)[:3]: cell.column for cell in classes[3]}
    at |= {"班级名称": at["班级名"]}
    classes.cell(4, at["班级名称"], f"{NAME}班")
    classes.cell(5, at["班级名称"], f"二班 {IDENTITY}")
    classes.cell(6, at["班级名称"], f"{OTHER_NAME}")
    classes.cell(7, at["学生数"], f"{NAME}等35人")
    students.cell(4, 2, f"35（含{OTHER_NAME} {NUMBER}）")
    students.cell(5, 3, 999).comment = Comment(f"{NAME} {ADDRESS}", NAME)
    book.create_sheet(f"{OTHER_NAME}").append([NAME, IDENTITY, ADDRESS])
    book.properties.creator = NAME


def explain(school: Path) -> None:
    """Hand every receipt back with explanations that name pupils."""
    for path in sorted((school / RECEIPTS).glob("*学校报表*.xlsx")):
        book = loaded(path.read_bytes())
        if "填写说明" not in book.sheetnames:
            continue
        sheet = book["填写说明"]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "说明类型":
                    for number in range(cell.row + 1, sheet.max_row + 1):
                        sheet.cell(
                            number, cell.column + 1, f"{NAME}（{IDENTITY}）转入，住{ADDRESS}"
                        )
                        sheet.cell(number, cell.column + 2, OTHER_NAME)
                        sheet.cell(number, cell.column + 3, f"{OTHER_NAME}转学证")
        path.write_bytes(
            edited(path.read_bytes(), lambda b, s=sheet: copy_values(b["填写说明"], s))
        )


def copy_values(target: Any, source: Any) -> None:
    for row in source.iter_rows():
        for cell in row:
            if cell.value is not None:
                target[cell.coordinate].value = cell.value


def seeds_in(content: bytes | str) -> list[str]:
    text = content.encode() if isinstance(content, str) else content
    return [each for each in SEEDS if each.encode() in text]


def test_the_seeds_were_dropped_and_kept(seeded):
    kept = [path for name in ("received", "refused")
            for path in (seeded.folder / "lake" / name).rglob("*") if path.is_file()]  # fmt: skip
    found = b"".join(unpacked(path) for path in kept)
    assert seeds_in(found) == list(SEEDS)
    assert len(seeded.dropped) >= 4


def test_nothing_of_them_is_anywhere_else_in_the_lake_or_the_outbox(seeded):
    searched, found = 0, {}
    for root in (seeded.folder / "lake", seeded.folder / "outbox"):
        for path in root.rglob("*"):
            inside = path.relative_to(root)
            if path.is_file() and not {"received", "refused"} & {inside.parts[0]}:
                searched += 1
                seeds = seeds_in(unpacked(path)) + seeds_in(str(inside))
                if seeds:
                    found[str(inside)] = seeds
    assert searched > 60
    assert found == {}


def test_packages_enclose_what_named_pupils_as_copies(seeded):
    (package,) = (seeded.folder / "outbox").rglob("来源清单.json")
    listed = json.loads(package.read_bytes())
    masked = {(entry["form"], entry["masked"]) for entry in listed}
    assert {("fitness_return", True), ("school_return", True)} <= masked
    assert ("fitness_return", False) not in masked
    for entry in listed:
        content = readable((package.parents[1] / entry["file"]).read_bytes())
        assert seeds_in(content) == []


def test_the_log_does_not_say_them(seeded):
    assert seeds_in(seeded.log) == []
    assert len(seeded.log) > 100


def test_no_other_folder_holds_them(seeded):
    others = [path for path, folder in dropped_below(seeded) if folder not in (SCHOOL, QUIET)]
    assert len(others) > 10
    assert {
        str(path): seeds_in(unpacked(path)) for path in others if seeds_in(unpacked(path))
    } == {}


def test_a_receipt_adds_none_of_them_to_the_file_it_came_with(seeded):
    """Only by its own name does it call the file that it answers."""
    receipts = [
        path
        for path, folder in dropped_below(seeded)
        if folder in (SCHOOL, QUIET) and RECEIPTS in path.parts and path.suffix == ".xlsx"
    ]
    assert len(receipts) >= 3
    originals = [parts_of(content) for content in seeded.dropped if content[:2] == b"PK"]
    wrong = {}
    for path in receipts:
        if zipfile.is_zipfile(path):
            for name, content in parts_of(path.read_bytes()).items():
                most = max([count(each.get(name, b"")) for each in originals], default=0)
                if count(content) > most + 2 * count(path.name.encode()):
                    wrong[path.name, name] = (count(content), most)
    assert wrong == {}


def dropped_below(seeded: Seeded) -> list[tuple[Path, str]]:
    """Return every file of the county's intake, with the folder of the school it lies in."""
    (county,) = (seeded.folder / "intake" / "2025").iterdir()
    files = [path for path in county.rglob("*") if path.is_file()]
    return [(path, path.relative_to(county).parts[0]) for path in files]


def parts_of(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: readable(archive.read(name)) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return {}


def count(content: bytes) -> int:
    return sum(content.count(each.encode()) for each in SEEDS)
