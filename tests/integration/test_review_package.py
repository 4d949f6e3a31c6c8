"""The review package of the demo county: whole, checkable, and without a pupil's name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tasks import catalogue, steps
from tasks.intake.opened import Opened
from tasks.model import StagedSubmission
from tasks.staging.pseudonym import pseudonyms
from tasks.staging.tables import stage
from tasks.steps import shelf
from tasks.steps.discretion import NAMES
from tasks.steps.dossiers.originals import enclosed
from tasks.steps.wording import receipt_wording
from tasks.store import ORIGINAL, open_store, sha256_of
from tests.integration.test_season import readable
from tests.page_checks import broken_links, page_of, wrong_with

SEASON = "2025/139901"
OVER = "2030-01-05T09:00:00+08:00"
LARGEST_PAGE = 1_500_000


@pytest.fixture(scope="module")
def package(demo_season: Path) -> dict[str, Path]:
    """Return the files of the package by their paths in it."""
    (folder,) = (path.parent for path in (demo_season / "outbox").rglob("index.html"))
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path for path in files}


@pytest.fixture(scope="module")
def listed(package: dict[str, Path]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(package["来源/来源清单.json"].read_bytes())
    return found


def texts(package: Mapping[str, Path]) -> dict[str, str]:
    return {
        name: path.read_text(encoding="utf-8")
        for name, path in package.items()
        if name.endswith(".html")
    }


def test_every_link_of_every_page_leads_somewhere(package):
    pages = texts(package)
    assert len(pages) > 200
    assert list(broken_links(pages, package)) == []
    wrong = {name: wrong_with(text) for name, text in pages.items()}
    assert {name: each for name, each in wrong.items() if each} == {}
    assert max(map(len, pages.values())) < LARGEST_PAGE


def test_every_fact_of_the_package_has_its_place(package):
    """Whatever number a dossier prints, a reviewer finds it by its id."""
    pages = texts(package)
    ids = {name: set(page_of(text).ids) for name, text in pages.items() if "/facts/" in name}
    missing = []
    for file, root in (("facts.json", ""), ("facts_balance_2012.json", "balance_2012/")):
        for fact in json.loads(package[f"数据/{file}"].read_bytes()):
            owner, _, rest = fact["id"].partition(".")
            school, _, tail = rest.partition(".")
            page, anchor = (school, tail) if owner == "s" else ("county", fact["id"])
            places = (f"评审/{root}facts/{page}.html", f"评审/facts/{page}.html")
            if not any(anchor in ids.get(place, ()) for place in places):
                missing.append(fact["id"])
    assert missing == []


def test_the_list_of_sources_says_what_each_file_is(package, listed):
    for entry in listed:
        content = package[entry["file"]].read_bytes()
        assert sha256_of(content) == entry["sha256_here"]
        assert (entry["sha256"] == entry["sha256_here"]) is not entry["masked"]
        assert entry["submission"].replace("/", "_") in entry["file"]
    forms = {entry["form"]: entry["masked"] for entry in listed}
    assert forms["fitness_return"] is True
    assert forms["school_return"] is forms["county_return"] is forms["survey_return"] is False


def test_what_is_the_bureaus_alone_is_not_in_it(package):
    assert not any("抽样核查建议" in name for name in package)
    visits = package["评审/visits.html"].read_text(encoding="utf-8")
    assert "线索" not in visits and "种子" in visits


def test_a_masked_copy_names_no_pupil_and_is_read_as_the_original_is(season, package, listed):
    store = open_store()
    entries = [entry for entry in listed if entry["masked"]]
    assert len(entries) > 10
    for entry in entries[:4]:
        key = entry["submission"]
        original = store.read(store.received(key) / ORIGINAL)
        copy = package[entry["file"]].read_bytes()
        names = store.read_json(store.received(key) / NAMES)
        said = readable(copy).decode()
        assert len(names) > 10
        assert [name for name in names if name in said] == []
        assert same(tables(key, original), tables(key, copy))


def tables(key: str, content: bytes) -> StagedSubmission:
    layout = catalogue.layouts("2025")[key.split("/")[3]]
    return stage(key, "0", Opened(content), layout, catalogue.code_lists(), pseudonyms(b"x"),
                 wording=receipt_wording()["reading"])  # fmt: skip


def same(one: StagedSubmission, other: StagedSubmission) -> bool:
    """Tell whether two readings agree in everything but who the pupils are."""
    for name, table in one.tables.items():
        left, right = (
            frame.drop(columns=["pupil"]) for frame in (table.frame, other.tables[name].frame)
        )
        pd.testing.assert_frame_equal(left, right)
    return bool(one.tables)


def test_it_is_made_the_same_way_twice(season, package):
    store = open_store()
    key = store.names(store.findings(SEASON))[0]
    findings = shelf.get_findings(store, store.findings(f"{SEASON}/{key}"))
    files, _ = enclosed(store, [findings])
    assert len(files) > 20
    assert {name: package[name].read_bytes() for name in files if "清单" not in name} == {
        name: content for name, content in files.items() if "清单" not in name
    }


def test_originals_may_go_and_what_packages_enclose_stays(season):
    done = steps.purge(SEASON, "档案管理员", OVER)
    searched = json.loads(Path(done.proof).read_bytes())["searched"]
    assert (done.left, searched["found"]) == (0, [])
    assert len(searched["enclosed"]) > 10

    store = open_store()
    key = store.names(store.findings(SEASON))[0]
    findings = shelf.get_findings(store, store.findings(f"{SEASON}/{key}"))
    files, received = enclosed(store, [findings])
    assert list(files) == ["来源/来源清单.json"]
    assert {each.purged for each in received} == {OVER}
    assert {entry["file"] for entry in json.loads(files["来源/来源清单.json"])} == {""}
