"""Charts: editable, exact, readable, the same every time."""

from __future__ import annotations

import io
from decimal import Decimal

import openpyxl
import pytest

from tasks.dossiers.word.chart_data import column_letters
from tasks.dossiers.word.chart_model import value_ceiling
from tasks.dossiers.word.charts import Series, Threshold
from tasks.dossiers.word.reading import plain_text
from tasks.dossiers.word.xml import C, name
from tests.builders.word import SCHOOLS, a_chart, a_chart_of_every_kind, a_dossier, part, parts

CHART = "word/charts/chart1.xml"
BOOK = "word/embeddings/Microsoft_Excel_Sheet1.xlsx"
SHAPES = "word/drawings/drawing1.xml"


def drawn(chart):
    return a_dossier().chart(chart).to_bytes()


def points(root, series, of="c:val"):
    found = list(root.iter(name("c:ser")))[series].find(name(of))
    return {point.get("idx"): point[0].text for point in found.iter(name("c:pt"))}


def test_the_same_chart_gives_the_same_bytes():
    assert [drawn(c) for c in a_chart_of_every_kind()] == [
        drawn(c) for c in a_chart_of_every_kind()
    ]


def test_values_are_exact_and_an_absent_value_is_a_gap():
    root = part(drawn(a_chart()), CHART)

    assert points(root, 0) == {"0": "4.51", "2": "3.90"}
    assert list(points(root, 0, "c:cat").values()) == list(SCHOOLS)
    assert [e.get("val") for e in root.iter(name("c:dispBlanksAs"))] == ["gap"]


def test_the_workbook_inside_holds_the_same_data():
    book = parts(drawn(a_chart(thresholds=(Threshold(Decimal("4.5"), "标准"),))))[BOOK]
    rows = list(openpyxl.load_workbook(io.BytesIO(book))["Sheet1"].values)

    assert rows == [
        (None, "生均面积", "标准"),
        (SCHOOLS[0], 4.51, 4.5),
        (SCHOOLS[1], None, 4.5),
        (SCHOOLS[2], 3.9, 4.5),
    ]


def test_the_chart_points_at_its_workbook_and_at_the_right_cells():
    data = drawn(a_chart())
    relations = parts(data)["word/charts/_rels/chart1.xml.rels"].decode()
    cells = [formula.text for formula in part(data, CHART).iter(name("c:f"))]

    assert "embeddings/Microsoft_Excel_Sheet1.xlsx" in relations
    assert cells == ["Sheet1!$B$1", "Sheet1!$A$2:$A$4", "Sheet1!$B$2:$B$4"]


def test_a_threshold_over_columns_is_a_line_through_all_categories():
    root = part(drawn(a_chart(thresholds=(Threshold(Decimal("4.5"), "标准 4.50"),))), CHART)

    assert root.find(f".//{{{C}}}lineChart") is not None
    assert points(root, 1) == {"0": "4.5", "1": "4.5", "2": "4.5"}


def test_a_threshold_over_lying_bars_stands_at_its_value():
    chart = a_chart(
        kind="bars", thresholds=(Threshold(5, "标准 5"),), minimum=0, maximum=Decimal(10)
    )
    data = drawn(chart)
    layout = part(data, CHART).find(f".//{{{C}}}plotArea/{{{C}}}layout/{{{C}}}manualLayout")
    left, width = (float(layout.find(name(f"c:{key}")).get("val")) for key in "xw")
    line = part(data, SHAPES)[0]

    assert float(line[0][0].text) == pytest.approx(left + width / 2, abs=1e-3)
    assert part(data, CHART).find(f".//{{{C}}}lineChart") is None
    assert "标准 5" in parts(data)[SHAPES].decode()


def test_every_text_of_a_chart_names_a_chinese_font():
    for chart in a_chart_of_every_kind():
        root = part(drawn(chart), CHART)
        fonts = [e.get("typeface") for tag in ("a:latin", "a:ea") for e in root.iter(name(tag))]
        assert fonts and set(fonts) <= {"宋体", "黑体"}


def test_highlighted_categories_have_their_own_colour():
    root = part(drawn(a_chart(kind="bars", highlighted=frozenset({2}))), CHART)
    point = root.find(f".//{{{C}}}dPt")

    assert point.find(name("c:idx")).get("val") == "2"
    assert point.find(f".//{name('a:srgbClr')}").get("val") == "D55E00"


def test_many_long_names_are_all_shown_and_given_room():
    many = tuple(f"{SCHOOLS[2]}第{at}教学点" for at in range(40))
    chart = a_chart(kind="bars", categories=many, series=(Series("面积", (1,) * 40),))
    data = drawn(chart)
    extent = next(part(data, "word/document.xml").iter(name("wp:extent")))

    assert int(extent.get("cy")) / 36000 > 180
    assert [e.get("val") for e in part(data, CHART).iter(name("c:tickLblSkip"))] == ["1"]


def test_upright_bars_turn_many_long_names():
    many = tuple(f"{SCHOOLS[0]}{at}" for at in range(12))
    chart = a_chart(categories=many, series=(Series("面积", (1,) * 12),))
    axis = next(part(drawn(chart), CHART).iter(name("c:catAx")))

    assert axis.find(f".//{name('a:bodyPr')}").get("rot") == str(-90 * 60000)


def test_a_chart_is_described_for_those_who_cannot_see_it():
    data = drawn(a_chart())

    assert next(part(data, "word/document.xml").iter(name("wp:docPr"))).get("descr") == (
        "三所学校的生均面积"
    )
    assert plain_text(data) == "〔图〕三所学校的生均面积\n"


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"kind": "pie"}, "no chart of kind"), ({"series": ()}, "nothing to show"),
     ({"series": (Series("面积", (1, 2)),)}, "one value a category")],
)  # fmt: skip
def test_a_chart_that_cannot_be_drawn_is_refused(change, reason):
    with pytest.raises(ValueError, match=reason):
        a_chart(**change)


@pytest.mark.parametrize(
    ("highest", "ceiling"),
    [("0", "1"), ("0.52", "0.6"), ("4.5", "5"), ("9.9", "12"), ("0.0453", "0.05"), ("100", "120")],
)
def test_the_axis_ends_at_a_round_number_above_everything(highest, ceiling):
    chart = a_chart(series=(Series("x", (Decimal(highest), None, None)),))

    assert value_ceiling(chart) == Decimal(ceiling)


def test_columns_of_the_sheet_have_letters():
    assert [column_letters(n) for n in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
