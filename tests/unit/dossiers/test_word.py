"""The Word engine: what stands in the XML, and what a reader gets back out of it."""

from __future__ import annotations

import copy
import io
import time
import zipfile

import docx
import pytest
import yaml

from tasks.dossiers.word.dossier import (
    Cell,
    Column,
    Heading,
    Number,
    PageMark,
    Section,
    Styled,
    Styles,
    heading_pages,
)
from tasks.dossiers.word.package import zipped
from tasks.dossiers.word.reading import (
    attachments,
    numbers,
    page_marks,
    plain_text,
    sections_without_header,
)
from tasks.dossiers.word.tables import column_widths
from tasks.dossiers.word.xml import name
from tasks.dossiers.wording import Wording
from tasks.errors import CatalogueError
from tasks.model import Fact
from tests.builders.word import STYLES, a_dossier, a_full_dossier, a_table, part, parts

DOCUMENT = "word/document.xml"
CHINESE_FONTS = {"方正小标宋简体", "黑体", "楷体", "仿宋", "宋体"}


def xml_of(dossier):
    return part(dossier.to_bytes(), DOCUMENT)


def values(root, element, attribute="w:val"):
    return [found.get(name(attribute)) for found in root.iter(name(element))]


def repacked(data, document):
    """Return the Word file with another main part, as if a program had saved it."""
    return zipped(parts(data) | {DOCUMENT: document})


def test_the_same_content_gives_the_same_bytes():
    assert a_full_dossier().to_bytes() == a_full_dossier().to_bytes()


def test_asking_twice_for_the_bytes_changes_nothing():
    dossier = a_full_dossier()

    assert dossier.to_bytes() == dossier.to_bytes()


def test_no_part_of_the_zip_knows_when_it_was_made():
    with zipfile.ZipFile(io.BytesIO(a_full_dossier().to_bytes())) as package:
        dates = {entry.date_time for entry in package.infolist()}

    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_python_docx_opens_what_we_wrote():
    opened = docx.Document(io.BytesIO(a_full_dossier().to_bytes()))

    headings = [p.text for p in opened.paragraphs if p.style.name.startswith("Heading")]
    assert headings == ["一、基本情况", "（一）学校", "二、图表"]
    assert opened.core_properties.language == "zh-CN"


def test_every_style_names_a_chinese_font_in_all_slots():
    styles = part(a_dossier().to_bytes(), "word/styles.xml")

    slots = [
        fonts.get(name(f"w:{slot}"))
        for fonts in styles.iter(name("w:rFonts"))
        for slot in ("ascii", "hAnsi", "eastAsia", "cs")
    ]
    assert slots and set(slots) <= CHINESE_FONTS


def test_every_font_that_is_used_has_stand_ins():
    fonts = part(a_dossier().to_bytes(), "word/fontTable.xml")

    assert {font.get(name("w:name")) for font in fonts} == CHINESE_FONTS
    assert all("Noto" in alternative for alternative in values(fonts, "w:altName"))


def test_headings_have_outline_levels_and_distinct_bookmarks():
    dossier = (
        a_dossier().heading("一、甲").heading("（一）乙", 2).heading("表Ⅰ", style="form_title")
    )
    styles = part(dossier.to_bytes(), "word/styles.xml")
    outline = {
        style.get(name("w:styleId")): level.get(name("w:val"))
        for style in styles
        for level in style.iter(name("w:outlineLvl"))
    }

    used = [outline[style] for style in values(xml_of(dossier), "w:pStyle") if style in outline]
    assert used == ["0", "1", "0"]
    assert len(set(values(xml_of(dossier), "w:bookmarkStart", "w:name"))) == 3


def test_a_style_without_outline_is_refused_as_heading():
    with pytest.raises(ValueError, match="not a heading"):
        a_dossier().heading("一、甲", style="body")


def test_a_number_is_a_control_tagged_with_its_fact():
    data = a_dossier().paragraph("共 ", Number("county.schools", "24", "学校数"), " 所").to_bytes()
    root = part(data, DOCUMENT)

    assert numbers(data) == [("county.schools", "24")]
    assert values(root, "w:tag") == ["county.schools"]
    assert values(root, "w:alias") == ["学校数"]
    assert plain_text(data) == "共 24 所\n"


def test_a_number_whose_tag_an_office_program_lost_comes_back_by_its_mark():
    printed = b'<facts xmlns="urn:junheng:facts"><print mark="1" fact="county.schools"/></facts>'
    data = a_dossier().paragraph(Number("county.schools", "24")).attach(printed).to_bytes()
    without = parts(data)[DOCUMENT].replace(b'<w:tag w:val="county.schools"/>', b"")

    assert numbers(repacked(data, without)) == [("county.schools", "24")]


