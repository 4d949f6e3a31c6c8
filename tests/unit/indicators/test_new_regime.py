"""A new regime and a new year are data: other numbers, other parts, and no code."""

from __future__ import annotations

import yaml

from tasks import catalogue
from tasks.indicators.regime import read_regime
from tasks.model import Verdict
from tests.builders.county import a_small_county, judged
from tests.builders.regimes import LINE, an_indicator, files_of, found_by

SCHOOL = "2113999001"


def a_new_regime():
    """Return files of an invented regime: a sheet, its balance, one list; no 7, 8, 15 or 9."""
    files = files_of("quality_2017")
    for gone in ("resources", "guarantee", "quality", "vetoes", "provincial"):
        del files[gone]
    regime = files["regime"]
    regime |= {"id": "even_2031", "title": "均衡督导评估（2031）", "number": "教督〔2031〕1号"}
    regime["parts"] = {
        "library": {"kind": "school_standards", "sheet": "library", "rule": "regime.school_rule",
                    "share": "regime.school_share"},
        "evenness": {"kind": "balance", "sheet": "library", "rule": "regime.balance",
                     "limit": "each"},
        "promises": {"kind": "items", "sheet": "promises", "counted": False},
        "recognition": {"kind": "satisfaction", "sheet": "recognition"},
    }  # fmt: skip
    regime["school_rule"] = {"title": "图书", "formula": "全部达标", "at_most_missed": 0} | LINE
    regime["retention"] = {"formulas": "regime.formulas"}
    formula = {"numerator": {"add": ["cohort_graduates"]}, "formula": "毕业 ÷ 入学",
               "denominator": {"add": ["cohort_intake"]}}  # fmt: skip
    regime["formulas"] = {"national": formula}
    del regime["class_size"]
    files["library"] = {"B1": an_indicator(minimum={"primary": 33, "junior": 33})}
    files["promises"] = {
        "M1": {"title": "规划", "field": "layout_planned", "expected": "yes", "standard": "合理"}
        | LINE,
        "M2": {"title": "班额", "kind": "class_size", "facts": "G5", "standard": "≤39",
               "maximum": {"primary": 39, "junior": 39}, "school_kinds": ["ordinary"]} | LINE,
        "M3": {"title": "交流", "kind": "rotation", "facts": "G11", "standard": "≥25%",
               "minimum_percent": {"rotated": 25, "backbone": 20},
               "formula": {"rotated": "交流 ÷ 应交流", "backbone": "骨干 ÷ 交流"}} | LINE,
    }  # fmt: skip
    regime["class_size"] = {"standard": "promises.M2.maximum"}
    names = {"library": "图书", "evenness": "均衡", "promises": "承诺"}
    for key in ("parts", "part_standards"):
        files["wording"][key] |= names
    return files


def test_a_regime_with_other_parts_and_numbers_needs_no_code():
    found = found_by(read_regime(a_new_regime()), *a_small_county("primary"))

    assert found.regime == "even_2031"
    assert judged(found, "B1", SCHOOL, "primary").verdict is Verdict.NOT_MET
    assert judged(found, "library").verdict is Verdict.NOT_MET
    assert judged(found, "evenness").verdict is Verdict.MET
    assert judged(found, "M1").verdict is Verdict.MET
    assert judged(found, "M2").verdict is Verdict.NOT_MET
    assert judged(found, "M3").verdict is Verdict.MET
    assert found.facts["county.M3.percent"].printed == "30.0"
    assert "图书" in judged(found, "overall").reason
    whole = [one.item for one in found.judgements if one.subject == "county" and not one.level]
    assert whole[-5:] == ["library", "evenness", "promises", "recognition", "overall"]


def test_a_regime_is_a_folder_of_files(tmp_path, monkeypatch):
    copied = tmp_path / "standards"
    for name, files in (("terms", ("facts", "wording")), ("even_2031", a_new_regime())):
        (copied / name).mkdir(parents=True)
        for file in files:
            data = catalogue.standards("quality_2017")[file] if name == "terms" else files[file]
            text = yaml.safe_dump(_plain(data), allow_unicode=True)
            (copied / name / f"{file}.yml").write_text(text, "utf-8")
    monkeypatch.setattr(catalogue, "STANDARDS", copied)
    catalogue.standards.cache_clear()
    try:
        assert catalogue.regimes() == ("even_2031",)
        found = found_by("even_2031", *a_small_county("primary"))
    finally:
        catalogue.standards.cache_clear()

    assert judged(found, "library").verdict is Verdict.NOT_MET


def _plain(data):
    if isinstance(data, dict):
        return {name: _plain(inner) for name, inner in data.items()}
    return [_plain(inner) for inner in data] if isinstance(data, list) else data
