"""Every number leads to its formula and to its cell, and every page can be read by everybody."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from tasks.model import Explanation, Verdict
from tasks.review.given import Given, ReceivedSheet, Side
from tasks.review.pages import review_pages
from tests.builders.dossiers import (
    ISSUES,
    LEVELS,
    MISSING,
    PRIMARY,
    REGIME,
    regime_of,
    some_findings,
    with_facts,
)
from tests.builders.review import a_package, wording
from tests.page_checks import Page, broken_links, wrong_with


@cache
def pages() -> dict[str, str]:
    return texts_of(a_package())


def texts_of(given: Given) -> dict[str, str]:
    return {path: content.decode() for path, content in review_pages(given).items()}


def html_of(given_pages: dict[str, str]) -> dict[str, str]:
    return {path: text for path, text in given_pages.items() if path.endswith(".html")}


def files_of(given: Given, made: dict[str, str]) -> set[str]:
    listed = {each.file for each in given.received} | {path for _, path in given.papers}
    return {*made, *listed, "来源/来源清单.json"}


def section(page: str, fact: str) -> str:
    found = re.search(rf'<section id="{re.escape(fact)}">.*?</section>', page, re.DOTALL)
    assert found, fact
    return found[0]


def one_side(findings=None, last_year=None, **changes) -> Given:
    side = Side("", findings or some_findings(), regime_of(REGIME).files, last_year)
    return a_package(sides=(side,), **changes)


def test_every_page_can_be_read_by_everybody():
    found = {path: wrong_with(text) for path, text in html_of(pages()).items()}
    assert len(found) > 100
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_every_link_leads_somewhere():
    given = a_package()
    assert list(broken_links(html_of(pages()), files_of(given, pages()))) == []


def test_a_link_to_nowhere_is_found():
    page = '<a href="x.html">1</a><a href="#b">2</a><a id="a" href="#a">3</a>'
    assert set(broken_links({"p.html": page}, {"p.html"})) == {
        ("p.html", "x.html"), ("p.html", "#b"),
    }  # fmt: skip
    assert list(broken_links({"p.html": '<a href="https://a.b/">1</a>'}, {"p.html"}))


def test_what_is_wrong_with_a_page_is_found():
    page = pages()["评审/help.html"]
    for old, new in (
        ('lang="zh-CN"', ""), ("<h2>", "<h3>"), ("default-src 'none'", ""), ("#main", "#other"),
    ):  # fmt: skip
        assert wrong_with(page.replace(old, new)) != []


def test_a_ratio_says_its_formula_its_numbers_and_where_they_go():
    text = section(pages()[f"评审/facts/{PRIMARY}.html"], "primary.L1")
    assert "÷ 在校生数 × 100" in text
    assert 'href="#primary.L1.amount"' in text
    assert "未取舍值" in text


def test_a_number_of_a_school_leads_to_its_cell():
    text = section(pages()[f"评审/facts/{PRIMARY}.html"], "site_area_m2")
    (link,) = re.findall(r'href="\.\./(cells/[^"#]+)#([^"]+)"', text)
    page = Page(pages()[f"评审/{link[0]}"])
    assert link[1] in page.ids
    assert re.search(rf'<td id="{link[1]}"><a href="\.\./facts/{PRIMARY}', page.text)


def test_a_range_is_marked_as_a_whole():
    text = section(pages()[f"评审/facts/{PRIMARY}.html"], "primary.male")
    (anchor,) = re.findall(r'cells/[^"#]+#([^"]+)"', text)
    first, last = anchor.partition("-")[2].split("_")
    rules = pages()["评审/cells.css"]
    rule = next(line for line in rules.splitlines() if f'"-{first}_{last}"' in line)
    assert f"nth-child(n+{first[1:]}):nth-child(-n+{last[1:]})" in rule
    assert "nth-child(n+3):nth-child(-n+3)" in rule


def test_a_sum_is_worked_out():
    facts = some_findings().facts
    parts = [facts[f"county.{level}.classes"].printed for level in ("primary", "junior")]
    text = section(pages()["评审/facts/county.html"], "county.classes")
    assert f"<dd>{' + '.join(parts)} = {facts['county.classes'].printed} 个</dd>" in text


def test_numbers_are_put_into_a_formula_where_it_names_them():
    share = some_findings().facts["county.Q4.percent"]
    spent, budget = (some_findings().facts[each].printed for each in share.inputs)
    text = section(pages()["评审/facts/county.html"], share.id)
    assert f"<dd>{spent} ÷ {budget} × 100% = {share.printed} %</dd>" in text


def test_many_inputs_have_a_table_of_their_own():
    few = some_findings().facts
    given = one_side(with_facts(some_findings(), [
        replace(few["county.students"], inputs=tuple(list(few)[30:60])),
    ]))  # fmt: skip
    made = texts_of(given)
    text = section(made["评审/facts/county.html"], "county.students")
    (link,) = re.findall(r'href="\.\./(facts/inputs-[^"#]+)#([^"]+)"', text)
    page = made[f"评审/{link[0]}"]
    assert f'id="{link[1]}"' in page
    assert page.count("<tr>") >= 30


def test_the_other_rules_repeat_no_fact():
    deciding = pages()[f"评审/facts/{PRIMARY}.html"]
    other = pages()[f"评审/balance_2012/facts/{PRIMARY}.html"]
    assert 'id="site_area_m2"' in deciding
    assert 'id="site_area_m2"' not in other


def test_the_first_page_has_every_part_and_school():
    text = pages()["index.html"]
    for part in ("资源配置", "校际均衡", "政府保障程度", "教育质量", "社会认可度", "否决事项"):
        assert part in text
    assert all(f"评审/schools/{code}.html" in text for code in LEVELS)
    assert "县级/申报表.docx" in text


def test_a_verdict_is_a_word_and_a_sign():
    signs = {each["sign"] for each in wording()["verdicts"].values()}
    words = {each["word"] for each in wording()["verdicts"].values()}
    assert len(signs) == len(words) == len(Verdict)
    missed = next(each for each in some_findings().judgements if each.verdict is Verdict.NOT_MET
                  and each.subject in LEVELS)  # fmt: skip
    text = pages()[f"评审/schools/{missed.subject}.html"]
    assert '<span class="sign" aria-hidden="true">✗</span>未达标' in text


def test_schools_stand_beside_each_other_the_largest_first():
    text = pages()["评审/items/L5.html"]
    level = text.partition('id="primary"')[2].partition("</section>")[0]
    shown = [
        Decimal(number) for number in re.findall(r'href="\.\./facts/\d+[^"]+">([\d.]+) ㎡', level)
    ]
    assert len(shown) > 2
    assert shown == sorted(shown, reverse=True)
    assert 'class="limit"' in level


def test_who_is_missing_stands_with_the_item_and_the_reason():
    assert "未收到" in pages()["评审/items/L1.html"]
    assert f"schools/{MISSING}.html" in pages()["评审/left-out.html"]


def test_evidence_stands_with_item_and_school():
    assert "学校布局规划" in pages()["评审/items/G1.html"]
    assert "教师名册" in pages()["评审/items/L1.html"]
    assert "教师名册" in pages()[f"评审/schools/{PRIMARY}.html"]


def test_last_year_stands_beside_this_year():
    facts = some_findings().facts
    old = replace(facts[f"s.{PRIMARY}.primary.L4"], value=Decimal("1.5"), printed="1.50")
    last = replace(with_facts(some_findings(), [old]), edition="2024")
    made = texts_of(one_side(last_year=last))
    new = facts[f"s.{PRIMARY}.primary.L4"].value
    assert "1.50 ㎡/生（2024年" in made[f"评审/schools/{PRIMARY}.html"]
    assert f"+{(new - Decimal('1.5')).quantize(Decimal('0.01'))}" in made["评审/items/L4.html"]


def test_an_explained_query_is_open_no_more():
    query = ISSUES[PRIMARY][1]
    said = Explanation(PRIMARY, query.rule, query.item, query.found, "verified", "属实")
    text = texts_of(one_side(explanations={PRIMARY: [(query, said)]}))
    page = text[f"评审/schools/{PRIMARY}.html"]
    assert "尚未解决的疑问" in page
    assert (
        page.partition("尚未解决的疑问")[2].partition("已采纳的说明")[0].count(query.message) == 0
    )
    assert "属实" in text["评审/explanations.html"]


def test_what_a_school_wrote_cannot_become_a_script():
    evil = "<script>alert(1)</script>"
    received = a_package().received
    first = next(each for each in received if each.sheets[0].rows)
    title = first.sheets[0].title
    changed = replace(first, sheets=(ReceivedSheet(title, [[evil]]), *first.sheets[1:]))
    made = texts_of(one_side(received=[changed, *(x for x in received if x is not first)]))
    assert not [path for path, text in made.items() if evil in text]


def test_pupils_are_counted_and_not_listed():
    fitness = next(path for path in pages() if "_fitness_return_" in path)
    assert "已隐去" in pages()[fitness]
    assert 'class="cells"' not in pages()[fitness]


def test_a_large_sheet_says_what_it_leaves_out():
    received = a_package().received
    first = next(each for each in received if each.sheets[0].rows)
    rows = [*first.sheets[0].rows, *([["x"]] * 1000)]
    sheets = (ReceivedSheet(first.sheets[0].title, rows), *first.sheets[1:])
    made = texts_of(one_side(received=[replace(first, sheets=sheets),
                                        *(x for x in received if x is not first)]))  # fmt: skip
    assert any("行没有在页面中列出" in text for text in made.values())


def test_a_removed_original_is_said_to_be_gone():
    gone = tuple(replace(each, sheets=(), file="", purged="2030-01-01T00:00:00+08:00")
                 for each in a_package().received)  # fmt: skip
    given = one_side(received=gone)
    made = texts_of(given)
    assert "原件已按期清除" in made["评审/sources.html"]
    assert "原件已按期清除" in section(made[f"评审/facts/{PRIMARY}.html"], "site_area_m2")
    assert list(broken_links(html_of(made), files_of(given, made))) == []


def test_the_same_findings_give_the_same_bytes():
    assert review_pages(a_package()) == {path: text.encode() for path, text in pages().items()}


def test_without_a_form_of_findings_no_page_asks_for_them():
    made = texts_of(one_side(opinions=None, stamp=None))
    assert not any("记录问题" in text for path, text in made.items() if path != "评审/help.html"
                   and path.endswith(".html"))  # fmt: skip
    assert "评审/督导意见.html" not in made


COLOURS = re.compile(r"--([a-z-]+): (#[0-9a-f]{6})")
PAIRS = (
    ("ink", "paper"), ("soft", "paper"), ("soft", "band"), ("link", "paper"), ("link", "band"),
    ("met-ink", "met"), ("missed-ink", "missed"), ("open-ink", "open"), ("spot-ink", "spot"),
    ("paper", "link"), ("missed-ink", "paper"), ("ink", "band"),
)  # fmt: skip
DRAWN = (("focus", "paper"), ("bar", "track"), ("limit", "track"), ("focus", "band"))


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
def test_texts_stand_out_from_what_is_behind_them(look):
    palettes = re.findall(r":root \{[^}]*\}", texts_css())[:2]
    colours = dict(COLOURS.findall(palettes[look]))
    weak = {pair: contrast(*(colours[name] for name in pair)) for pair in PAIRS}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    drawn = {pair: contrast(*(colours[name] for name in pair)) for pair in DRAWN}
    assert {pair: ratio for pair, ratio in drawn.items() if ratio < 3} == {}


def texts_css() -> str:
    return pages()["评审/review.css"]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_contrast_is_measured_as_it_should_be():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
