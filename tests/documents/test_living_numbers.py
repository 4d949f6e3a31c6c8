"""Living numbers: of a thousand changed signs every changed number is found, and nothing else."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from functools import cache

import pytest

from tasks.dossiers.application.form import application_form
from tasks.dossiers.report.county_report import county_report
from tasks.dossiers.school.form import school_form
from tasks.verification.answers import Answer
from tasks.verification.charts import is_value, read_charts
from tasks.verification.document import BODY, Document, W, document_of, read_document
from tasks.verification.package import open_case, verify, verify_with
from tests.builders.dossiers import a_view
from tests.builders.verification import a_docx, evidence, parts_of, with_part
from tests.office import convert
from tests.printed_numbers import loose_numbers
from tests.sizes import sample

EDITS = 1000
IN_A_SHORT_RUN = 200
LONG = 200
CHARTS_IN_A_SHORT_RUN = 20
SEEN_DIGITS = 12
CHART = re.compile(r"word/charts/chart\d+\.xml")
PROSE = "的一是在有为和与年项校县"


@cache
def files() -> dict[str, bytes]:
    """Return Word files of several kinds."""
    view = a_view()
    return {
        "学校": school_form(view, view.schools[0]),
        "申报表": application_form(view),
        "报告": county_report(view),
    }


@cache
def parsed(name: str) -> tuple[ET.Element, dict[str, bytes], Document]:
    """Return the text of a file, its other parts, and what is read of it."""
    parts = parts_of(files()[name])
    root = ET.fromstring(parts[BODY])
    small = {path: content for path, content in parts.items() if path != BODY}
    return root, small, document_of(root, small)


def edits(count: int) -> list[tuple[str, int, int, str]]:
    """Return drawn edits: file, which text, which sign, and how: change, insert or delete."""
    draw = random.Random(20251122)
    found = []
    for _ in range(count):
        name = draw.choices(sorted(files()), [6, 3, 1])[0]
        how = draw.choice(("change", "insert", "delete"))
        found.append((name, draw.random(), draw.random(), how))
    return found


@cache
def texts(name: str, in_controls: bool) -> list[ET.Element]:
    """Return the texts of a file that stand in content controls, or all others."""
    root, _, _ = parsed(name)
    controls = (each for each in root.iter(f"{W}sdt") if each.find(f"{W}sdtPr/{W}tag") is not None)
    inside = {text for control in controls for text in control.iter(f"{W}t")}
    return [each for each in root.iter(f"{W}t") if each.text and (each in inside) == in_controls]


def texts_of(document: Document) -> list[tuple[int, str, str]]:
    """Return place, fact and text of every number."""
    return [(each.mark, each.fact, each.text) for each in document.prints]


def edited(text: str, at: float, how: str, draw: random.Random) -> str:
    """Return a text with one sign changed; a digit becomes another digit, prose other prose."""
    place = int(at * len(text))
    old = text[place]
    new = draw.choice([sign for sign in ("0123456789" if old.isdigit() else PROSE) if sign != old])
    after = {"change": new + text[place + 1 :], "insert": new + text[place:],
             "delete": text[place + 1 :]}[how]  # fmt: skip
    return text[:place] + after


@pytest.mark.parametrize("part", range(10))
def test_every_changed_number_is_found_and_no_changed_prose(part):
    drawn = sample(edits(EDITS), IN_A_SHORT_RUN)
    for number, (name, which, at, how) in list(enumerate(drawn))[part::10]:
        root, parts, before = parsed(name)
        wants_number = number % 2 == 0
        found = texts(name, wants_number)
        text = found[int(which * len(found))]
        whole = text.text
        text.text = edited(whole, at, how, random.Random(number))
        after = document_of(root, parts)
        text.text, wrong = whole, text.text
        printed = after.facts.facts
        told = [each for each in after.prints if each.text != printed[each.fact].printed]

        assert len(after.prints) == len(before.prints)
        assert after.lost == ()
        if wants_number and wrong != whole:
            assert len(told) == 1, (name, whole, wrong)
        else:
            assert told == [], (name, whole, wrong)
            assert texts_of(after) == texts_of(before)


def test_every_changed_value_of_a_chart_is_found():
    """One digit of what a chart draws is another; all else is as it was."""
    document = read_document(files()["报告"])
    parts = dict(document.parts)
    digits = [each for name in sorted(parts) if CHART.fullmatch(name)
              for each in drawn_digits(name, parts[name].decode())]  # fmt: skip
    draw = random.Random(20251123)
    assert wrong_points(document, parts) == 0
    for name, at in sample(draw.choices(digits, k=EDITS), CHARTS_IN_A_SHORT_RUN):
        text = parts[name].decode()
        digit = draw.choice([each for each in "0123456789" if each != text[at]])
        changed = text[:at] + digit + text[at + 1 :]

        assert wrong_points(document, {**parts, name: changed.encode()}) == 1, (name, at, digit)


def drawn_digits(name: str, chart: str) -> list[tuple[str, int]]:
    """Return where digits stand that a chart draws, but those that a binary number rounds away."""
    return [
        (name, cache.start() + value.start(1) + at)
        for cache in re.finditer(r"<c:numCache>.*?</c:numCache>", chart, re.DOTALL)
        for value in re.finditer(r"<c:v>([^<]*)</c:v>", cache.group())
        for at, sign in enumerate(value[1][:SEEN_DIGITS])
        if sign.isdigit()
    ]


def wrong_points(document: Document, parts: dict[str, bytes]) -> int:
    """Return how many drawn values are not their fact's."""
    charts, facts = read_charts(parts), document.facts.facts
    return sum(
        not all(is_value(each, facts[point.fact].value)
                for each in charts[point.chart - 1].values(point.series, point.place))
        for point in document.facts.points
    )  # fmt: skip


