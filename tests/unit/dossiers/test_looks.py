"""A look that nobody has defined is named with template and place before a paper is made."""

from __future__ import annotations

import copy
import re

import pytest
import yaml

from tasks.catalogue import TEMPLATES, read_yaml
from tasks.dossiers.looks import verify_looks
from tasks.dossiers.word.styles import Styles
from tasks.errors import CatalogueError
from tests.builders.dossiers import dossier_wording
from tests.builders.word import STYLES


def test_all_our_papers_ask_for_looks_that_are_there():
    verify_looks(dossier_wording())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("density: smal", "density: there is no 'smal'; there are large, normal"),
        ("align: middle", "align: there is no 'middle'"),
        ("head_style: big", "head_style: there is no 'big'"),
    ],
)
def test_a_look_that_is_not_there_is_named_with_its_place(tmp_path, line, told):
    file = tmp_path / "report.yml"
    file.write_text(f"title: 报告\ntable:\n  title: 表\n  {line}\n", encoding="utf-8")
    styles = dossier_wording()["styles"]

    with pytest.raises(CatalogueError, match=rf"report\.yml:3: {re.escape(told)}"):
        verify_looks({"styles": styles, "report": read_yaml(file)})


@pytest.mark.parametrize(("what", "name"), [("font", "宋朝"), ("size", "十号"), ("colour", "红")])
def test_a_style_whose_font_size_or_colour_is_not_there_is_named(what, name):
    data = copy.deepcopy(yaml.safe_load(STYLES.read_text(encoding="utf-8")))
    data["paragraphs"]["body"][what] = name

    with pytest.raises(CatalogueError, match=f"styles.yml: body: there is no {what} '{name}'"):
        Styles.read(data, "styles.yml")


def test_every_font_has_a_stand_in_where_pages_are_laid_out():
    fonts = yaml.safe_load(STYLES.read_text(encoding="utf-8"))["fonts"].values()
    replaced = (TEMPLATES / "dossiers" / "fonts.conf").read_text(encoding="utf-8")

    assert all(f"<string>{font['name']}</string>" in replaced for font in fonts)
