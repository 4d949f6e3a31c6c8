"""Steps: a draft put before a person, who releases it as final or sends it back.

What is approved is a content: the hash over all files of the draft's package, as a seal has it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks.intake.inbox import RECEIPTS
from tasks.steps.dossiers.outbox import delivered
from tasks.steps.dossiers.publishing import release
from tasks.steps.dossiers.versions import DRAFT, Approval
from tasks.steps.findings.evaluating import current_findings
from tasks.steps.findings.rulebook import template
from tasks.steps.intake.folders import county_folder, hand_out
from tasks.steps.season.moments import readable
from tasks.steps.season.open_seasons import open_season
from tasks.steps.season.seasons import Season
from tasks.steps.season.summary import CountySummary, summary_of
from tasks.steps.wording import problem
from tasks.store import Store, open_store, to_json

SHOWN_ITEMS = 10
SHOWN_NAMES = 10


@dataclass(frozen=True)
class Draft:
    """The draft of what stands now in a county; `content` is the hash over all its files."""

    season: Season
    findings: str
    package: Path
    content: str
    code: str


def approvals_due() -> list[str]:
    """Return `edition/county` of every draft that lies in the outbox and nobody was asked about.

    A draft that is released already is none of them.
    """
    store = open_store()
    return [county for county in store.seasons() if _is_due(store, county)]


def is_approval_due(county: str) -> bool:
    """Tell whether somebody must be asked about the draft of `edition/county`."""
    return _is_due(open_store(), county)


def approval_request(county: str) -> dict[str, str]:
    """Return what a person is to be told before releasing the draft of `edition/county`.

    Plain texts by name: `county`, `county_name`, `findings` (its key), `content_hash`, `code`,
    `summary` (Markdown) and `package` (a path). No pupil is in it. Raises `JunhengError` if
    there is no draft of what stands now.
    """
    store = open_store()
    draft = _standing_draft(store, county)
    return {
        "county": county,
        "county_name": draft.season.county_name,
        "findings": draft.findings,
        "content_hash": draft.content,
        "code": draft.code,
        "summary": _summary(store, draft),
        "package": str(draft.package),
    }


def ask(county: str, moment: str) -> dict[str, str]:
    """Return the same as `approval_request`, and keep that somebody was asked."""
    request = approval_request(county)
    store = open_store()
    path = store.asked(request["findings"])
    if not path.exists():
        note = {"content": request["content_hash"], "moment": moment}
        store.write_once(path, to_json(note))
    return request


def approve(county: str, content_hash: str, by: str, comment: str, moment: str) -> str:
    """Release as final the draft of `edition/county` whose content is `content_hash`.

    Return the path of the final package. Raises `JunhengError` if another draft stands by
    now, somebody else has released it, or a sealed season would be reopened without a word.
    """
    store = open_store()
    draft = _same_draft(store, county, content_hash)
    comment = comment.strip()
    approval = Approval(by.strip(), moment, reason=comment, comment=comment, content=content_hash)
    return release(store, draft.findings, approval)


def send_back(county: str, content_hash: str, by: str, reason: str, moment: str) -> str:
    """Keep that the draft of `edition/county` was refused and why; return the paper's path.

    The paper lies among the bureau's receipts, beside the package where there is no such
    folder. Raises `JunhengError` without a reason, or if another draft stands by now.
    """
    store = open_store()
    if not reason.strip():
        raise problem("no_reason_to_send_back")
    draft = _same_draft(store, county, content_hash)
    note = {"by": by.strip(), "reason": reason.strip(), "moment": moment, "content": content_hash}
    if note not in _refusals(store, draft.findings):
        number = len(_refusals(store, draft.findings)) + 1
        store.write_once(store.sent_back(draft.findings, number), to_json(note))
    return _put_paper(store, draft, note)


def _is_due(store: Store, county: str) -> bool:
    season = open_season(store, county)
    current = season and current_findings(store, season)
    if not season or not current:
        return False
    key, _ = current
    is_answered = store.approval(key).exists() or store.asked(key).exists()
    return not is_answered and delivered(store, season, key, DRAFT) is not None


def _standing_draft(store: Store, county: str) -> Draft:
    from tasks.custody.code import short_code
    from tasks.custody.seal import content_hash, fingerprint_of, hashes_of

    season = open_season(store, county)
    current = season and current_findings(store, season)
    if not season or not current:
        raise problem("not_evaluated")
    key, _ = current
    package = delivered(store, season, key, DRAFT)
    if package is None:
        raise problem("no_draft", county=county)
    content = content_hash(hashes_of(_files_of(package)))
    return Draft(season, key, package, content, short_code(fingerprint_of(key), DRAFT))


def _same_draft(store: Store, county: str, content_hash: str) -> Draft:
    """Return the draft that stands now; raises `JunhengError` if its content is another."""
    draft = _standing_draft(store, county)
    if draft.content != content_hash:
        raise problem("draft_superseded", county=county, package=draft.package.stem)
    return draft


def _files_of(package: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _refusals(store: Store, findings: str) -> list[Any]:
    folder = store.sent_back(findings, 0).parent
    return [store.read_json(folder / name) for name in store.names(folder)]


def _put_paper(store: Store, draft: Draft, note: dict[str, str]) -> str:
    words = template("approval")
    season = draft.season
    text = words["paper"].format(
        county_name=season.county_name,
        title=season.calendar["title"],
        package=draft.package.stem,
        code=draft.code,
        content_hash=draft.content,
        by=note["by"],
        moment=readable(note["moment"]),
        reason=note["reason"],
    )
    name = words["file"].format(code=draft.code)
    county = county_folder(store, season.key)
    if county is None:
        path = draft.package.parent / name
        path.write_text(text, encoding="utf-8")
        return str(path)
    folder = season.calendar["bureau_folder"]
    hand_out(f"{county.parent.name}/{county.name}/{folder}/{name}", name, text.encode())
    return str(county / folder / RECEIPTS / name)


def _summary(store: Store, draft: Draft) -> str:
    words = template("approval")
    season = draft.season
    stands = summary_of(store, season)
    text = words["summary"].format(
        county_name=season.county_name,
        title=season.calendar["title"],
        verdict=words["verdict"].format(verdict=stands.verdict_text),
        package=draft.package.stem,
        code=draft.code,
        content_hash=draft.content,
        not_met=_not_met(stands, words),
        not_checked=_not_checked(stands, words),
        returns=_returns(stands, words),
        folder=season.calendar["bureau_folder"],
        receipts=RECEIPTS,
    )
    return "\n".join([text, *_earlier(store, draft, words)])


def _earlier(store: Store, draft: Draft, words: Any) -> list[str]:
    """Return what was decided before: of this draft, and that a final version was sealed."""
    said = [words["sealed_before"]] if store.sealed(draft.season.key) else []
    for note in _refusals(store, draft.findings):
        told = note | {"moment": readable(note["moment"])}
        said.append(words["sent_back_before"].format(**told))
    return said


def _not_met(stands: CountySummary, words: Any) -> str:
    if not stands.not_met:
        return str(words["nothing_not_met"])
    lines = [words["not_met"].format(count=len(stands.not_met)), ""]
    lines += [words["item"].format(**item) for item in stands.not_met[:SHOWN_ITEMS]]
    left = len(stands.not_met) - SHOWN_ITEMS
    return "\n".join([*lines, *([words["more_items"].format(count=left)] if left > 0 else [])])


def _not_checked(stands: CountySummary, words: Any) -> str:
    if not stands.not_checked:
        return str(words["everything_checked"])
    names = _some(stands.not_checked, words)
    return str(words["not_checked"].format(count=len(stands.not_checked), names=names))


def _returns(stands: CountySummary, words: Any) -> str:
    blanks: dict[str, Any] = {
        "expected": stands.expected,
        "received": stands.received,
        "accepted": len(stands.accepted),
        "explained": stands.explained,
    }
    for name in ("missing", "returned", "queried"):
        found: list[str] = getattr(stands, name)
        blanks[f"{name}_count"] = len(found)
        names = words["names"].format(names=_some(found, words)) if found else ""
        blanks[name] = names
    return str(words["returns"].format(**blanks)).strip()


def _some(names: Sequence[str], words: Any) -> str:
    """Return names in one line, the first ones where they are many."""
    text = words["between"].join(names[:SHOWN_NAMES])
    return str(words["and_more"].format(names=text)) if len(names) > SHOWN_NAMES else text
