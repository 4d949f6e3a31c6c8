"""Step: findings into dossiers, with all that a reviewer checks them with."""

from __future__ import annotations

from collections.abc import Iterable

from tasks import catalogue
from tasks.steps import shelf
from tasks.steps.dossiers.enclosures import Enclosed, enclosures_of
from tasks.steps.dossiers.making import Making, making_of
from tasks.steps.dossiers.page_numbers import with_page_numbers
from tasks.steps.dossiers.process import process_data
from tasks.steps.dossiers.reviewing import review_files
from tasks.steps.dossiers.verification import verification_files
from tasks.steps.dossiers.versions import DRAFT
from tasks.steps.findings import rulebook
from tasks.steps.findings.advising import advice
from tasks.steps.findings.evaluating import findings_folder
from tasks.steps.findings.recipe import recipe
from tasks.steps.findings.rulebook import Rules
from tasks.steps.findings.witnessing import witnessed_workbook
from tasks.steps.garbage import rarely_collected
from tasks.steps.wording import delivery_wording
from tasks.store import Store, open_store, to_json

FILES, INSIDE, DONE, RECIPE = "files", "inside", "done.json", "recipe"
"""In an assembled version: what all get, what is the bureau's alone, that it is whole, by what."""


def assemble(findings: str, version: str = DRAFT) -> str:
    """Make all dossiers of one evaluation; return its key.

    Raises `JunhengError` where the computations of a number do not agree.
    """
    store = open_store()
    if not (store.assembled(findings, version) / DONE).exists():
        with rarely_collected():
            _assemble(store, findings, version)
    return findings


def _assemble(store: Store, findings: str, version: str) -> None:
    folder = store.assembled(findings, version)
    making = making_of(store, findings, version)
    enclosed = enclosures_of(making)
    process = process_data(making, enclosed(making.rules, ()))
    files = {**_evidence(making, process), **with_page_numbers(_dossiers(making, enclosed))}
    files |= _review(making, files)
    inside = advice(making.case, making.rules, making.deciding, making.last_year, making.plan)
    for place, contents in ((FILES, files), (INSIDE, inside)):
        for path, content in sorted(contents.items()):
            store.write_once(folder / place / path, content)
    note = {FILES: sorted(files), INSIDE: sorted(inside), RECIPE: recipe()}
    store.write_once(folder / DONE, to_json(note))


def assembled(store: Store, key: str, version: str, place: str) -> dict[str, bytes]:
    """Return by path the files of an assembled version for everybody, or for the bureau alone."""
    folder = store.assembled(key, version)
    return {
        path: store.read(folder / place / path) for path in store.read_json(folder / DONE)[place]
    }


def recipe_of(store: Store, key: str, version: str) -> str:
    """Return by which program and catalogue a version was assembled, empty if nobody noted it."""
    return str(store.read_json(store.assembled(key, version) / DONE).get(RECIPE, ""))


def _dossiers(making: Making, enclosed: Enclosed) -> dict[str, bytes]:
    """Return the Word files of one evaluation, those of every set of rules of its season.

    The rules that decide come last, because their file list names all the others.
    """
    from tasks.dossiers.assemble import assemble as assemble_dossiers

    files: dict[str, bytes] = {}
    for rules, findings in reversed(list(making.findings.items())):
        files |= assemble_dossiers(
            findings,
            making.roster,
            catalogue.code_lists(),
            rulebook.standards(rules),
            rulebook.dossier_wording(),
            making.season.calendar,
            enclosed(rules, tuple(files)),
        )
    return files


def _review(making: Making, papers: Iterable[str]) -> dict[str, bytes]:
    """Return the pages that lead from a verdict to its cells, and the files they show."""
    return review_files(
        making.store, making.season, making.findings, making.version,
        last_year=making.last_year,
        issues=making.issues,
        explanations=making.accepted,
        evidence=making.documents,
        papers=papers,
    )  # fmt: skip


def _evidence(making: Making, process: bytes) -> dict[str, bytes]:
    """Return what a reviewer checks the dossiers with: live formulas, every fact, 核对.py."""
    files: dict[str, bytes] = {}
    books: dict[Rules, str] = {}
    for rules, findings in making.findings.items():
        role = "deciding" if rules == making.rules else "also"
        names = delivery_wording()["evidence"][role]
        blanks = {"regime": rules.regime, "title": rulebook.standards(rules)["regime"]["title"]}
        workbook, facts = (names[name].format(**blanks) for name in ("check_workbook", "facts"))
        files[workbook] = witnessed_workbook(making.case, rules, findings)
        folder = findings_folder(making.store, making.key, rules)
        files[facts] = making.store.read(folder / shelf.FACTS)
        books[rules] = facts
    return files | verification_files(making.case, books, process)
