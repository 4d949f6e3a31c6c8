"""Who may import whom: the stages are pure and know neither each other nor the edges."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import pytest

from tests.house.sources import (
    Import,
    Module,
    broken,
    imports,
    is_standard_library,
    modules,
    top,
    under,
)

NOUNS = (
    "tasks.model",
    "tasks.errors",
    "tasks.rounding",
    "tasks.layouts",
    "tasks.long_sheets",
    "tasks.overlays",
    "tasks.spelling",
    "tasks.problem_ids",
)
"""What every part may speak of: shared nouns without a library of their own."""

FRAMES = ("pandas", "numpy")
SHEETS = ("openpyxl", "python_calamine", "lxml", "tasks.worksheets")
STAGES = {
    "intake": SHEETS,
    "receipts": SHEETS,
    "staging": (*SHEETS, *FRAMES),
    "validation": (*SHEETS, *FRAMES, "great_expectations"),
    "indicators": FRAMES,
    "dossiers": (*SHEETS, "docx", "segno"),
    "delivery": ("openpyxl", "tasks.worksheets"),
    "witness": (),
    "verification": ("tasks.witness", "tasks.custody"),
    "attempts": FRAMES,
    "demo": (*SHEETS, *FRAMES),
    "screening": (*SHEETS, *FRAMES),
    "history": SHEETS,
    "planning": (*SHEETS, "scipy", *FRAMES),
    "explanations": ("openpyxl", "tasks.worksheets"),
    "disclosure": ("openpyxl", "tasks.worksheets"),
    "review": ("jinja2",),
    "custody": ("cryptography",),
    "rectification": (),
    "redline": ("lxml",),
    "province": ("openpyxl", "tasks.worksheets"),
    "phases": ("openpyxl", "tasks.worksheets"),
    "notices": ("jinja2",),
}
"""The pure packages, and the libraries each may use. demo makes a county as a school would."""

EDGES = {
    "tasks.model": (),
    "tasks.errors": (),
    "tasks.rounding": (),
    "tasks.layouts": ("tasks.spelling",),
    "tasks.long_sheets": (),
    "tasks.overlays": (),
    "tasks.spelling": (),
    "tasks.problem_ids": (),
    "tasks.worksheets": ("openpyxl",),
    "tasks.settings": (),
    "tasks.catalogue": (*NOUNS, "yaml"),
    "tasks.seal": ("tasks.errors", "cryptography"),
    "tasks.object_store": ("tasks.errors", "tasks.settings", "upath", "fsspec", "pyarrow"),
    "tasks.places": ("upath",),
    "tasks.store": (
        *NOUNS,
        "tasks.settings",
        "tasks.object_store",
        "tasks.places",
        "tasks.seal",
        "upath",
    ),
    "tasks.doorbell": ("tasks.errors", "tasks.steps", "airflow"),
    "tasks.post": ("tasks.errors", "tasks.steps", "airflow"),
    "tasks.orchestration": (
        "tasks.errors",
        "tasks.catalogue",
        "tasks.doorbell",
        "tasks.lineage",
        "airflow",
        "pendulum",
    ),
    "tasks.gauges": ("tasks.steps", "airflow"),
    "tasks.lineage": ("airflow",),
    "tasks.local_executor": ("airflow",),
    "tasks.release_form": ("tasks.errors", "tasks.orchestration", "airflow"),
    "tasks.alarm": ("tasks.steps",),
    "tasks.board": (
        "tasks.board",
        *NOUNS,
        "tasks.settings",
        "tasks.catalogue",
        "tasks.store",
        "tasks.steps",
        "fastapi",
        "starlette",
        "jinja2",
        "itsdangerous",
        "yaml",
    ),
    "tasks.airflow_plugin": ("tasks.board", "tasks.store", "airflow", "fastapi", "starlette"),
    "tasks.embedded": ("tasks.embedded", *NOUNS, "tasks.settings", "psutil", "yaml"),
}
"""What the modules around the stages may import beside the standard library."""

AIRFLOW_IS_KNOWN_TO = (
    "dags",
    "tasks.doorbell",
    "tasks.gauges",
    "tasks.lineage",
    "tasks.local_executor",
    "tasks.orchestration",
    "tasks.release_form",
    "tasks.post",
    "tasks.airflow_plugin",
)
LIGHT = ("yaml", "upath", "fsspec")
"""Libraries that may be loaded each time Airflow parses a DAG file."""


def allowed(module: str) -> tuple[str, ...] | None:
    """Return what a module may import beside the standard library, None for no limit."""
    parts = module.split(".")
    if top(module) == "dags":
        return (
            "airflow",
            "pendulum",
            "tasks.gauges",
            "tasks.orchestration",
            "tasks.release_form",
            "tasks.post",
            "tasks.steps",
        )
    if len(parts) > 1 and parts[1] in STAGES:
        return (f"tasks.{parts[1]}", *NOUNS, *STAGES[parts[1]])
    fitting = [
        name for name in EDGES if name == module or (name != "tasks" and under(module, name))
    ]
    return EDGES[max(fitting, key=len)] if fitting else None


def forbidden_imports(module: Module) -> list[Import]:
    """Return the imports of a module that its place in the house does not allow."""
    given = allowed(module.name)
    return [
        each
        for each in imports(module)
        if not is_standard_library(each.name)
        and (_is_airflow_elsewhere(module, each) or not (given is None or _in(each.name, given)))
    ]


def _is_airflow_elsewhere(module: Module, each: Import) -> bool:
    known = any(under(module.name, name) for name in AIRFLOW_IS_KNOWN_TO)
    return top(each.name) == "airflow" and not known


def _in(name: str, packages: Iterable[str]) -> bool:
    return any(under(name, package) for package in packages)


def loaded_at_once(start: str, known: dict[str, Module]) -> dict[str, str]:
    """Return what importing `start` loads, each with the module that asks for it."""
    found: dict[str, str] = {}
    waiting = [(start, start)]
    while waiting:
        name, asked_by = waiting.pop()
        if name in found:
            continue
        found[name] = asked_by
        for each in imports(known[name]) if name in known else ():
            if each.at_once:
                waiting += [(part, name) for part in _what_is_loaded(each.name, known)]
    return found


def _what_is_loaded(name: str, known: dict[str, Module]) -> list[str]:
    """Return the modules that `name`, a module or a name in one, makes Python load."""
    parts = name.split(".")
    if parts[0] != "tasks":
        return [parts[0]]
    prefixes = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
    return [prefix for prefix in prefixes if prefix in known]


def test_a_module_imports_only_what_its_place_allows():
    assert broken(forbidden_imports, modules("tasks", "dags")) == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.staging.values", "from tasks.intake import inbox"),
        ("tasks.staging.values", "def read():\n    from tasks.store import open_store"),
        ("tasks.indicators.balance", "from tasks import catalogue"),
        ("tasks.indicators.balance", "import great_expectations"),
        ("tasks.delivery.package", "import pandas"),
        ("tasks.validation.suites", "from ..indicators import facts"),
        ("tasks.model", "import pandas"),
        ("tasks.settings", "from tasks.store import Store"),
        ("tasks.steps.returns.staging", "def stage():\n    from airflow.sdk import task"),
        ("tasks.cli", "import airflow"),
        ("tasks.embedded.season", "import airflow"),
        ("dags.collect", "from tasks.staging import tables"),
        ("dags.collect", "import pandas"),
    ],
)
def test_a_forbidden_import_is_found(name, text):
    assert len(forbidden_imports(Module(name, text))) == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("tasks.staging.values", "from tasks.model import Issue\nfrom tasks.staging import dates"),
        ("tasks.staging.values", "from __future__ import annotations\nimport python_calamine"),
        ("tasks.model", "if TYPE_CHECKING:\n    import pandas"),
        ("tasks.steps.returns.staging", "def stage():\n    from tasks.staging import tables"),
        ("tasks.airflow_plugin", "from airflow.sdk import task"),
        ("dags.collect", "from airflow.sdk import dag\nfrom tasks import orchestration, steps"),
    ],
)
def test_an_allowed_import_is_left_alone(name, text):
    assert forbidden_imports(Module(name, text)) == []


@pytest.mark.parametrize("start", ["tasks.steps", "tasks.cli"])
def test_steps_and_command_line_load_nothing_heavy_at_once(start):
    known = {module.name: module for module in modules("tasks")}
    assert start in known
    starts = [name for name in known if under(name, start)]

    heavy = {
        (each, name)
        for one in starts
        for name, each in loaded_at_once(one, known).items()
        if not (top(name) == "tasks" or is_standard_library(name) or name in LIGHT)
    }

    assert sorted(heavy) == []


def test_a_heavy_library_behind_a_stage_is_found():
    known = {
        name: Module(name, text)
        for name, text in {
            "tasks": "",
            "tasks.steps": "from tasks.staging.tables import stage",
            "tasks.staging": "",
            "tasks.staging.tables": "import pandas\ndef f():\n    import openpyxl",
        }.items()
    }

    found = loaded_at_once("tasks.steps", known)

    assert found["pandas"] == "tasks.staging.tables"
    assert "openpyxl" not in found


def paths_joined(module: Module) -> list[int]:
    """Return the lines in which a module reaches under the store's root by itself."""
    return [
        node.lineno
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr == "root"
    ]


def test_only_the_store_joins_its_paths():
    joining = ("tasks.store", "tasks.places")
    others = [module for module in modules("tasks", "dags") if module.name not in joining]
    assert broken(paths_joined, others) == {}


def test_a_path_joined_elsewhere_is_found():
    text = "def f(store):\n    return store.root / 'seasons'"
    assert paths_joined(Module("tasks.steps.intake.folders", text)) == [2]
