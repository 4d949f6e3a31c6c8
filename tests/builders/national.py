"""Builds workbooks of the national education statistics as schools and counties export them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tasks import catalogue
from tasks.intake.opened import Opened
from tasks.layouts import HEADER_ROWS_SEARCHED, Layout
from tasks.model import StagedSubmission
from tasks.staging.national.forms import Statistics, statistics_of
from tasks.staging.national.reading import staged_from_statistics
from tasks.staging.national.recognition import GlancedBook, National, recognise
from tests.builders.workbooks import COUNTY, EDITION, SCHOOL, receipt_wording

NAME = "云岭县云水学校"
LEFT, UP = object(), object()
"""Stand in a head for a cell that is merged with the one left of it, or above it."""

STATISTICS_SHA = "5" * 64
GRADES = ("一年级", "二年级", "三年级", "四年级", "五年级", "六年级")
PUPILS = (41, 42, 43, 44, 45, 46)
GIRLS = (20, 19, 18, 17, 16, 15)
JUNIORS = (51, 52, 53)
JUNIOR_GIRLS = (25, 24, 23)
PUPIL_ROWS = (
    "#少数民族", "#复式班", "#寄宿生", "#随迁子女", "外省迁入", "本省外县迁入",
    "#进城务工人员随迁子女", "外省迁入", "本省外县迁入", "#农村留守儿童",
)  # fmt: skip
COURSES = (
    "道德与法治",
    "语文",
    "数学",
    "外语",
    "历史",
    "地理",
    "科学",
    "体育与健康",
    "艺术",
    "音乐",
    "美术",
)


@cache
def statistics() -> Statistics:
    folder = catalogue.TEMPLATES / "workbooks" / "national"
    files = {path.stem: catalogue.read_yaml(path) for path in sorted(folder.glob("*.yml"))}
    return statistics_of(files)


@cache
def national_wording() -> Mapping[str, Any]:
    return catalogue.read_yaml(catalogue.TEMPLATES / "receipts" / "national.yml")


def wording() -> Mapping[str, Any]:
    return receipt_wording()["reading"] | national_wording()["reading"]


def layout() -> Layout:
    return catalogue.layouts(EDITION)["school_return"]


def a_school_workbook(
    kind: str = "九年一贯制学校", change: Callable[[Workbook], object] | None = None
) -> Workbook:
    """Return the workbook of a school in the 教基 series, by its type's name."""
    primary = kind in ("小学", "九年一贯制学校")
    junior = kind != "小学"
    book = Workbook()
    book.active.title = "封面"
    book["封面"]["A1"] = "教育事业统计报表"
    book["封面"]["A3"] = "2025/2026学年初"
    _identity(book.create_sheet(f"教基1001_{kind}"), kind)
    _backbone(book.create_sheet(f"教基1102续_{kind}"), primary, junior)
    if primary:
        _primary_pupils(book.create_sheet(f"教基3112_{kind}"))
        _primary_teachers(book.create_sheet(f"教基4155_{kind}"))
    if junior:
        _junior_pupils(book.create_sheet(f"教基3115_{kind}"))
        _junior_teachers(book.create_sheet(f"教基4156_{kind}"))
    if kind == "完全中学":
        _senior_pupils(book.create_sheet(f"教基3118_{kind}"))
    _titles(book.create_sheet(f"教基4153_{kind}"), primary, junior)
    _buildings(book.create_sheet(f"教基5170_{kind}"))
    _conditions(book.create_sheet(f"教基5176_{kind}"))
    if change is not None:
        change(book)
    return book


class PlainBook:
    """A workbook as staging sees it, its cells taken as they are; it costs no reading."""

    def __init__(self, book: Workbook) -> None:
        self._sheets = {
            sheet.title: [[_cell(value) for value in row] for row in sheet.values]
            for sheet in book.worksheets
        }

    @property
    def titles(self) -> tuple[str, ...]:
        return tuple(self._sheets)

    @property
    def hidden_sheets(self) -> frozenset[str]:
        return frozenset()

    def rows(self, title: str) -> list[list[Any]]:
        return self._sheets[title]

    def sheet(self, title: str) -> list[list[Any]]:
        return self.rows(title)

    def first_rows(self, title: str) -> list[list[Any]]:
        return self._sheets[title][:HEADER_ROWS_SEARCHED]

    def unresolved(self, title: str) -> Mapping[str, str]:
        return {}

    def hidden_rows(self, title: str) -> frozenset[int]:
        return frozenset()


