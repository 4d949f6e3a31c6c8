"""A county publishes again after a corrected return: what changed is marked, and says why."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

from lxml import etree

from tasks import steps
from tasks.dossiers.word.reading import numbers, plain_text
from tasks.redline.settled import accept_all, reject_all
from tasks.steps.dossiers.assembling import DONE, FILES, assembled
from tasks.steps.dossiers.changes import MARKED, redlines, version_before
from tasks.steps.dossiers.outbox import folder_of
from tasks.steps.dossiers.versions import DRAFT
from tasks.steps.findings.evaluating import current_findings
from tasks.store import open_store, to_json
from tests.commented_numbers import commented_numbers
from tests.integration.conftest import collect
from tests.integration.test_attempts import (
    LATER,
    an_accepted_return,
    drop,
    key_of_findings,
    the_season,
)

FOLDER = "修订对照/"


def publish_again(county) -> str:
    """Evaluate and deliver what stands now; return the key of the findings."""
    steps.evaluate(county.key)
    key = key_of_findings(county)
    steps.deliver(steps.assemble(key))
    return key


def comments(docx: bytes) -> str:
    """Return the comments of a marked file; one whose words alone changed has none."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        if "word/comments.xml" not in package.namelist():
            return ""
        return "\n".join(etree.fromstring(package.read("word/comments.xml")).itertext())


def test_a_corrected_return_is_followed_by_marked_dossiers_that_name_it(
    few_schools: Path, monkeypatch
):
    county, store = the_season(), open_store()
    current = current_findings(store, county)
    assert current is not None
    first, school = current[0], an_accepted_return(county)
    before = assembled(store, first, DRAFT, FILES)
    assert redlines(store, county, first, DRAFT, before) == {}

    drop(county, school, "更正.xlsx", 500)
    collect(LATER)
    second = publish_again(county)

    after = assembled(store, second, DRAFT, FILES)
    package = max((few_schools / "outbox").rglob("*.zip"), key=lambda path: path.stem)
    with zipfile.ZipFile(package) as archive:
        marked = {
            each.removeprefix(FOLDER): archive.read(each)
            for each in archive.namelist() if each.startswith(FOLDER)
        }  # fmt: skip
    assert {
        path for path in before if path.startswith("县级/") and path.endswith("报告.docx")
    } & set(marked)
    assert "示例县初稿变动说明" in plain_text(marked.pop("变动说明.docx"))
    assert "县级/公示稿.docx" not in marked
    for path, docx in marked.items():
        assert [each for each in commented_numbers(docx) if not each.comment] == [], path
        for settled, wanted in ((reject_all(docx), before), (accept_all(docx), after)):
            assert plain_text(settled) == plain_text(wanted[path]), path
            assert numbers(settled) == numbers(wanted[path]), path
    name = county.school_name(school.split("/")[2])
    said = "".join(map(comments, marked.values()))
    assert f"{name}《义务教育学校数据报表》，第1次报送 → 第2次报送：" in said
    assert "办学条件!C9" in said

    kept, again = kept_and_made_again(county, second, after, monkeypatch)
    assert kept == again
    made = {path.removeprefix(FOLDER): docx for path, docx in again.items()}
    assert {path: docx for path, docx in made.items() if path in marked} == marked


def kept_and_made_again(county, key: str, files, monkeypatch) -> tuple[dict, dict]:
    """Return the tracked changes that were kept, while none can be made, and then new ones."""
    store = open_store()
    with monkeypatch.context() as patch:
        patch.setattr("tasks.redline.redline.redline", None)
        kept = redlines(store, county, key, DRAFT, files)
    folder = store.assembled(key, DRAFT)
    shutil.rmtree(folder / MARKED)
    (folder / f"{MARKED}.json").unlink()
    return kept, redlines(store, county, key, DRAFT, files)


def deliver_nothing(county, key: str) -> str:
    """Leave the notes of a draft that was delivered, and none of its files; return its key."""
    store = open_store()
    store.write_once(store.assembled(key, DRAFT) / DONE, to_json({FILES: []}))
    folder_of(store, county, key, DRAFT)
    return key


def test_a_version_is_compared_with_the_one_delivered_before_it(few_schools: Path):
    county, store = the_season(), open_store()
    keys = [key_of_findings(county)]
    keys += [deliver_nothing(county, f"{county.key}/{name}") for name in ("second", "third")]

    before = [version_before(store, county.key, DRAFT, key) for key in keys]
    assert before == [None, *keys[:2]]
    assert version_before(store, county.key, DRAFT, f"{county.key}/another") == keys[2]
    assert version_before(store, county.key, "final", keys[2]) is None


def test_what_was_not_assembled_to_its_end_is_passed_over(few_schools: Path):
    county, store = the_season(), open_store()
    first = key_of_findings(county)
    folder_of(store, county, f"{county.key}/second", DRAFT)

    assert version_before(store, county.key, DRAFT, f"{county.key}/third") == first
