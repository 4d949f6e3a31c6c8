"""A Word file with a code in its footers: tall and wide pages, with and without a number."""

from __future__ import annotations

from tasks.dossiers.word.dossier import Dossier, PageMark, Section
from tests.builders.word import a_dossier

CODE = "校验码 SKJN-PYWQ-T75T"
TEXT = "SKJN-PYWQ-T75T 示例县 2025 初稿 0b2a7c7d0ece"
MARK = PageMark(code=CODE, qr_text=TEXT, qr_about=f"二维码，内容为：{TEXT}")
PAGES = 10


def a_coded_dossier(mark: PageMark = MARK) -> Dossier:
    """Return a cover, then four tall and five wide pages full of text."""
    dossier = a_dossier(mark=mark, section=Section(numbered=False)).title("自评报告")
    dossier.section(restart=1)
    for _ in range(22 * 4):
        dossier.paragraph("一行文字，写满整页，看页脚是否碰到正文。")
    dossier.section("landscape")
    for _ in range(15 * 5):
        dossier.paragraph("一行文字，写满整页，看页脚是否碰到正文。")
    return dossier