def _cell(value: object) -> object:
    """Return a value as calamine reads it: blanks as empty text, all numbers as float."""
    if isinstance(value, int):
        return float(value)
    return "" if value is None else value


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def head(sheet: Worksheet, row: int, lines: Sequence[Sequence[object]]) -> None:
    """Write head lines from `row` on and merge the cells that say so."""
    for number, line in enumerate(lines):
        for column, text in enumerate(line, 1):
            if text not in (LEFT, UP):
                _merged(sheet, lines, number, column - 1, row)
                sheet.cell(row + number, column, text)


def _merged(
    sheet: Worksheet, lines: Sequence[Sequence[object]], number: int, column: int, row: int
) -> None:
    right, down = column, number
    while right + 1 < len(lines[number]) and lines[number][right + 1] is LEFT:
        right += 1
    while down + 1 < len(lines) and lines[down + 1][column] is UP:
        down += 1
    if (right, down) != (column, number):
        sheet.merge_cells(
            start_row=row + number,
            end_row=row + down,
            start_column=column + 1,
            end_column=right + 1,
        )


def body(sheet: Worksheet, row: int, rows: Sequence[Sequence[object]]) -> None:
    for number, line in enumerate(rows):
        for column, value in enumerate(line, 1):
            sheet.cell(row + number, column, value)


def numbers(items: str, count: int) -> list[object]:
    return [*items, *map(str, range(1, count + 1))]


def _identity(sheet: Worksheet, kind: str) -> None:
    sheet["A1"] = "学校（机构）基本情况"
    sheet["A2"], sheet["B2"], sheet["C2"] = "指标名称", "代码", "填报值"
    lines = {
        3: ("学校（机构）标识码", SCHOOL),
        4: ("学校（机构）名称", NAME),
        27: ("办学类型", kind),
    }
    for row, (label, value) in lines.items():
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, f"{row - 2:02}")
        sheet.cell(row, 3, value)


def _backbone(sheet: Worksheet, primary: bool, junior: bool) -> None:
    sheet["A1"] = "其他情况（续）"
    head(sheet, 4, [["指标名称", "计量单位", "代码", "数量"], [*"甲乙丙", "1"]])
    lines: list[list[object]] = [["配备安全保卫人员", "人", f"{n:02}", 2] for n in range(1, 6)]
    lines.append(["县级及以上骨干教师", "人", "06", "*"])
    lines += [["小学", "人", "07", 5]] if primary else []
    lines += [["初中", "人", "08", 6]] if junior else []
    body(sheet, 6, lines)


def _pupils(girls: Sequence[int], all_of: Sequence[int], first: Sequence[object]) -> list[Any]:
    """Return the rows of a pupils' form behind the columns `first` stands for."""
    width = len(all_of)
    rows: list[list[object]] = [
        ["总计", "01", *first, sum(all_of), sum(girls), *all_of],
        ["#女", "02", *first, sum(girls), "-", *girls],
    ]
    for number, label in enumerate(PUPIL_ROWS, 3):
        share = [{5: 8, 9: 4, 12: 3}.get(number, 0)] * width
        rows.append([label, f"{number:02}", *first, sum(share), 0, *share])
    return rows


def _primary_pupils(sheet: Worksheet) -> None:
    sheet["A1"] = "小学分类型学生数"
    behind = [LEFT] * 7
    head(
        sheet,
        2,
        [
            [
                "指标名称",
                "代码",
                "毕业生数",
                "招生数",
                *[LEFT] * 4,
                "在校生数",
                *behind,
                "预计毕业生数",
            ],
            [UP, UP, UP, "计", "#接受学前教育", LEFT, LEFT, LEFT, "合计", "#女", *GRADES, UP],
            [UP, UP, UP, UP, "未接受过", "一年", "两年", "三年", UP, UP, *[UP] * 6, UP],
            numbers("甲乙", 15),
        ],
    )
    body(sheet, 6, _pupils(GIRLS, PUPILS, [40, 41, 0, 0, 1, 40]))


def _junior_pupils(sheet: Worksheet) -> None:
    sheet["A1"] = "初中分类型学生数"
    grades = (*GRADES[:3], "四年级")
    head(
        sheet,
        2,
        [
            ["指标名称", "代码", "毕业生数", "招生数", "在校生数", *[LEFT] * 5, "预计毕业生数"],
            [UP, UP, UP, UP, "合计", "#女", *grades, UP],
            [UP] * 11,
            numbers("甲乙", 9),
        ],
    )
    body(sheet, 6, _pupils((*JUNIOR_GIRLS, 0), (*JUNIORS, 0), [50, 51]))


