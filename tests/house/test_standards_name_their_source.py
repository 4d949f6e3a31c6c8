"""Every number of a standard stands under a clause and a source; an assumption says it is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tasks import catalogue

STANDARDS = catalogue.EXPECTATIONS / "standards"
YAML_FILES = sorted(STANDARDS.rglob("*.yml"))
CSV_FILES = sorted(STANDARDS.rglob("*.csv"))
PLACES = "places"
"""Begins the names under which stands how many decimals are printed: no standard."""

REGIMES = sorted(
    path for path in STANDARDS.iterdir() if path.is_dir() and path.name != catalogue.TERMS
)


def numbers_without_source(data: Any, above: Mapping[str, Any] | None = None) -> Iterator[str]:
    """Yield where numbers stand that no mapping around them gives clause and source of."""
    known = dict(above or {})
    if isinstance(data, Mapping):
        known |= {name: data[name] for name in ("clause", "source") if name in data}
        for name, inner in data.items():
            if not str(name).startswith(PLACES):
                yield from (f"{name}.{place}" for place in numbers_without_source(inner, known))
    elif isinstance(data, list):
        for number, inner in enumerate(data):
            yield from (f"{number}.{place}" for place in numbers_without_source(inner, known))
    elif isinstance(data, int | float) and not isinstance(data, bool) and len(known) < 2:
        yield str(data)


def sources_in(data: Any) -> Iterator[str]:
    """Yield every source that some data names."""
    if isinstance(data, Mapping):
        yield from (data[name] for name in data if name == "source" or name.endswith("_source"))
        data = list(data.values())
    if isinstance(data, list):
        for inner in data:
            yield from sources_in(inner)


def unanswered(data: Any, place: str = "") -> Iterator[str]:
    """Yield every entry with a clause that does not say whether the text was seen."""
    if isinstance(data, Mapping):
        if {"clause", "source"} <= set(data) and "confirmed" not in data:
            yield place
        for name, inner in data.items():
            yield from unanswered(inner, f"{place}.{name}")


def name_of(path: Path) -> str:
    """Return a file's name below the standards."""
    return path.relative_to(STANDARDS).as_posix()


@pytest.mark.parametrize("path", YAML_FILES, ids=name_of)
def test_every_number_has_clause_and_source(path):
    data = catalogue.read_yaml(path)
    assert list(numbers_without_source(data)) == []
    assert list(unanswered(data)) == []


@pytest.mark.parametrize("regime", REGIMES, ids=name_of)
def test_a_regime_names_its_document_and_issuer(regime):
    head = catalogue.read_yaml(regime / ("regime.yml" if _has_regime(regime) else "standard.yml"))
    assert head["title"]
    assert head["issuer"]
    assert head.get("number") or head["document"]


@pytest.mark.parametrize("regime", filter(lambda path: _has_regime(path), REGIMES), ids=name_of)
def test_every_source_is_listed(regime):
    listed = catalogue.read_yaml(regime / "regime.yml")["sources"]
    named = {source for path in regime.rglob("*.yml") for source in sources_in(_read(path))}
    assert [name for name in named if name not in listed and not name.startswith("http")] == []


@pytest.mark.parametrize("path", CSV_FILES, ids=name_of)
def test_a_table_says_in_its_head_where_it_was_printed(path):
    head = path.read_text(encoding="utf-8").splitlines()[0]
    assert head.startswith("#")
    assert "〔" in head
    assert "号" in head
    rows = catalogue.read_csv(path)
    assert rows
    assert [row for row in rows if None in row or None in row.values()] == []


def _has_regime(folder: Path) -> bool:
    return (folder / "regime.yml").exists()


def _read(path: Path) -> Any:
    data = catalogue.read_yaml(path)
    return {name: data[name] for name in data if name != "sources"}


def test_a_number_without_source_is_found():
    entry = {"clause": "第一项", "source": "form", "confirmed": True, "minimum": {"primary": 4.2}}
    assert list(numbers_without_source({"L1": entry})) == []
    assert list(numbers_without_source({"L1": {"minimum": {"primary": 4.2}}})) == [
        "L1.minimum.primary.4.2"
    ]
    assert list(numbers_without_source({"L1": {"clause": "第一项", "rows": [3]}})) == [
        "L1.rows.0.3"
    ]


def test_a_silent_assumption_is_found():
    assert list(unanswered({"R": {"clause": "一", "source": "form"}})) == [".R"]
    assert list(sources_in({"R": {"source": "press", "b": [{"formula_source": "x"}]}})) == [
        "press",
        "x",
    ]