def test_a_drawn_edit_gets_its_answer():
    """The search above looks at prints; the answers follow them."""
    case = open_case(evidence(), {})
    docx = with_part(a_docx(), BODY, ">36<", ">63<")

    found = verify_with(case, {"a.docx": docx}).numbers
    assert {each.answer for each in found if each.text == "63"} == {Answer.EDITED}


@pytest.mark.parametrize("name", ["学校", "申报表", "报告"])
def test_what_is_written_is_what_is_read(name):
    document = read_document(files()[name])

    assert document.facts is not None
    assert [each.fact for each in document.prints] == list(document.facts.printed.values())
    assert all(each.mark and each.text == document.facts.facts[each.fact].printed
               for each in document.prints)  # fmt: skip


@pytest.mark.parametrize("name", ["学校", "申报表", "报告"])
def test_the_facts_carry_all_they_were_computed_from(name):
    facts = read_document(files()[name]).facts.facts

    assert [given for fact in facts.values() for given in fact.inputs if given not in facts] == []


@pytest.mark.parametrize("name", ["学校", "申报表", "报告"])
def test_no_number_stands_outside_a_control(name):
    assert loose_numbers(files()[name]) == []


def test_a_number_outside_a_control_is_found():
    docx = a_docx(lambda dossier: dossier.paragraph("全县共有 18 所学校，第3项见表Ⅱ-1。"))

    assert loose_numbers(docx) == ["全县共有 18 所学校，第3项见表Ⅱ-1。"]


def test_every_point_of_every_chart_is_a_fact():
    parts = parts_of(files()["报告"])
    drawn = sum(
        len(re.findall(r"<c:pt ", cache))
        for name, content in parts.items() if name.startswith("word/charts/chart")
        for cache in re.findall(r"<c:numCache>.*?</c:numCache>", content.decode())
    )  # fmt: skip
    points = read_document(files()["报告"]).facts.points

    assert drawn > 50
    assert len(points) >= drawn


def test_what_libreoffice_saves_still_verifies(tmp_path):
    source = tmp_path / "a.docx"
    source.write_bytes(a_docx())
    (saved,) = convert([source], "docx", tmp_path / "saved")
    content = saved.read_bytes()

    report = verify({"a.docx": content}, evidence())
    assert report.agrees
    changed = with_part(content, BODY, ">40.50<", ">40.51<")
    assert [each.answer for each in verify({"a.docx": changed}, evidence()).numbers
            if each.text == "40.51"] == [Answer.EDITED]  # fmt: skip


def test_it_runs_as_one_file_without_us(tmp_path):
    from tasks.steps.dossiers.verification import TEMPLATES, _sources, wording
    from tasks.verification.single_file import single_file

    frame = (TEMPLATES / "checker.py.txt").read_text(encoding="utf-8")
    checker = single_file(frame, _sources(), wording())
    package = {**evidence(), "县级/a.docx": a_docx(), "核对.py": checker}
    for path, content in package.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    good = _run(tmp_path)
    (tmp_path / "县级/a.docx").write_bytes(with_part(a_docx(), BODY, ">40.50<", ">41.50<"))
    bad = _run(tmp_path)

    assert good.returncode == 0, good.stdout + good.stderr
    assert "全部一致" in good.stdout
    assert bad.returncode == 1
    assert "手改" in bad.stdout and "41.50" in bad.stdout
    assert checker == single_file(frame, _sources(), wording())


def _run(folder):
    return subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "核对.py")], cwd="/", env={"LANG": "C"},
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


def test_old_pythons_can_read_the_one_file():
    import ast

    from tasks.steps.dossiers.verification import TEMPLATES, _sources, wording
    from tasks.verification.single_file import single_file

    frame = (TEMPLATES / "checker.py.txt").read_text(encoding="utf-8")
    text = single_file(frame, _sources(), wording()).decode()
    sources = {}
    exec(compile(text.partition("class Embedded")[0], "核对.py", "exec"), sources)

    assert "tasks.witness.engine" in sources["SOURCES"]
    for name, source in {"核对.py": text, **sources["SOURCES"]}.items():
        tree = ast.parse(source, name, feature_version=(3, 9))
        aliases = [ast.unparse(node) for node in tree.body if isinstance(node, ast.Assign)]
        assert [each for each in aliases if "| None" in each and len(each) < LONG] == [], name
