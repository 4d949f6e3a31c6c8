"""What every page of a file says of the whole: 初稿 or who approved it, and the code."""

from __future__ import annotations

from datetime import datetime

from tasks.dossiers.enclosures import Enclosures
from tasks.dossiers.sentences import SHARED, Sentences
from tasks.dossiers.word.pages import PageMark
from tasks.model import Findings


def page_mark(words: Sentences, findings: Findings, enclosures: Enclosures) -> PageMark:
    """Return the mark on the pages of a version; without a code its footers say nothing."""
    approval = enclosures.approval
    kind, blanks = "draft", {}
    if approval is not None:
        moment = words.moment(datetime.fromisoformat(approval["moment"]))
        kind, blanks = "final", {"approved_by": approval["approved_by"], "moment": moment}
    return PageMark(
        header=words.say(SHARED, f"marks.{kind}.header", **blanks),
        watermark=words.say(SHARED, f"marks.{kind}.watermark"),
        **_code(words, findings, enclosures, kind),
    )


def _code(
    words: Sentences, findings: Findings, enclosures: Enclosures, version: str
) -> dict[str, str]:
    if not enclosures.code:
        return {}
    text = words.say(
        SHARED,
        "marks.qr",
        code=enclosures.code,
        county_name=findings.county_name,
        edition=findings.edition,
        version=words.say(SHARED, f"marks.versions.{version}"),
        fingerprint=enclosures.fingerprint,
    )
    return {
        "code": words.say(SHARED, "marks.code", code=enclosures.code),
        "qr_text": text,
        "qr_about": words.say(SHARED, "marks.qr_about", text=text),
    }
