"""Indicators, coefficients and fitness scores with pandas."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

STANDARDS = Path(__file__).resolve().parents[3] / "expectations" / "standards"
GRADES = {"primary": "一二三四五六", "junior": "七八九"}
TITLES = {"primary": "小学", "junior": "初中"}
TEACHERS = {
    "doctorate": "学历：博士", "master": "学历：硕士", "bachelor": "学历：本科",
    "junior_college": "学历：专科", "backbone": "县级及以上骨干教师",
    "pe_teachers": "体育专任教师", "music_teachers": "音乐专任教师",
    "fine_art_teachers": "美术专任教师",
}  # fmt: skip
CONDITIONS = {
    "teaching_area_m2": "教学及辅助用房面积（含室内体育用房）",
    "indoor_sports_area_m2": "其中室内体育用房面积", "sports_ground_area_m2": "室外运动场地面积",
    "equipment_value_wan_yuan": "教学仪器设备资产值（账面原值）",
    "multimedia_rooms": "网络多媒体教室数",
}  # fmt: skip
ITEMS = {
    "vital_capacity_ml": "肺活量", "run_50m_s": "50米跑", "sit_and_reach_cm": "坐位体前屈",
    "rope_skipping_per_min": "一分钟跳绳", "sit_ups_per_min": "一分钟仰卧起坐",
    "shuttle_run_50m_x8_s": "50米×8往返跑", "pull_ups": "引体向上",
    "standing_long_jump_cm": "立定跳远", "run_1000m_s": "1000米跑", "run_800m_s": "800米跑",
}  # fmt: skip
PASS, GOOD, EXCELLENT = 60, 80, 90
RUN_TIME = r"""^(\d+)['′](\d+)["″]?$"""


@cache
def resources() -> dict[str, Any]:
    """Return the resource indicators with their standards."""
    text = (STANDARDS / "quality_2017" / "resources.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def indicators(roster: pd.DataFrame, schools: dict[str, dict[str, pd.DataFrame]]) -> pd.DataFrame:
    """Return one row a school and level: students and every indicator, with its verdict."""
    rows = []
    for code in roster.index:
        tables = schools.get(code, {})
        if "学生" not in tables:
            continue
        students = _students(tables["学生"])
        total = sum(students.values())
        for level, count in students.items():
            if count:
                values = {
                    name: _value(each, tables, level, count, total)
                    for name, each in resources().items()
                }
                rows.append({"code": code, "level": level, "students": count, **values})
    frame = pd.DataFrame(rows)
    for name, each in resources().items():
        least = frame["level"].map(each["minimum"])
        frame[f"{name}_met"] = frame[name] >= least
    return frame


def _students(frame: pd.DataFrame) -> dict[str, int]:
    grade = frame["年级"].astype(str).str[0]
    count = frame[["男生", "女生"]].fillna(0).sum(axis=1)
    return {level: int(count[grade.isin(list(signs))].sum()) for level, signs in GRADES.items()}


def _value(
    each: dict[str, Any], tables: dict[str, pd.DataFrame], level: str, count: int, total: int
) -> float:
    if each["table"] == "teachers":
        teachers = tables["教师"].set_index("学段")
        known = {key: teachers.at[TITLES[level], title] for key, title in TEACHERS.items()}
    else:
        conditions = tables["办学条件"].set_index("项目")["填报值"]
        known = {key: conditions[title] * count / total for key, title in CONDITIONS.items()}
    terms = each["numerator"][level]
    amount = sum(known[name] for name in terms["add"])
    amount -= sum(known[name] for name in terms.get("subtract", ()))
    return float(amount) * each["scale"] / count * each["per_students"]


def coefficients(table: pd.DataFrame) -> pd.DataFrame:
    """Return the weighted coefficient of variation of each indicator by level."""
    rows = []
    for level, part in table.groupby("level"):
        weights = part["students"]
        for name in resources():
            mean = np.average(part[name], weights=weights)
            spread = np.sqrt(np.average((part[name] - mean) ** 2, weights=weights))
            rows.append({"level": level, "item": name, "mean": mean, "cv": spread / mean})
    return pd.DataFrame(rows)


def fitness(schools: dict[str, dict[str, pd.DataFrame]]) -> pd.DataFrame:
    """Return one row a school, grade and sex: tested pupils, and how many reached each level."""
    pupils = pd.concat(
        [each["体质健康测试"].assign(code=code) for code, each in schools.items()],
        ignore_index=True,
    )
    numbers = pupils["年级编号"].astype(int)
    pupils["grade"] = np.where(
        numbers < 20,
        "primary_" + (numbers - 10).astype(str),
        "junior_" + (numbers - 20).astype(str),
    )
    pupils["sex"] = pupils["性别"].astype(int).map({1: "male", 2: "female"})
    pupils["total"] = _totals(pupils)
    grouped = pupils.groupby(["code", "grade", "sex"])["total"]
    return grouped.agg(
        tested="count",
        excellent=lambda each: (each >= EXCELLENT).sum(),
        good=lambda each: (each >= GOOD).sum(),
        passed=lambda each: (each >= PASS).sum(),
    ).reset_index()


def _totals(pupils: pd.DataFrame) -> pd.Series:
    """Return the weighted total of each pupil, looked up group by group."""
    folder = STANDARDS / "fitness_2014"
    scores = pd.read_csv(folder / "scores.csv", comment="#")
    bmi = pd.read_csv(folder / "bmi.csv", comment="#")
    weights = pd.read_csv(folder / "weights.csv", comment="#")
    lower = set(
        pd.read_csv(folder / "items.csv", comment="#").query("direction == 'lower'")["item"]
    )
    totals = pd.Series(0.0, index=pupils.index)
    for (grade, sex), group in pupils.groupby(["grade", "sex"]):
        asked = weights[(weights["grade"] == grade) & (weights["sex"] == sex)]
        for item, weight in zip(asked["item"], asked["weight_percent"], strict=True):
            if item == "bmi":
                rows = bmi[(bmi["grade"] == grade) & (bmi["sex"] == sex)]
                found = _bmi(group, rows)
            else:
                rows = scores[
                    (scores["item"] == item) & (scores["grade"] == grade) & (scores["sex"] == sex)
                ]
                found = _looked_up(group[ITEMS[item]], rows, item in lower)
            totals.loc[group.index] += found * weight / 100
    return totals


def seconds(values: pd.Series) -> pd.Series:
    """Return numbers as they are, and running times such as 3'51" in seconds."""
    times = values.astype(str).str.extract(RUN_TIME).astype(float)
    return pd.to_numeric(values, errors="coerce").fillna(times[0] * 60 + times[1])


def _bmi(group: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    value = (group["体重"].astype(float) / (group["身高"].astype(float) / 100) ** 2).round(1)
    found = np.zeros(len(group))
    for low, high, score in zip(rows["minimum"], rows["maximum"], rows["score"], strict=True):
        fits = (value >= (0 if pd.isna(low) else low)) & (value <= (999 if pd.isna(high) else high))
        found[fits.to_numpy()] = score
    return found


def _looked_up(values: pd.Series, rows: pd.DataFrame, is_lower: bool) -> np.ndarray:
    sign = -1 if is_lower else 1
    known = rows.assign(key=rows["threshold"].astype(float) * sign).sort_values("key")
    at = np.searchsorted(known["key"], seconds(values).fillna(-1e9 * sign) * sign, "right")
    return np.concatenate([[0], known["score"].to_numpy()])[at]