def test_controls_are_numbered_in_order():
    dossier = a_dossier().paragraph(Number("a", "1"), Number("b", "2")).table(a_table())

    assert values(xml_of(dossier), "w:id")[:5] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("fact", ["", "x" * 65])
def test_an_id_that_word_would_not_keep_is_refused(fact):
    with pytest.raises(ValueError, match="fact id"):
        Number(fact, "1")


def test_control_characters_do_not_break_the_file():
    assert plain_text(a_dossier().paragraph("某\x02校").to_bytes()) == "某校\n"


def test_an_unknown_style_is_named_with_those_that_exist():
    with pytest.raises(CatalogueError, match=r"'bdoy'.*body"):
        a_dossier().paragraph("x", style="bdoy")


@pytest.mark.parametrize("missing", ["page", "fonts", "paragraphs", "chart"])
def test_styles_without_a_part_are_refused_with_the_file(missing):
    data = yaml.safe_load(STYLES.read_text(encoding="utf-8"))
    del data[missing]

    with pytest.raises(CatalogueError, match=f"styles.yml.*{missing}"):
        Styles.read(data, "styles.yml")


def test_a_style_with_an_unknown_size_is_refused():
    data = copy.deepcopy(yaml.safe_load(STYLES.read_text(encoding="utf-8")))
    data["paragraphs"]["body"]["size"] = "七号半"

    with pytest.raises(CatalogueError, match="七号半"):
        Styles.read(data, "styles.yml")


def test_table_heads_repeat_and_rows_are_not_split():
    root = xml_of(a_dossier().table(a_table()))
    rows = list(root.iter(name("w:tr")))

    assert [row.find(f".//{name('w:tblHeader')}") is not None for row in rows] == [True] + [
        False
    ] * 3
    assert all(row.find(f".//{name('w:cantSplit')}") is not None for row in rows)


def test_spans_are_written_once_and_cover_their_places():
    head = (
        (Cell("序号", rows=2), Cell("面积", columns=2)),
        ("小学", "初中"),
    )
    table = a_table(columns=[Column()] * 3, head=head, rows=[("1", "2", "3")])
    root = xml_of(a_dossier().table(table))

    assert [len(row.findall(name("w:tc"))) for row in root.iter(name("w:tr"))] == [2, 3, 3]
    assert values(root, "w:gridSpan") == ["2"]
    assert values(root, "w:vMerge") == ["restart", None]


@pytest.mark.parametrize(
    ("row", "reason"),
    [(("1",), "no cell for column 2"), (("1", "2", "3"), "more cells"),
     ((Cell("1", columns=3),), "more cells"), ((Cell("1", rows=2), "2"), "more rows")],
)  # fmt: skip
def test_rows_that_do_not_fill_the_columns_are_refused(row, reason):
    with pytest.raises(ValueError, match=reason):
        a_dossier().table(a_table(head=(), rows=[row]))


def test_columns_share_what_is_left_and_must_fit():
    assert column_widths([Column(56), Column(), Column()], 156) == [56, 50, 50]
    with pytest.raises(ValueError, match="do not fit"):
        column_widths([Column(100), Column(100)], 156)


def test_a_failed_cell_is_shaded_and_a_table_is_described():
    table = a_table(rows=[("某校", Cell("3.90", shade="failed"))], description="各校面积", head=())
    root = xml_of(a_dossier().table(table))

    assert values(root, "w:shd", "w:fill") == ["D0CECE"]
    assert values(root, "w:tblDescription") == ["各校面积"]


def test_two_tables_in_a_row_stay_two():
    root = xml_of(a_dossier().table(a_table()).table(a_table()))
    order = [child.tag for child in root[0]]

    assert order[:3] == [name("w:tbl"), name("w:p"), name("w:tbl")]


def test_a_table_of_500_rows_and_12_columns_takes_less_than_two_seconds():
    row = [Number(f"s.{column}", "1.00") for column in range(12)]
    began = time.process_time()
    a_dossier().table(a_table(columns=[Column()] * 12, head=(), rows=[row] * 500)).to_bytes()

    assert time.process_time() - began < 2


def test_every_section_has_the_mark_on_odd_and_even_pages():
    data = a_full_dossier().to_bytes()

    assert sections_without_header(data) == 0
    assert set(page_marks(data)) == {("初稿，未经审定", "初稿")}
    assert len(page_marks(data)) == 8
    assert part(data, "word/settings.xml").find(name("w:evenAndOddHeaders")) is not None


def test_a_final_file_has_no_mark():
    assert set(page_marks(a_dossier(mark=PageMark()).paragraph("x").to_bytes())) == {()}


def test_a_cover_has_no_page_number_and_counting_begins_after_it():
    dossier = a_dossier(section=Section(numbered=False)).paragraph("封面").section(restart=1)
    data = dossier.paragraph("正文").to_bytes()
    footers = {path: blob for path, blob in parts(data).items() if "footer" in path}

    assert sorted(b"PAGE" in blob for blob in footers.values()) == [False, False, True, True]
    assert values(part(data, DOCUMENT), "w:pgNumType", "w:start") == ["1"]


