"""Findings for dossiers: a county with a school of every kind, and with every kind of hole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from functools import cache
from typing import Any

from tasks import catalogue
from tasks.dossiers.enclosures import Enclosures
from tasks.dossiers.view import View
from tasks.history.years import look_back
from tasks.indicators.evaluate import evaluate
from tasks.indicators.regime import Regime, read_regime
from tasks.model import BUREAU, ExpectedReturn, Fact, Findings, Issue, Severity, Status
from tests.builders import COUNTY, EDITION, returns_of
from tests.builders.fitness import national_standard
from tests.builders.history import rules as rules_of_history
from tests.builders.returns import (
    GRADES,
    Tables,
    a_county_return,
    a_fitness_return,
    a_history_return,
    a_relief,
    a_roster_row,
    a_school_return,
    a_scores_return,
    a_survey_return,
)

REGIME = "quality_2017"
COUNTY_NAME = "示例县"
LONG_NAME = "示例县城关镇经济技术开发区滨河新城实验教育集团第二外国语学校附属十二年一贯制东校区"
PRIMARY, JUNIOR, NINE_YEAR = "2113999001", "3113999002", "3123999003"
COMPLETE, TWELVE_YEAR = "3413999004", "3453999005"
POINT, SITE, SPECIAL = "2183999006", "2183999007", "5143999008"
MISSING, RETURNED = "2113999009", "2113999010"
LEVELS: Mapping[str, tuple[str, ...]] = {
    PRIMARY: ("primary",),
    JUNIOR: ("junior",),
    NINE_YEAR: ("primary", "junior"),
    COMPLETE: ("junior", "senior"),
    TWELVE_YEAR: ("primary", "junior", "senior"),
    POINT: ("primary",),
    SITE: ("primary",),
    SPECIAL: ("primary", "junior"),
    MISSING: ("primary",),
    RETURNED: ("primary",),
}
SCORES: Mapping[str, list[dict[str, Any]]] = {
    "strong_county_example": [{"item": "C3", "self_score": 2.0, "evidence": "规划文本"}],
}
"""What the bureau scored under a regime; where nothing is named, the government's 17 items."""
APPROVAL = {"approved_by": "示例县教育局督导室", "moment": "2025-12-20T09:30:00+08:00"}
ISSUES = {
    PRIMARY: [
        Issue(
            "2025/139901/2113999001/school_return/1", "班级", "C4", "class-size-within-standard",
            Severity.INFO, "一年级（1）班有52人，标准为每班不超过45人", "52", "≤45",
            "属实的列入整改计划；有误的更正后重报",
        ),
        Issue(
            "2025/139901/2113999001/school_return/1", "学生", "C7", "sex-ratio-plausible",
            Severity.WARNING, "四年级男生占比与上年相差较大", "41", "", "更正，或者写明原因",
        ),
    ],
    BUREAU: [
        Issue(
            "2025/139901/bureau/county_return/1", "县情", "C8", "gdp-present",
            Severity.WARNING, "年人均国内生产总值未填", "", "一个数", "补填，或者写明原因",
        ),
    ],
    RETURNED: [
        Issue(
            "2025/139901/2113999010/school_return/1", "学生变动", "N4", "changes-balance",
            Severity.CRITICAL, "上学年初480人加增加数减减少数，与本学年初478人不符", "478", "480",
            "核对增减各栏后重报",
        ),
    ],
}  # fmt: skip


def a_roster() -> list[dict[str, Any]]:
    """Return the roster of the county, a line a school."""
    changes: dict[str, dict[str, Any]] = {
        TWELVE_YEAR: {"school_name": LONG_NAME, "owner": "10"},
        POINT: {"school_type": "218", "school_name": "示例县柳树沟教学点", "urban_rural": "220"},
        SITE: {
            "school_type": "218", "school_name": "示例县东岭教学点", "urban_rural": "220",
            "counted": "no", "parent_school": PRIMARY,
        },
        SPECIAL: {"school_type": "514", "school_name": "示例县特殊教育学校"},
    }  # fmt: skip
    return [
        a_roster_row(*levels, code=code, **changes.get(code, {})) for code, levels in LEVELS.items()
    ]


