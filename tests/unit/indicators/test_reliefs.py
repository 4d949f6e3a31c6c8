"""Relief clauses: granted only when asked for, in force, planned and fitting; always printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tasks.errors import CatalogueError
from tasks.indicators.relief_clauses import read_relief_terms
from tasks.model import Findings, Verdict
from tests.builders.county import judged, regime
from tests.builders.reliefs import (
    CENTRE,
    COMBINED,
    OTHER,
    RURAL,
    SCHOOL,
    SNAPSHOT,
    TOWN,
    a_county_of_two,
    asked,
    found_in,
    resized,
    teachers_of,
)
from tests.builders.returns import Row
from tests.unit.indicators.test_guarantee import rooms

NO_TEACHERS = {"pe_teachers": 0, "music_teachers": 0, "fine_art_teachers": 0}


def without_teachers(*requests: Row, pupils: int = 10, **roster: str) -> Findings:
    """Return what is found where a rural school of 60 pupils has no teacher of PE or arts."""
    county = a_county_of_two(asked(*requests), **({"urban_rural": RURAL} | roster))
    resized(county[1], SCHOOL, pupils)
    teachers_of(county[1], SCHOOL, **NO_TEACHERS)
    return found_in(county)


def relief(clause: str, **changes: object) -> Row:
    """Return a request of the first school."""
    return {"school_code": SCHOOL, "clause": clause, "counted_amount": None} | changes


TEACHERS = relief("pe_art_teachers", counted_amount=1)
VENUES = relief("sports_venues", counted_amount=3000)


def answer(found: Findings, clause: str, school: str = SCHOOL) -> tuple[str, str]:
    """Return whether a clause applies, and the note."""
    fact = found.facts[f"s.{school}.relief.{clause}.result"]
    return fact.printed, fact.note


def refused(found: Findings, clause: str, words: str) -> None:
    """Check that a request is refused for a reason with these words, and counted so."""
    shown, note = answer(found, clause)
    assert shown == "不适用"
    assert words in note
    assert found.facts["county.reliefs.granted"].value == 0
    assert found.facts["county.reliefs.refused"].value == 1


# Each clause granted


def test_part_time_teachers_count_where_a_small_rural_school_asks_for_it():
    before, after = without_teachers(), without_teachers(TEACHERS)

    assert judged(before, "L3", SCHOOL, "primary").verdict is Verdict.NOT_MET
    assert judged(before, "resources", SCHOOL, "primary").verdict is Verdict.NOT_MET
    assert answer(after, "pe_art_teachers")[0] == "适用"
    assert judged(after, "L3", SCHOOL, "primary").verdict is Verdict.MET
    assert judged(after, "resources", SCHOOL, "primary").verdict is Verdict.MET
    amount = after.facts[f"s.{SCHOOL}.primary.L3.amount"]
    assert amount.value == 1
    assert f"s.{SCHOOL}.relief.pe_art_teachers.counted_amount" in amount.inputs
    assert "走教" in amount.formula
    standard = judged(after, "L3", SCHOOL, "primary").standard
    assert "放宽条款" in standard
    assert "计入1人" in standard


def test_a_teaching_point_counts_part_time_teachers_wherever_it_stands():
    found = without_teachers(TEACHERS, school_type="218", urban_rural=TOWN)

    assert answer(found, "pe_art_teachers")[0] == "适用"


def test_venues_outside_count_in_the_centre_of_a_city():
    county = a_county_of_two(asked(VENUES), urban_rural=CENTRE)
    county[1][SCHOOL, "school_return"]["conditions"][0].update(
        sports_ground_area_m2=0.0, indoor_sports_area_m2=600.0
    )
    before, after = found_in(county, snapshot=None), found_in(county)

    assert judged(before, "L5", SCHOOL, "primary").verdict is Verdict.NOT_MET
    assert judged(after, "L5", SCHOOL, "primary").verdict is Verdict.MET
    assert after.facts[f"s.{SCHOOL}.primary.L5.amount"].value == 3600
    assert after.facts[f"s.{SCHOOL}.L5.whole"].value == 600


def test_venues_of_a_nine_year_school_are_shared_by_its_levels_or_counted_at_one():
    county = a_county_of_two(asked(VENUES | {"school_code": COMBINED}))
    line = next(line for line in county[0] if line["school_code"] == COMBINED)
    line["urban_rural"] = CENTRE
    none, shared = found_in(county, snapshot=None), found_in(county)
    county[1]["bureau", "county_return"]["reliefs"][0]["level"] = "junior"
    of_one = found_in(county)

    def gained(found: Findings, level: str) -> Decimal:
        name = f"s.{COMBINED}.{level}.L5.amount"
        return found.facts[name].value - none.facts[name].value  # type: ignore[operator,return-value]

    by_level = {level: gained(shared, level) for level in ("primary", "junior")}
    share = shared.facts[f"s.{COMBINED}.primary.share"]
    assert by_level["primary"] == share.value * 3000  # type: ignore[operator]
    assert round(sum(by_level.values()), 20) == 3000
    assert share.id in shared.facts[f"s.{COMBINED}.primary.L5.amount"].inputs
    assert (gained(of_one, "primary"), gained(of_one, "junior")) == (0, 3000)


@pytest.mark.parametrize(
    ("built", "pupils", "place", "music", "art", "verdict", "words"),
    [
        (2016, 40, TOWN, 73.0, 67.0, Verdict.MET, "音乐教室每间≥73㎡，美术教室每间≥67㎡"),
        (2016, 40, TOWN, 72.9, 67.0, Verdict.NOT_MET, "≥73㎡"),
        (2017, 16, RURAL, 54.0, 54.0, Verdict.MET, "音乐教室每间≥54㎡，美术教室每间≥54㎡"),
        (2017, 16, RURAL, 54.0, 53.9, Verdict.NOT_MET, "≥54㎡"),
        (2016, 16, RURAL, 54.0, 54.0, Verdict.MET, "≥54㎡"),
    ],
)
def test_smaller_rooms_do_in_what_is_built_or_small(
    built, pupils, place, music, art, verdict, words
):
    county = a_county_of_two(asked(relief("special_rooms")), urban_rural=place)
    resized(county[1], SCHOOL, pupils)
    tables = county[1][SCHOOL, "school_return"]
    tables["school"][0]["built_year"] = built
    tables["special_rooms"] = rooms(music, art)
    found = found_in(county)

    assert judged(found_in(county, snapshot=None), "G3", SCHOOL).verdict is Verdict.NOT_MET
    assert judged(found, "G3", SCHOOL).verdict is verdict
    assert judged(found, "G3").verdict is verdict
    assert words in judged(found, "G3", SCHOOL).standard
    assert f"s.{SCHOOL}.relief.special_rooms.music_m2" in (
        found.facts[f"s.{SCHOOL}.G3.music_rooms"].inputs
    )


def test_a_small_rural_school_with_two_levels_needs_the_larger_room():
    county = a_county_of_two(asked(relief("special_rooms", school_code=COMBINED)))
    line = next(line for line in county[0] if line["school_code"] == COMBINED)
    line["urban_rural"] = RURAL
    resized(county[1], COMBINED, 10, ("primary", "junior"))
    found = found_in(county)

    assert found.facts[f"s.{COMBINED}.relief.special_rooms.art_m2"].value == 61


@pytest.mark.parametrize(
    ("clause", "pupils", "built", "migrant", "verdict"),
    [
        ("school_size_built", 400, 2010, 0, Verdict.MET),
        ("school_size_built", 401, 2010, 0, Verdict.NOT_MET),
        ("school_size_migrant", 400, 2020, 201, Verdict.MET),
        ("school_size_migrant", 401, 2020, 201, Verdict.NOT_MET),
    ],
)
def test_an_old_school_or_one_of_migrant_children_may_be_larger(
    clause, pupils, built, migrant, verdict
):
    county = a_county_of_two(asked(relief(clause)))
    resized(county[1], SCHOOL, pupils)
    tables = county[1][SCHOOL, "school_return"]
    tables["school"][0]["built_year"] = built
    for row in tables["students"][:6]:
        row["migrant"] = migrant
    found = found_in(county)

    assert judged(found_in(county, snapshot=None), "G4", SCHOOL).verdict is Verdict.NOT_MET
    assert answer(found, clause)[0] == "适用"
    assert judged(found, "G4", SCHOOL).verdict is verdict
    assert "不超过2400人" in judged(found, "G4", SCHOOL).standard
    limit = f"s.{SCHOOL}.relief.{clause}.limit"
    assert found.facts[limit].value == 2400
    assert limit in found.facts[f"s.{SCHOOL}.G4.result"].inputs
    over = found.facts["county.G4.primary_over_limit"]
    assert over.value == (verdict is Verdict.NOT_MET)
    assert limit in over.inputs


def test_a_nine_year_school_may_have_more_than_one_of_one_level():
    county = a_county_of_two(asked(relief("school_size_built", school_code=COMBINED)))
    county[1][COMBINED, "school_return"]["school"][0]["built_year"] = 2005

    found = found_in(county)
    assert found.facts[f"s.{COMBINED}.relief.school_size_built.limit"].value == 3000


# Each refusal


def test_without_a_date_nothing_is_granted():
    found = found_in(a_county_of_two(asked(TEACHERS), urban_rural=RURAL), snapshot=None)

    refused(found, "pe_art_teachers", "没有统计时点")


@pytest.mark.parametrize(
    ("snapshot", "shown"),
    [
        (date(2018, 12, 31), "不适用"),
        (date(2019, 1, 1), "适用"),
        (date(2022, 12, 31), "适用"),
        (date(2023, 1, 1), "不适用"),
    ],
)
def test_a_relief_is_in_force_for_three_years(snapshot, shown):
    request = TEACHERS | {"deadline": snapshot.isoformat()}
    county = a_county_of_two(asked(request), urban_rural=RURAL)
    resized(county[1], SCHOOL, 10)
    found = found_in(county, snapshot=snapshot)

    assert answer(found, "pe_art_teachers")[0] == shown
    if shown == "不适用":
        refused(
            found, "pe_art_teachers", f"统计时点{snapshot}不在放宽条款有效期2019-01-01至2022-12-31"
        )


def test_a_province_may_keep_reliefs_in_force_for_longer():
    county = a_county_of_two(asked(TEACHERS | {"deadline": "2028-08-31"}), urban_rural=RURAL)
    resized(county[1], SCHOOL, 10)
    longer = {"reliefs": {"validity": {"valid_until": date(2026, 12, 31), "confirmed": True}}}
    found = found_in(county, snapshot=date(2025, 9, 1), overlay=longer)

    assert answer(found, "pe_art_teachers")[0] == "适用"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"reason": None}, "没有填写适用理由"),
        ({"plan": None}, "没有填写整改方案"),
        ({"deadline": None}, "没有填写整改完成时限"),
        ({"plan": None, "deadline": None}, "没有填写整改方案、整改完成时限"),
        ({"deadline": "2024-09-02"}, "2024-09-02晚于2024-09-01（统计时点后3年）"),
        ({"deadline": "2021-08-31"}, "2021-08-31早于统计时点2021-09-01"),
        ({"deadline": "明年"}, "“明年”不是日期"),
        ({"counted_amount": None}, "没有填写计入数量"),
        ({"counted_amount": -1}, "-1不大于0"),
        ({"counted_amount": 1.5}, "不是整数"),
        ({"level": "junior"}, "该校初中不参加本项评估"),
    ],
)
def test_an_incomplete_request_is_refused_and_says_what_it_lacks(change, words):
    found = without_teachers(TEACHERS | change)
    clause = "pe_art_teachers.junior" if "level" in change else "pe_art_teachers"

    refused(found, clause, words)
    assert judged(found, "L3", SCHOOL, "primary").verdict is Verdict.NOT_MET


def test_a_plan_may_end_three_years_after_the_day_of_the_data_at_the_latest():
    assert answer(without_teachers(TEACHERS | {"deadline": "2024-09-01"}), "pe_art_teachers") == (
        "适用",
        "由督导人员核对：走教、兼职教师的课表和派出单位",
    )
    terms = read_relief_terms(regime().at("reliefs"))
    assert terms.latest(date(2020, 2, 29)) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("pupils", "words"),
    [(8, "在校生48人，不在50—99人之间"), (17, "在校生102人，不在50—99人之间")],
)
def test_part_time_teachers_count_in_schools_of_a_certain_size_only(pupils, words):
    refused(without_teachers(TEACHERS, pupils=pupils), "pe_art_teachers", words)


def test_part_time_teachers_do_not_count_in_a_town():
    found = without_teachers(TEACHERS, urban_rural=TOWN)

    refused(found, "pe_art_teachers", "城乡分类为“镇中心区”，办学类型为“小学”")


def test_venues_outside_do_not_count_elsewhere():
    refused(found_in(a_county_of_two(asked(VENUES))), "sports_venues", "“镇中心区”，不是主城区")


def test_a_newer_school_that_is_not_small_keeps_its_rooms():
    county = a_county_of_two(asked(relief("special_rooms")), urban_rural=RURAL)
    resized(county[1], SCHOOL, 30)
    county[1][SCHOOL, "school_return"]["school"][0]["built_year"] = 2017
    found = found_in(county)

    for words in ("在校生180人，不少于100人", "最大班额30人，不少于30人", "2017年建校，晚于2016年"):
        refused(found, "special_rooms", words)


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("school_size_built", "2011年建校，晚于2010年"),
        ("school_size_migrant", "随迁子女占50.0%，不高于50%"),
    ],
)
def test_a_school_keeps_its_size_otherwise(clause, words):
    county = a_county_of_two(asked(relief(clause)))
    resized(county[1], SCHOOL, 400)
    tables = county[1][SCHOOL, "school_return"]
    tables["school"][0]["built_year"] = 2011
    for row in tables["students"][:6]:
        row["migrant"] = 200
    found = found_in(county)

    refused(found, clause, words)
    assert judged(found, "G4", SCHOOL).verdict is Verdict.NOT_MET
    assert f"s.{SCHOOL}.relief.{clause}.limit" not in found.facts


def test_what_a_condition_needs_and_nobody_reported_grants_nothing():
    county = a_county_of_two(asked(relief("school_size_built")))
    county[1][SCHOOL, "school_return"]["school"][0]["built_year"] = None
    refused(found_in(county), "school_size_built", "建校年份：表中此格未填")

    missing = found_in(county, owed=[(SCHOOL, "school_return")])
    assert answer(missing, "school_size_built")[0] == "不适用"


def test_an_unknown_school_or_clause_is_refused_and_not_dropped():
    requests = asked(
        TEACHERS | {"school_code": "9999999999"}, TEACHERS | {"clause": None},
        TEACHERS | {"school_code": None},
    )  # fmt: skip
    found = found_in(a_county_of_two(requests))

    assert answer(found, "pe_art_teachers", "9999999999")[1].startswith("学校标识码不在名录中")
    assert found.facts["county.relief.row_2.result"].note.startswith("条款不在条款表中")
    assert found.facts["county.relief.row_3.result"].printed == "不适用"
    assert found.facts["county.reliefs.refused"].value == 3


def test_a_nine_year_school_says_for_which_level_teachers_count_and_asks_once_for_its_rooms():
    of_none = asked(TEACHERS | {"school_code": COMBINED})
    of_one = asked(relief("special_rooms", school_code=COMBINED, level="primary"))

    found = found_in(a_county_of_two([*of_none, *of_one]))
    assert answer(found, "pe_art_teachers", COMBINED)[1].startswith("一贯制学校须写明学段")
    assert answer(found, "special_rooms.primary", COMBINED)[1].startswith("本条款按全校适用")


def test_nothing_is_counted_twice():
    found = without_teachers(TEACHERS, TEACHERS | {"level": "primary"}, TEACHERS)

    assert found.facts["county.reliefs.granted"].value == 1
    assert answer(found, "pe_art_teachers.primary") == (
        "不适用",
        "同一学校同一条款已经适用，不重复计入",
    )
    assert answer(found, "pe_art_teachers.2")[0] == "不适用"
    assert found.facts[f"s.{SCHOOL}.primary.L3.amount"].value == 1


def test_a_school_that_is_not_evaluated_gets_no_relief():
    found = without_teachers(TEACHERS, school_type="321")

    refused(found, "pe_art_teachers", "不参加本项评估")


# What is printed, and what stays as it was


def test_every_word_of_a_request_has_its_cell():
    found = without_teachers(TEACHERS)
    prefix = f"s.{SCHOOL}.relief.pe_art_teachers"
    cells = {
        name: found.facts[f"{prefix}.{name}"].sources[0].cell
        for name in ("result", "counted_amount", "reason", "plan", "deadline", "evidence")
    }

    assert cells == {
        "result": "B4", "counted_amount": "D4", "reason": "E4", "plan": "F4", "deadline": "G4",
        "evidence": "H4",
    }  # fmt: skip
    assert found.facts[f"{prefix}.deadline"].printed == "2024-08-31"
    assert found.facts[f"{prefix}.counted_amount"].unit == "人"
    inputs = found.facts[f"{prefix}.result"].inputs
    assert {f"s.{SCHOOL}.primary.students", f"{prefix}.counted_amount"} <= set(inputs)


def test_only_the_school_that_asked_is_relieved():
    before, after = without_teachers(), without_teachers(TEACHERS)
    changed = {
        name.split(".")[1]
        for name, fact in before.facts.items()
        if name.startswith("s.") and after.facts[name] != fact
    }

    assert changed == {SCHOOL}
    for level_item in ("L1", "L2", "L4", "L5", "L6", "L7"):
        name = f"s.{SCHOOL}.primary.{level_item}"
        assert before.facts[name] == after.facts[name]


def test_requests_that_are_refused_change_nothing():
    requests = asked(
        *(relief(clause, counted_amount=5)
          for clause in ("pe_art_teachers", "sports_venues", "special_rooms",
                         "school_size_built", "school_size_migrant")),
        relief("school_size_built", school_code=OTHER),
    )  # fmt: skip
    without, refusing = (
        found_in(a_county_of_two()),
        found_in(a_county_of_two(requests), snapshot=date(2025, 9, 1)),
    )
    own = ".relief"

    assert refusing.facts["county.reliefs.refused"].value == 6
    assert {n: f for n, f in refusing.facts.items() if own not in n} == {
        n: f for n, f in without.facts.items() if own not in n
    }
    assert refusing.judgements == without.judgements
    assert {name for name in without.facts if own in name} == {
        "county.reliefs.granted",
        "county.reliefs.refused",
    }


def test_without_the_county_return_nobody_knows_how_many_asked():
    found = found_in(a_county_of_two(), owed=[("bureau", "county_return")])

    assert found.facts["county.reliefs.granted"].value is None
    assert found.facts["county.reliefs.granted"].note


@pytest.mark.parametrize(
    "change",
    [
        {"clauses": {"sports_venues": {"effect": {"kind": "forgets"}}}},
        {"clauses": {"sports_venues": {"conditions": {"weather": "fine"}}}},
        {"validity": {"valid_from": "soon"}},
    ],
)
def test_a_clause_that_nobody_understands_is_refused_at_once(change):
    with pytest.raises(CatalogueError):
        found_in(a_county_of_two(asked(VENUES)), overlay={"reliefs": change})


SITUATIONS = [
    (clause, pupils, built, place)
    for clause in ("pe_art_teachers", "sports_venues", "special_rooms", "school_size_built")
    for pupils, built, place in ((10, 2005, RURAL), (40, 2014, CENTRE), (390, 2009, TOWN))
]


@pytest.mark.parametrize(("clause", "pupils", "built", "place"), SITUATIONS)
def test_a_relief_never_worsens_a_verdict_on_a_school_or_an_item(clause, pupils, built, place):
    request = relief(clause, counted_amount=2)
    county = a_county_of_two(asked(request), urban_rural=place)
    resized(county[1], SCHOOL, pupils)
    teachers_of(county[1], SCHOOL, **NO_TEACHERS)
    tables = county[1][SCHOOL, "school_return"]
    tables["school"][0]["built_year"] = built
    tables["special_rooms"] = rooms(60.0, 68.0)
    before, after = found_in(county, snapshot=None), found_in(county, snapshot=SNAPSHOT)

    worse = [
        (was.subject, was.item)
        for was, now in zip(before.judgements, after.judgements, strict=True)
        if was.verdict is Verdict.MET and now.verdict is not Verdict.MET
    ]
    assert [each for each in worse if not each[1].endswith(".cv")] == []
