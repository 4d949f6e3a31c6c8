"""What people read is data: no Chinese text stands in Python beside a few names."""

from __future__ import annotations

import ast
import re

import pytest

from tests.house.sources import Module, broken, docstrings, modules

CHINESE = re.compile("[\u3400-\u9fff]")

NAMES = {
    ("tasks.intake.inbox", "回执"): "the folder of the receipts, made and passed over by code",
    ("tasks.intake.inbox", "已接收"): "the folder that files taken in move to",
    ("tasks.layouts", "_表样"): "the hidden sheet with the stamp, written and read by code",
    ("tasks.intake.dropdowns", "_代码"): "the hidden sheet with the drop-down lists",
    ("tasks.embedded.environment", "均衡 Junheng"): "the name in the head of Airflow's pages",
    ("tasks.dossiers.word.chart_data", "宋体"): "a font of the workbook inside a chart",
    ("tasks.staging.values", "年"): "part of a date that a cell may hold",
    ("tasks.staging.values", "月"): "part of a date that a cell may hold",
    ("tasks.staging.values", "日"): "part of a date that a cell may hold",
    ("tasks.staging.values", "无"): "stands in a cell for nothing",
    ("tasks.staging.values", "没有"): "stands in a cell for nothing",
    ("tasks.staging.run_times", "分"): "part of a time that a cell may hold",
    ("tasks.staging.run_times", "秒"): "part of a time that a cell may hold",
    ("tasks.verification.values", "年"): "part of a date that a cell may hold",
    ("tasks.verification.values", "月"): "part of a date that a cell may hold",
    ("tasks.verification.values", "日"): "part of a date that a cell may hold",
    ("tasks.verification.values", "无"): "stands in a cell for nothing",
    ("tasks.verification.values", "没有"): "stands in a cell for nothing",
    ("tasks.review.copies", "分秒"): "parts of a time that a cell may hold",
    ("tasks.review.copies", "无"): "stands in a cell for nothing",
    ("tasks.review.copies", "没有"): "stands in a cell for nothing",
    (
        "tasks.dossiers.word.reading",
        "图",
    ): "stands for a chart where a Word file is shown as plain text",
    ("tasks.custody.seal", "封存/"): "the folder of a seal, known to who checks it without us",
    ("tasks.custody.seal", "流转记录.json"): "as above",
    ("tasks.custody.seal", "公钥.pem"): "as above",
    ("tasks.airflow_plugin", "均衡看板"): "the name in Airflow's navigation",
    ("dags.collect", "收表 collect"): "Airflow shows it; a DAG file reads no other file",
    ("dags.evaluate", "评估 evaluate"): "as above",
    ("dags.publish", "成稿 publish"): "as above",
    ("dags.province", "全省汇总 province"): "as above",
    ("dags.release", "定稿 release"): "as above",
    ("dags.remind", "催报 remind"): "as above",
    ("dags.replay", "重评 replay"): "as above",
    ("dags.season", "年度日程 season"): "as above",
}
"""The Chinese texts of Python and why each is there. A sentence never is a reason."""

LONGEST_NAME = 13


def chinese_texts(module: Module) -> list[tuple[int, str]]:
    """Return line and text of what a module says in Chinese outside docstrings."""
    passed_over = docstrings(module)
    return [
        (node.lineno, node.value)
        for node in module.nodes
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and CHINESE.search(node.value)
        and id(node) not in passed_over
        and not is_a_name(module.name, node.value)
    ]


def is_a_name(module: str, text: str) -> bool:
    """Tell whether every Chinese part of a text is a name that the module may know."""
    rest = text
    for name in sorted((name for where, name in NAMES if where == module), key=len, reverse=True):
        rest = rest.replace(name, "")
    return not CHINESE.search(rest)


def test_python_says_nothing_in_chinese():
    assert broken(chinese_texts, modules("tasks", "dags")) == {}


def test_every_name_is_still_needed():
    texts = {module.name: module.text for module in modules("tasks", "dags")}
    assert [key for key in NAMES if key[1] not in texts.get(key[0], "")] == []
    assert [name for _, name in NAMES if len(name) > LONGEST_NAME] == []


@pytest.mark.parametrize(
    "text",
    [
        "message = '请核对'",
        "def f(x):\n    return f'第{x}'",
        "def f():\n    '''说明'''\n    return '说明'",
    ],
)
def test_a_sentence_is_found(text):
    assert len(chinese_texts(Module("tasks.validation.rules", text))) == 1


def test_docstrings_and_known_names_are_left_alone():
    assert chinese_texts(Module("tasks.indicators.balance", '"""差异系数"""\nA = "cv"')) == []
    assert chinese_texts(Module("tasks.intake.inbox", "A = '回执'")) == []
    assert len(chinese_texts(Module("tasks.intake.inbox", "A = '请看回执'"))) == 1