def test_a_section_ends_on_the_paragraph_before_it():
    root = xml_of(a_dossier().paragraph("甲").section("landscape").paragraph("乙"))
    paragraphs = list(root.iter(name("w:p")))

    assert len(paragraphs) == 2
    assert values(root, "w:pgSz", "w:orient") == [None, "landscape"]


def test_a_section_after_a_table_or_after_a_section_gets_its_own_end():
    root = xml_of(a_dossier().table(a_table()).section("landscape").section().paragraph("甲"))

    assert values(root, "w:pgSz", "w:orient") == [None, "landscape", None]


def test_a_section_at_the_very_beginning_makes_no_empty_page():
    root = xml_of(a_dossier().section("landscape").paragraph("甲"))

    assert values(root, "w:pgSz", "w:orient") == ["landscape"]


def test_a_closing_table_is_followed_by_the_paragraph_word_demands():
    root = xml_of(a_dossier().table(a_table()))

    assert [child.tag for child in root[0]][-2:] == [name("w:p"), name("w:sectPr")]


def test_contents_list_later_headings_and_take_page_numbers_when_known():
    dossier = (
        a_dossier().contents("目录").heading("一、甲").heading("（一）乙", 2).heading("1．丙", 3)
    )

    assert plain_text(dossier.to_bytes()).splitlines()[:4] == [
        "目录",
        "一、甲",
        "（一）乙",
        "一、甲",
    ]
    paged = plain_text(dossier.to_bytes(pages=[3, 12, 13])).splitlines()
    assert paged[:3] == ["目录", "一、甲\t3", "（一）乙\t12"]


def test_contents_never_ask_the_reader_to_update():
    dossier = a_dossier().contents("目录").heading("一、甲")

    assert b"updateFields" not in parts(dossier.to_bytes())["word/settings.xml"]
    assert b"dirty" not in parts(dossier.to_bytes())[DOCUMENT]


def test_pages_of_headings_are_read_from_the_printed_page():
    headings = [Heading("一、甲", 1, "a"), Heading("二、乙", 1, "b"), Heading("三、丙", 1, "c")]
    pages = ["封面", "目录\n一、甲……1\n二、乙\n— 1 —", "一、甲\n文字\n— 2 —", "文字\n二、乙\n— 3 —"]

    assert heading_pages(headings, pages) == [2, 3, None]


def test_attached_xml_comes_back():
    assert attachments(a_dossier().attach(b"<facts/>").to_bytes()) == [b"<facts/>"]


def test_deleted_text_is_not_read():
    data = a_dossier().paragraph("甲乙").to_bytes()
    changed = parts(data)[DOCUMENT].replace(b"<w:r>", b"<w:del><w:r>", 1)
    changed = changed.replace(b"</w:r>", b"</w:r></w:del>", 1)

    assert plain_text(repacked(data, changed)) == ""


def test_reading_gives_tables_row_by_row():
    data = a_dossier().table(a_table(rows=[("甲\n乙", Styled("否", "failed"))])).to_bytes()

    assert plain_text(data) == "学校名称 | 生均面积\n甲 / 乙 | 否\n"


WORDING = Wording(
    {"a": {"b": "{=county}有 {county.n} 所{{注}}", "many": ["{*.n} 人", "x"], "bad": "{", "n": 3}},
    "report.yml",
)


def test_a_sentence_puts_in_facts_and_words():
    facts = {"county.n": Fact("county.n", "学校数", None, "24")}

    found = WORDING.sentence("a.b", facts, words={"county": "某县"})
    assert found == ["某县有 ", Number("county.n", "24", "学校数"), " 所{注}"]


def test_a_star_stands_for_the_subject():
    found = WORDING.sentences("a.many", {"2113999001.n": "50"}, subject="2113999001")

    assert found == [[Number("2113999001.n", "50"), " 人"], ["x"]]


@pytest.mark.parametrize(
    ("key", "reason"),
    [("a.b", "a.b: there is no word 'county'"), ("a.x", "a.x: there is no such sentence"),
     ("a.bad", "a.bad: a brace stands alone"), ("a.n", "no sentence")],
)  # fmt: skip
def test_a_wrong_sentence_is_named_with_file_and_key(key, reason):
    with pytest.raises(CatalogueError, match=f"report.yml: .*{reason}"):
        WORDING.sentence(key, {})


def test_an_unknown_fact_is_named_with_file_and_key():
    with pytest.raises(CatalogueError, match=r"report\.yml: a\.b: there is no fact 'county\.n'"):
        WORDING.sentence("a.b", {}, words={"county": "某县"})