def _senior_pupils(sheet: Worksheet) -> None:
    sheet["A1"] = "普通高中分类型学生数"
    grades = GRADES[:3]
    line = ["指标名称", "代码", "毕业生数", "招生数", "在校生数", "#女", *grades, "预计毕业生数"]
    head(sheet, 2, [line, numbers("甲乙", 8)])
    body(sheet, 4, _pupils((20, 20, 20), (60, 61, 62), [58, 60]))


def _teacher_head(sheet: Worksheet, title: str, row: int) -> None:
    sheet["A1"] = title
    head(
        sheet,
        row,
        [
            ["指标名称", "代码", "合计", "#女", "按授课课程分", *[LEFT] * (len(COURSES) - 1)],
            [UP, UP, UP, UP, *COURSES],
            numbers("甲乙", 2 + len(COURSES)),
        ],
    )


def _by_study(total: int, studies: Sequence[int], sports: Sequence[int]) -> list[list[object]]:
    """Return the rows of one level: total, women, minorities, six kinds of study."""
    labels = ("博士研究生", "硕士研究生", "本科", "专科", "高中阶段", "高中阶段以下")
    rest: list[object] = [0] * 7
    rows: list[list[object]] = [
        ["总计", "", total, 9, *rest, *sports],
        ["#女", "", 9],
        ["#少数民族", "", 1],
    ]
    return rows + [[label, "", count] for label, count in zip(labels, studies, strict=True)]


def _primary_teachers(sheet: Worksheet) -> None:
    _teacher_head(sheet, "小学专任教师分课程、分学历情况", 3)
    body(sheet, 6, _by_study(18, (0, 2, 12, 3, 1, 0), (2, 3, 2, 1)))


def _junior_teachers(sheet: Worksheet) -> None:
    _teacher_head(sheet, "中学专任教师分课程、分学历情况", 3)
    junior = _by_study(16, (1, 4, 11, 0, 0, 0), (3, 2, 1, 1))
    junior[0][0] = "初中"
    body(sheet, 6, [["总计", "01", 16], *junior, ["普通高中", "", 0], ["本科", "", 0]])


def _titles(sheet: Worksheet, primary: bool, junior: bool) -> None:
    sheet["A1"] = "基础教育学校专任教师分年龄情况"
    ages = ("24岁及以下", "25-29岁", "30-34岁")
    line = ["指标名称", "代码", "合计", "#女", *ages]
    head(sheet, 3, [line, numbers("甲乙", 5)])
    labels = ("正高级", "副高级", "中级", "助理级", "员级", "未定职级")
    rows: list[list[object]] = []
    for taught, level, total, counts in (
        (primary, "小学", 18, (0, 4, 9, 4, 0, 1)),
        (junior, "初中", 16, (1, 5, 6, 3, 0, 1)),
    ):
        if taught:
            rows += [[level, "", total], [" #女", "", 9], [" #少数民族", "", 1]]
            rows += [[label, "", count] for label, count in zip(labels, counts, strict=True)]
    body(sheet, 5, rows)


def _buildings(sheet: Worksheet) -> None:
    sheet["A1"] = "校舍情况"
    columns = ["上学年校舍建筑面积", "增加面积", "减少面积", "本学年校舍建筑面积"]
    head(sheet, 6, [["指标名称", "代码", *columns], numbers("甲乙", 4)])
    labels = (
        "总计", "其中：危房", "一、教学及辅助用房", "教室", "专用教室", "理化生实验室", "其他",
        "公共教学用房", "图书阅览室", "室内体育用房", "心理辅导室", "其他", "二、行政办公用房",
    )  # fmt: skip
    areas = {2: 4200.5, 9: 600.25}
    body(
        sheet,
        8,
        [[label, f"{n:02}", 0, 0, 0, areas.get(n - 1, 10)] for n, label in enumerate(labels, 1)],
    )