def a_full_county() -> dict[tuple[str, str], Tables]:
    """Return the values of every return that was handed in and may be used."""
    values: dict[tuple[str, str], Tables] = {
        (BUREAU, "county_return"): a_county_return(county={"gdp_per_capita_yuan": None}),
        (BUREAU, "survey_return"): a_survey_return(),
    }
    for code, levels in LEVELS.items():
        if code in (MISSING, RETURNED):
            continue
        values[code, "school_return"] = a_school_return(*levels, code=code, **_changes(code))
        if code in (PRIMARY, NINE_YEAR):
            values[code, "fitness_return"] = a_fitness_return(*levels)
    return values


def _changes(code: str) -> dict[str, Any]:
    if code == PRIMARY:
        first = {"grade": "primary_1", "class_name": "（1）班", "students": 52}
        others = [
            {"grade": grade, "class_name": "（1）班", "students": 44} for grade in GRADES["primary"]
        ]
        return {
            "teachers": {"primary": {"backbone": 1, "certified": 29}},
            "classes": [first, *others],
            "declarations": {"charter": {"answer": "no"}},
        }
    if code == NINE_YEAR:
        return {"fitness_counts": {"junior": {"fitness_excellent": 2, "fitness_good": 268}}}
    if code in (POINT, SITE):
        pupils = {grade: {"male": 3, "female": 4} for grade in GRADES["primary"][:3]}
        none = {grade: {"male": None, "female": None} for grade in GRADES["primary"][3:]}
        classes = [{"grade": grade, "class_name": "1班", "students": 7} for grade in pupils]
        funds = {"funded_students": 100 if code == POINT else 30}
        return {"students": pupils | none, "classes": classes, "funds": funds}
    return {}


def expected_of(values: Mapping[tuple[str, str], Tables]) -> tuple[ExpectedReturn, ...]:
    """Return what became of every return that the county owes."""
    owed = [(code, form) for code in LEVELS for form in ("school_return", "fitness_return")]
    owed = [pair for pair in owed if pair != (SPECIAL, "fitness_return")]
    owed += [(BUREAU, "county_return"), (BUREAU, "survey_return")]
    owed += [pair for pair in values if pair not in owed]
    return tuple(_expected(school, form, (school, form) in values) for school, form in owed)


def _expected(school: str, form: str, is_there: bool) -> ExpectedReturn:
    submission = f"{EDITION}/{COUNTY}/{school}/{form}/1"
    if is_there:
        return ExpectedReturn(school, form, submission, Status.ACCEPTED)
    if (school, form) == (RETURNED, "school_return"):
        return ExpectedReturn(school, form, submission, Status.RETURNED)
    return ExpectedReturn(school, form)


@cache
def some_findings() -> Findings:
    """Return what the evaluation finds in the county."""
    return findings_of(a_full_county())


@cache
def regime_of(name: str, province: str = "") -> Regime:
    """Return a regime with what a province adds to it."""
    return read_regime(catalogue.standards(name), catalogue.overlay(name, province))


def findings_of(
    values: Mapping[tuple[str, str], Tables],
    regime: Regime | None = None,
    *,
    roster: Sequence[dict[str, Any]] = (),
    snapshot: date | None = None,
    expected: Sequence[ExpectedReturn] = (),
) -> Findings:
    """Return what the evaluation finds in the same county when only `values` were handed in."""
    return evaluate(
        returns_of(list(roster) or a_roster(), values),
        tuple(expected) or expected_of(values),
        regime or regime_of(REGIME),
        national_standard(),
        catalogue.code_lists(),
        catalogue.layouts(EDITION),
        edition=EDITION,
        county=COUNTY,
        county_name=COUNTY_NAME,
        snapshot=snapshot,
    )


@cache
def dossier_wording() -> Mapping[str, Any]:
    """Return every wording file of the dossiers by name."""
    folder = catalogue.TEMPLATES / "dossiers"
    return {path.stem: catalogue.read_yaml(path) for path in sorted(folder.glob("*.yml"))}


