"""What a paper of a school says where a return that it needs is missing or was sent back."""

from __future__ import annotations

from tasks.dossiers.view import School, View
from tasks.dossiers.word.dossier import Dossier
from tasks.model import ExpectedReturn, Status

FORM = "school_form"
"""The wording that all papers of a school share."""


def write_unusable(dossier: Dossier, view: View, school: School, form: str = "") -> None:
    """Append for each unusable return of a school, or that of one form, what it leaves open."""
    for each in school.returns:
        if not each.usable and form in ("", each.form):
            _write_one(dossier, view, each)


def _write_one(dossier: Dossier, view: View, expected: ExpectedReturn) -> None:
    kind = "returned" if expected.status is Status.RETURNED else "missing"
    title = view.form_title(expected.form)
    dossier.paragraph(view.say(FORM, f"unusable.{kind}", form=title))
    for gap in view.gaps:
        if (gap.school, gap.form) == (expected.school, expected.form):
            words = {"items": view.item_titles(gap.items), "reason": gap.reason}
            dossier.note(view.say(FORM, "unusable.effect", **words))