def _conditions(sheet: Worksheet) -> None:
    sheet["A1"] = "占地面积及其他办学条件"
    head(sheet, 4, [["指标名称", "计量单位", "代码", "数量"], [*"甲乙丙", "1"]])
    lines = [
        ("占地面积", "平方米", 21000), ("其中：运动场地面积", "平方米", 6500.5),
        ("绿化用地面积", "平方米", 800), ("校园足球场", "个", 1), ("其中：11人制足球场", "个", 0),
        ("足球场面积", "平方米", 500), ("图书", "册", 15000), ("数字终端数", "台", 160),
        ("其中：教师终端", "台", 60), ("学生终端", "台", 100), ("教室", "间", 30),
        ("其中：网络多媒体教室", "间", 24), ("固定资产总值", "万元", 3000),
        ("其中：教学仪器设备资产值", "万元", 151.5),
    ]  # fmt: skip
    body(sheet, 6, [[label, unit, f"{n:02}", v] for n, (label, unit, v) in enumerate(lines, 1)])


def an_old_workbook() -> Workbook:
    """Return a primary school's workbook of the 基础基 series."""
    book = Workbook()
    sheet = book.active
    sheet.title = "基础基111"
    body(sheet, 3, [["学校标识码", SCHOOL], ["学校（机构）名称", NAME], ["办学类型", "小学"]])
    _old_pupils(book.create_sheet("基础基312"))
    _old_changes(book.create_sheet("基础基331"))
    _old_buildings(book.create_sheet("基础基512"))
    _old_conditions(book.create_sheet("基础基522"))
    return book


def _old_pupils(sheet: Worksheet) -> None:
    sheet["A1"] = "小学学生数"
    lines: list[list[object]] = [
        ["项目", LEFT, "编号", "毕业生数", "招生数", LEFT, "在校生数", *[LEFT] * 7],
        [UP, UP, UP, UP, "计", "其中：受过学前教育", "其中：女", "合计", *GRADES],
        ["甲", LEFT, "乙", *map(str, range(1, 12))],
    ]
    head(sheet, 4, lines)
    body(
        sheet,
        7,
        [
            ["总计", "", "01", 40, 41, 41, sum(GIRLS), sum(PUPILS), *PUPILS],
            ["其中：女", "", "02", 19, 20, 20, "*", sum(GIRLS), *GIRLS],
            ["寄宿生", "", "03", 0, 0, 0, 0, "*", *[-1] * 6],
        ],
    )


def _old_changes(sheet: Worksheet) -> None:
    sheet["A1"] = "学生变动情况"
    more = ("招生", "复学", "转入", "其他")
    less = ("毕业", "结业", "休学", "退学", "死亡", "转出", "其他")
    lines: list[list[object]] = [
        ["项目", "编号", "上学年初报表在校生数", "增加学生数", *[LEFT] * 3, "减少学生数",
         *[LEFT] * 6, "本学年初报表在校生数"],
        [UP, UP, UP, *more, *less, UP],
        numbers("甲乙", 13),
    ]  # fmt: skip
    head(sheet, 3, lines)
    body(sheet, 6, [["小学", "01", 258, 41, 1, 4, 2, 40, 0, 1, 0, 0, 3, 1, 261]])


def _old_buildings(sheet: Worksheet) -> None:
    sheet["A1"] = "中小学校舍情况"
    head(sheet, 5, [["项目", LEFT, "编号", LEFT, "校舍建筑面积"], ["甲", LEFT, "乙", LEFT, "1"]])
    labels = ("总计", "其中：危房", "当年新增", "一、教学及辅助用房", "教室", "实验室", "图书室",
              "微机室", "语音室", "体育馆")  # fmt: skip
    areas = {"一、教学及辅助用房": 3000, "体育馆": 400}
    body(
        sheet,
        7,
        [[label, "", f"{n:02}", "", areas.get(label, 0)] for n, label in enumerate(labels, 1)],
    )


def _old_conditions(sheet: Worksheet) -> None:
    sheet["A1"] = "中小学占地面积及其他办学条件"
    lines: list[list[object]] = [
        ["项目", LEFT, "编号", LEFT, "占地面积（平方米）", LEFT, "图书（册）", "计算机数（台）",
         LEFT, "教室（间）", *[LEFT] * 4, "教学仪器设备资产值（万元）"],
        [UP, UP, UP, UP, "计", "其中：运动场地面积", UP, "计", "教学用计算机", "普通教室", "计",
         "网络多媒体教室", "专用教室", "网络多媒体教室", UP],
        ["甲", LEFT, "乙", LEFT, *map(str, range(1, 12))],
    ]  # fmt: skip
    head(sheet, 6, lines)
    body(sheet, 9, [["总计", "", "01", "", 9000, 3000, 8000, 70, 60, 0, 12, 10, 6, 4, 88.5]])