def given(**changes: Any) -> dict[str, Any]:
    """Return the arguments of `assemble` and `View`; name only what your test is about.

    What the dossiers enclose, such as `plan`, is named like an argument.
    """
    enclosed = {each.name for each in fields(Enclosures)} & set(changes)
    asked = {
        "findings": some_findings(),
        "roster": a_roster(),
        "codes": catalogue.code_lists(),
        "standards": catalogue.standards(REGIME),
        "wording": dossier_wording(),
        "season": catalogue.season(EDITION),
        "enclosures": Enclosures(**{"issues": ISSUES} | {key: changes[key] for key in enclosed}),
    }
    return asked | {key: value for key, value in changes.items() if key not in enclosed}


def a_view(**changes: Any) -> View:
    """Return the view on the county; name only what your test is about."""
    return View(**given(**changes))


@cache
def findings_under(regime: str, province: str = "") -> Findings:
    """Return what another regime finds in the county, whose bureau scored itself, too."""
    scores = SCORES.get(regime) or a_scores_return()["scores"]
    values = {**a_full_county(), (BUREAU, "scores_return"): {"scores": scores}}
    return findings_of(values, regime_of(regime, province))


@cache
def findings_with_history(regime: str = REGIME) -> Findings:
    """Return what is found in the county with its earlier years, which one school contradicts.

    The school of two levels had 20 pupils more in each grade of the junior level.
    """
    values = {**a_full_county(), (BUREAU, "history_return"): a_history_return(dict(LEVELS))}
    for row in values[BUREAU, "history_return"]["history_students"]:
        if row["school_code"] == NINE_YEAR and row["grade"] in GRADES["junior"]:
            row["students"] += 20
    rules, found = regime_of(regime), findings_of(values, regime_of(regime))
    returns = returns_of(a_roster(), values)
    looked = look_back(found, returns, {}, rules.files, list(LEVELS), rules_of_history())
    return with_facts(found, looked.facts)


def a_view_under(regime: str, province: str = "", **changes: Any) -> View:
    """Return the view on the county under another regime; name only what differs."""
    asked = {"findings": findings_under(regime, province),
             "standards": regime_of(regime, province).files} | changes  # fmt: skip
    return a_view(**asked)


def with_facts(findings: Findings, facts: Sequence[Fact]) -> Findings:
    """Return findings in which some facts are replaced."""
    return replace(findings, facts={**findings.facts, **{fact.id: fact for fact in facts}})


SNAPSHOT = date(2021, 9, 1)
"""A day on which requests for relief are heard."""


@cache
def findings_with_reliefs() -> Findings:
    """Return what is found in the county when it asks for relief: some granted, some refused.

    One request names no school, one a school that is not in the roster, one is made twice.
    """
    values = {**a_full_county()}
    asked = a_relief(deadline="2024-08-31", level=None, counted_amount=None)
    rows: list[dict[str, Any]] = [
        {"school_code": PRIMARY, "clause": "school_size_built", "reason": "老校，周边无地可扩"},
        {"school_code": NINE_YEAR, "clause": "special_rooms"},
        {"school_code": NINE_YEAR, "clause": "sports_venues", "level": "junior",
         "counted_amount": 1200.0, "evidence": "场地租用合同"},
        {"school_code": PRIMARY, "clause": "pe_art_teachers", "counted_amount": 2.0, "plan": None},
        {"school_code": PRIMARY, "clause": "school_size_built"},
        {"school_code": "9999", "clause": "school_size_built"},
        {"school_code": None, "clause": None},
    ]  # fmt: skip
    county = values[BUREAU, "county_return"]
    values[BUREAU, "county_return"] = {**county, "reliefs": [asked | row for row in rows]}
    roster = a_roster()
    for line in roster:
        if line["school_code"] == NINE_YEAR:
            line["urban_rural"] = "111"
    return findings_of(values, roster=roster, snapshot=SNAPSHOT)
