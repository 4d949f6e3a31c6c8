"""What changed since the version before: dossiers with tracked changes, a comment a number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from tasks import catalogue
from tasks.steps.dossiers.assembling import DONE, FILES, assembled, recipe_of
from tasks.steps.dossiers.versions import FINAL, approval_of
from tasks.steps.findings import rulebook
from tasks.steps.findings.evaluating import findings_by_rules
from tasks.steps.wording import delivery_wording
from tasks.store import Store, to_json

if TYPE_CHECKING:
    from tasks.redline.causes import Causes, Words
    from tasks.steps.season.seasons import Season

WORD, MARKED = ".docx", "marked"


def redlines(
    store: Store, season: Season, key: str, version: str, files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return for each Word file that differs from the version before its tracked changes.

    `key` names the findings of a version, `files` are the dossiers in it. What goes before a
    draft is the draft before, and before a final version the final one before; without one
    there is nothing to return. They are made once and kept, so that what is sealed is what
    was delivered.
    """
    folder = store.assembled(key, version)
    note = folder / f"{MARKED}.json"
    if not note.exists():
        before = version_before(store, season.key, version, key)
        made = {} if before is None else _made(store, season, (before, key), version, files)
        for path, content in sorted(made.items()):
            store.write_once(folder / MARKED / path, content)
        store.write_once(note, to_json({"before": before, FILES: sorted(made)}))
    return {path: store.read(folder / MARKED / path) for path in store.read_json(note)[FILES]}


def _made(
    store: Store, season: Season, keys: tuple[str, str], version: str, files: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the tracked changes since the version before.

    What is made for the public has none: struck-out numbers would tell what it hides.
    """
    from tasks.redline.package import has_same_body

    before, _ = keys
    earlier = assembled(store, before, version, FILES)
    public = rulebook.dossier_wording()["package"]["files"]["public_notice"]
    changed = {
        path: (earlier[path], content)
        for path, content in sorted(files.items())
        if path.endswith(WORD) and path in earlier and path != public
        and not has_same_body(earlier[path], content)
    }  # fmt: skip
    return _marked(store, season, keys, version, changed) if changed else {}


def version_before(store: Store, season: str, version: str, key: str) -> str | None:
    """Return the findings whose draft, or final version, was delivered before that of `key`."""
    note = store.issue_number(season, version, key)
    numbers = {
        f"{season}/{name.removesuffix('.json')}": int(store.read_json(note.parent / name)["number"])
        for name in store.names(note.parent)
    }
    here = numbers.get(key)
    earlier = {
        number: other
        for other, number in numbers.items()
        if (here is None or number < here) and other != key
    }
    whole = (
        other
        for _, other in sorted(earlier.items(), reverse=True)
        if (store.assembled(other, version) / DONE).exists()
    )
    return next(whole, None)


def _marked(
    store: Store,
    season: Season,
    keys: tuple[str, str],
    version: str,
    changed: Mapping[str, tuple[bytes, bytes]],
) -> dict[str, bytes]:
    from tasks.redline.carried import carried_by
    from tasks.redline.reasons import Reasons
    from tasks.redline.redline import redline

    wording = rulebook.template("redline")
    causes = _causes(store, keys, version)
    deciding = next(iter(causes))
    moment = _moment(store, season, keys[1], version)
    made: dict[str, bytes] = {}
    printed: dict[str, list[bytes]] = {}
    for path, (old, new) in changed.items():
        carried = carried_by(new)
        regime = carried.regime if carried.regime in causes else deciding
        found = redline(
            old, new, Reasons(causes[regime], carried_by(old), carried), wording["charts"],
            author=str(wording["author"]), moment=moment,
            most_points=int(wording["most"]["points"]),
        )  # fmt: skip
        if found.changes:
            made[f"{wording['folder']}/{path}"] = found.docx
            printed.setdefault(regime, []).append(new)
    if made:
        told = [(each, printed.get(regime, ())) for regime, each in causes.items()]
        words = catalogue.read_yaml(catalogue.TEMPLATES / "redline" / "note.yml")
        made[f"{wording['folder']}/{words['file']}"] = _note(season, words, told, version, moment)
    return made


def _note(
    season: Season,
    words: Mapping[str, Any],
    told: Sequence[tuple[Causes, Sequence[bytes]]],
    version: str,
    moment: datetime,
) -> bytes:
    """Return the overview of everything that changed, by all rules, as a Word file."""
    from tasks.dossiers.change_note import change_note
    from tasks.dossiers.word.dossier import PageMark, Styles
    from tasks.dossiers.word.reading import numbers
    from tasks.redline.overview import overview

    rows: dict[str, dict[tuple[str, ...], None]] = {}
    for causes, files in told:
        printed = (fact for file in files for fact, _ in numbers(file))
        for name, found in asdict(overview(causes, printed)).items():
            rows.setdefault(name, {}).update(dict.fromkeys(found))
    dossiers, called = rulebook.dossier_wording(), delivery_wording()["versions"][version]
    programs = told[0][0].programs
    return change_note(
        Styles.read(dossiers["styles"], "templates/dossiers/styles.yml"),
        words,
        {name: list(found) for name, found in rows.items()},
        county_name=season.county_name,
        version=called,
        recipes=(programs.before, programs.after),
        mark=PageMark(called, dossiers["package"]["marks"][version]["watermark"]),
        moment=moment,
    )


def _causes(store: Store, keys: tuple[str, str], version: str) -> dict[str, Causes]:
    """Return the causes by the regime that both versions were judged by."""
    from tasks.redline.causes import Causes, Programs

    olds, news = (
        {findings.regime: findings for _, findings in findings_by_rules(store, key)} for key in keys
    )
    programs = Programs(*(recipe_of(store, key, version) for key in keys))
    found: dict[str, Causes] = {}
    for regime, new in news.items():
        if regime in olds:
            found[regime] = Causes(olds[regime], new, _words(), programs)
    return found


def _words() -> Words:
    from tasks.redline.causes import Words

    forms: Mapping[str, Any] = rulebook.dossier_wording()["package"]["forms"]
    levels = catalogue.code_lists()["levels"].rows.items()
    titles = {code: str(row["title"]) for code, row in levels}
    return Words(rulebook.template("redline"), forms, titles)


def _moment(store: Store, season: Season, key: str, version: str) -> datetime:
    """Return when the changes say they were made: as the dossier itself, never by the clock."""
    if version == FINAL:
        return datetime.fromisoformat(approval_of(store, key).moment).replace(tzinfo=None)
    return datetime.combine(date.fromisoformat(str(season.calendar["snapshot_date"])), time())