def an_export(level: str, schools: Sequence[Mapping[str, object]], title: str = "") -> Workbook:
    """Return the export of a county for 小学 or 初中; a school says only what a test is about."""
    book = Workbook()
    sheet = book.active
    sheet.title = title or f"{level}明细"
    head(sheet, 1, _export_head(level))
    rows = [_exported(school) for school in schools]
    body(sheet, 5, [["合计", "", "", "", 999], *rows])
    return book


def _export_head(level: str) -> list[list[object]]:
    """Return the head of an export: four lines, every heading merged over its columns."""
    columns: list[tuple[object, ...]] = [
        ("学校名称",),
        ("统计三级",),
        ("办学类型",),
        ("是否计校数",),
        ("在校生数", "合计"),
        (LEFT, "#女"),
        ("专任教师", "计"),
        (LEFT, "#按学历分", "博士研究生"),
        *((LEFT, LEFT, study) for study in ("硕士研究生", "本科", "专科", "高中阶段")),
        (LEFT, LEFT, "高中阶段以下"),
        (LEFT, "#按授课课程分", "体育与健康"),
        (LEFT, LEFT, "艺术", "计"),
        (LEFT, LEFT, LEFT, "音乐"),
        (LEFT, LEFT, LEFT, "美术"),
        ("教基1102", f"县级以上骨干教师({level})"),
        ("教学条件", "网络多媒体教室"),
        ("校舍", "教学及辅助用房", "计"),
        (LEFT, LEFT, "室内体育用房"),
        ("占地面积及其他办学条件", "占地面积(平方米)", "计"),
        (LEFT, LEFT, "其中", "运动场地面积"),
        (LEFT, "图书(册)"),
        (LEFT, "教学仪器设备资产值(万元)"),
    ]
    deepest = max(map(len, columns))
    full = [(*column, *[UP] * (deepest - len(column))) for column in columns]
    return [list(line) for line in zip(*full, strict=True)]


def _exported(school: Mapping[str, object]) -> list[object]:
    values = {
        "name": NAME, "district": "云岭县", "kind": "九年一贯制学校", "counted": 1, "pupils": 261,
        "girls": 105, "teachers": 18, "doctorate": 0, "master": 2, "bachelor": 12, "college": 3,
        "secondary": 1, "below": 0, "pe": 2, "art": 3, "music": 2, "fine_art": 1, "backbone": 5,
        "rooms": 24, "teaching": 4200.5, "indoor": 600.25, "site": 21000, "ground": 6500.5,
        "books": 15000, "equipment": 151.5,
    }  # fmt: skip
    assert set(school) <= set(values)
    return list((values | dict(school)).values())


def opened(content: bytes | Workbook | GlancedBook) -> GlancedBook:
    if isinstance(content, bytes):
        return Opened(content)
    return PlainBook(content) if isinstance(content, Workbook) else content


def recognised(content: bytes | Workbook, name: str = "") -> National | None:
    return recognise(opened(content), statistics(), catalogue.code_lists(), name)


def staged_national(
    content: bytes | Workbook | GlancedBook,
    *,
    attempt: int = 1,
    school_type: str = "",
    name: str = NAME,
) -> StagedSubmission:
    book = opened(content)
    national = recognise(book, statistics(), catalogue.code_lists())
    assert national is not None
    prefilled = {"school_name": name} | ({"school_type": school_type} if school_type else {})
    return staged_from_statistics(
        f"{EDITION}/{COUNTY}/{SCHOOL}/school_return/{attempt}",
        STATISTICS_SHA,
        book,
        national,
        layout(),
        statistics(),
        catalogue.code_lists(),
        wording=wording(),
        prefilled=prefilled,
    )


def all_answers(form: Layout):
    """Return an answer for every cell that a remainder form asks a nine-year school for."""
    codes = catalogue.code_lists()
    sample = {"count": 1, "decimal": 1.5, "year": 1998, "text": "某"}
    answers = {}
    for sheet in form.sheets:
        cells = {
            field.name: codes[field.codes].codes[0] if field.codes else sample[field.type]
            for field in sheet.fields
            if field.is_staged and not field.prefill
        }
        keys = codes[sheet.key.codes].codes if sheet.key else ("",)
        named = [{sheet.key.name: key} for key in keys] if sheet.key else [{}]
        answers[sheet.table] = [each | cells for each in named]
    return answers
