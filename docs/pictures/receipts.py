"""Makes the pictures of receipts anew, from the invented county, in a scratch folder.

Run from the checkout: `.venv/bin/python docs/pictures/receipts.py`. Needs LibreOffice,
poppler-utils and a Chinese font. What stands in the pictures is invented.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
from PIL import Image, ImageChops

PICTURES = Path(__file__).parent
FONTS = PICTURES.parents[1] / "templates" / "dossiers" / "fonts.conf"
RETURNED, QUERIED = "松岭镇初级中学", "第二初级中学"
EXPLAIN = "填写说明"
READING = "没有检查的规则及原因（没有检查不等于通过）"
SAID = (
    ("学区或招生范围调整", "两校合并划片，转入上年在他校就读的78人", "教务处", "划片调整通知"),
    ("学区或招生范围调整", "同上，转入78人", "教务处", "划片调整通知"),
    ("经核对属实", "人数属实", "教务处", ""),
)  # fmt: skip
DECIDED = (("采纳", ""), ("采纳", ""), ("退回", "请写明人数减少的原因"))
CORRECTED = {"基本情况": {"C8": 1985}, "办学条件": {"C9": 9800}, "经费": {"C8": 3}}
DOTS_PER_INCH = 110
COLOURS = 64
TALLER_ROWS = 3


def main() -> None:
    """Play a round of the demo county, and take pictures of its receipts on the way."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        for place in ("intake", "lake", "outbox"):
            os.environ[f"JUNHENG_{place.upper()}"] = str(scratch / place)
        os.environ["JUNHENG_SETTLE_SECONDS"] = "0"
        _play(scratch)


def _play(scratch: Path) -> None:
    from tasks import steps

    steps.write_demo(scratch / "intake")
    moment = datetime.fromisoformat(steps.demo_moment())
    (county,) = (scratch / "intake").glob("*/*")
    _collect(moment)
    returned = _receipt(county, RETURNED, "退回")
    _picture(scratch, returned, "收表回执", "receipt")
    _picture(scratch, _with_open_notes(returned, scratch), "· 学生变动", "receipt-marked-cell")

    returned.write_bytes(_corrected(returned))
    answered = _filled(_receipt(county, QUERIED, "需说明"), EXPLAIN, "说明类型", SAID)
    (county / QUERIED / "学校报表.xlsx").write_bytes(answered)
    _collect(moment + timedelta(days=1))
    form = scratch / "decisions.xlsx"
    form.write_bytes(_decision_form())
    decided = _filled(form, "说明核定", "核定", DECIDED)
    (county / "县教育局" / "说明核定表.xlsx").write_bytes(decided)
    _collect(moment + timedelta(days=2))
    _collect(moment + timedelta(days=2))
    _picture(scratch, _receipt(county, RETURNED, "退回"), READING, "receipt-reading")
    _picture(scratch, _receipt(county, QUERIED, "需说明"), EXPLAIN, "receipt-explained")


def _collect(moment: datetime) -> None:
    from tasks import steps

    staged = [steps.stage(batch) for batch in steps.receive(moment.isoformat())]
    for batch in steps.compare(staged):
        steps.reply(steps.check(batch), moment.isoformat())


def _receipt(county: Path, school: str, status: str) -> Path:
    """Return the latest receipt of a school's return."""
    found = (county / school / "回执").glob(f"*_{status}_学校报表*.xlsx")
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def _decision_form() -> bytes:
    from tasks.steps.returns.explanations import explained_now, explanation_files
    from tasks.steps.season.open_seasons import open_season
    from tasks.store import open_store

    store = open_store()
    season = open_season(store, store.seasons()[0])
    assert season is not None
    return explanation_files(season, explained_now(store, season))["说明核定表.xlsx"]


def _filled(workbook: Path, title: str, first: str, rows: tuple[tuple[str, ...], ...]) -> bytes:
    """Return a workbook in whose sheet `title` rows are filled in, from the column `first` on."""
    book = openpyxl.load_workbook(workbook)
    sheet = book[title]
    (head,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == first]
    for down, texts in enumerate(rows, 1):
        for right, text in enumerate(texts):
            sheet.cell(head.row + down, head.column + right, text or None)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _corrected(workbook: Path) -> bytes:
    book = openpyxl.load_workbook(workbook)
    for title, cells in CORRECTED.items():
        for cell, value in cells.items():
            book[title][cell] = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _with_open_notes(workbook: Path, scratch: Path) -> Path:
    """Return a copy whose notes are seen without pointing at their cells."""
    copy = scratch / "notes.xlsx"
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith(".vml"):
                part = part.replace(b"visibility:hidden", b"visibility:visible")
                part = part.replace(b"</x:ClientData>", b"<x:Visible/></x:ClientData>")
                part = re.sub(rb"(,)(\d+)(,\d+</x:Anchor>)", _taller, part)
            target.writestr(name, part)
    return copy


def _taller(anchor: re.Match[bytes]) -> bytes:
    return anchor[1] + str(int(anchor[2]) + TALLER_ROWS).encode() + anchor[3]


def _picture(scratch: Path, workbook: Path, title: str, name: str) -> None:
    """Take a picture of the first page of a workbook on which `title` is a heading."""
    copy = scratch / "picture.xlsx"
    copy.write_bytes(workbook.read_bytes())
    profile = f"-env:UserInstallation={(scratch / 'office').as_uri()}"
    environment = os.environ | {"FONTCONFIG_FILE": str(FONTS)}
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(scratch)]
    subprocess.run([*convert, str(copy)], check=True, capture_output=True, env=environment)
    pages = copy.with_suffix(".pdf")
    number = str(_page(pages, lambda line: line.endswith(title)))
    draw = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), "-f", number, "-l", number]
    subprocess.run([*draw, str(pages), str(scratch / name)], check=True)
    with Image.open(scratch / f"{name}.png") as page:
        _cropped(page.convert("RGB")).quantize(COLOURS).save(
            PICTURES / f"{name}.png", optimize=True
        )


def _page(pages: Path, is_heading: Callable[[str], bool]) -> int:
    text = subprocess.run(["pdftotext", str(pages), "-"], check=True, capture_output=True).stdout
    found = [
        number
        for number, page in enumerate(text.decode().split("\f"), 1)
        if is_heading(page.strip().partition("\n")[0])
    ]
    return found[0]


def _cropped(page: Image.Image) -> Image.Image:
    left, top, right, bottom = ImageChops.invert(page).getbbox() or (0, 0, *page.size)
    edge = 12
    return page.crop((max(left - edge, 0), max(top - edge, 0), right + edge, bottom + edge))


if __name__ == "__main__":
    main()
