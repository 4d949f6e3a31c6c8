"""The code in the footers: text and picture beside it, the page number where it always is."""

from __future__ import annotations

import re

import pytest

from tasks.custody.code import short_code
from tasks.dossiers.word.code import LEAST_MM, least_mm, qr_picture
from tasks.dossiers.word.xml import name
from tests.builders.dossiers import APPROVAL, a_view
from tests.builders.word import a_dossier, a_full_dossier, part, parts
from tests.custody_pages import CODE, MARK, TEXT, a_coded_dossier

FINGERPRINT = "0b2a7c7d0ece"


def footers(data):
    """Return the footers of a Word file by path."""
    paths = [path for path in parts(data) if re.fullmatch(r"word/footer\d+\.xml", path)]
    return {path: part(data, path) for path in paths}


def texts(root, tag="w:t"):
    return [each.text for each in root.iter(name(tag))]


def test_without_a_code_footers_are_what_they_were():
    data = a_full_dossier().to_bytes()

    assert len(footers(data)) == 4
    assert not any("media" in path for path in parts(data))
    for root in footers(data).values():
        assert not list(root.iter(name("w:drawing"), name("w:tab")))


def test_every_footer_has_code_and_picture_and_one_line():
    found = footers(a_coded_dossier().to_bytes())

    assert found
    for root in found.values():
        assert CODE in texts(root)
        assert len(root.findall(name("w:p"))) == 1
        (anchor,) = root.iter(name("wp:anchor"))
        # What floats takes no room in the line.
        assert not list(root.iter(name("wp:inline")))
        assert anchor.find(name("wp:docPr")).get("descr") == MARK.qr_about


def test_all_footers_share_one_picture():
    data = a_coded_dossier().to_bytes()

    pictures = [path for path in parts(data) if path.startswith("word/media/")]
    assert pictures == ["word/media/image1.png"]
    assert len(footers(data)) > 4


def test_the_number_is_outside_and_the_code_inside():
    for root in footers(a_coded_dossier().to_bytes()).values():
        shown = [text for text in texts(root) if text in (CODE, "1")]
        (side,) = [each.text for each in root.iter(name("wp:align"))]
        if len(shown) == 2:
            assert (side, shown) in (("left", [CODE, "1"]), ("right", ["1", CODE]))


def test_pictures_have_ids_of_their_own():
    ids = [
        each.get("id")
        for root in footers(a_coded_dossier().to_bytes()).values()
        for each in root.iter(name("wp:docPr"))
    ]
    assert len(ids) == len(set(ids))
    assert min(map(int, ids)) > 1_000_000


def test_the_same_code_gives_the_same_bytes():
    assert a_coded_dossier().to_bytes() == a_coded_dossier().to_bytes()
    first = qr_picture(TEXT)
    qr_picture.cache_clear()
    assert qr_picture(TEXT) == first


@pytest.mark.parametrize("county_name", ["示例县", "积石山保安族东乡族撒拉族自治县"])
def test_a_picture_is_wide_enough_to_be_read_on_paper(county_name):
    text = TEXT.replace("示例县", county_name)
    mark = {"code": CODE, "qr_text": text, "qr_about": text}
    data = a_dossier(mark=type(MARK)(**mark)).paragraph("x").to_bytes()

    extents = [
        int(extent.get("cx")) / 36000
        for root in footers(data).values()
        for extent in root.iter(name("wp:extent"))
    ]

    assert min(extents) >= least_mm(text) > 30 * LEAST_MM
    assert max(extents) < 20


def test_a_view_marks_its_files_with_code_county_and_version():
    code = short_code(FINGERPRINT, "draft")
    mark = a_view(code=code, fingerprint=FINGERPRINT).mark
    final = a_view(code=code, fingerprint=FINGERPRINT, approval=APPROVAL).mark

    assert mark.code == f"校验码 {code}"
    assert mark.qr_text == f"{code} 示例县 2025 初稿 {FINGERPRINT}"
    assert mark.qr_text in mark.qr_about
    assert "终审稿" in final.qr_text


def test_a_view_without_code_marks_nothing():
    mark = a_view().mark

    assert (mark.code, mark.qr_text, mark.qr_about) == ("", "", "")
