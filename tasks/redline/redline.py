"""Two versions of a Word file as the new one with tracked changes and comments on causes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from tasks.redline.bodies import Bodies
from tasks.redline.charts import Charts
from tasks.redline.marks import Marks
from tasks.redline.markup import name, w
from tasks.redline.package import DOCUMENT, OFFICE, Package, has_same_body, to_xml
from tasks.redline.paragraphs import Paragraphs
from tasks.redline.told import Told

COMMENTS = "word/comments.xml"
COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
BODY = name("w:body")


@dataclass(frozen=True)
class Redline:
    """A Word file with tracked changes, and how many changes and comments it has."""

    docx: bytes
    changes: int
    comments: int


def redline(
    old_docx: bytes,
    new_docx: bytes,
    told: Told,
    wording: Mapping[str, str],
    *,
    author: str,
    moment: datetime,
    most_points: int,
) -> Redline:
    """Return the new file with all that differs from the old one marked in its body.

    Accepting all changes gives the new text, rejecting all the old one; headers, footers and
    looks are those of the new file. `told` knows the lines of a comment on numbers that changed;
    `wording` has the sentences about charts, of whose points at most `most_points` are named.
    The same input gives the same bytes.
    """
    if has_same_body(old_docx, new_docx):
        return Redline(new_docx, 0, 0)
    old, new = Package(old_docx), Package(new_docx)
    marks = Marks(author, moment, new.document)
    charts = Charts(old, new, told, wording, most_points)
    paragraphs = Paragraphs(marks, told, charts)
    bodies = Bodies(marks, paragraphs, charts)
    bodies.merge(old.document.find(BODY), new.document.find(BODY))
    if marks.comments:
        new.add(COMMENTS, to_xml(w("comments", *marks.comments)), COMMENTS_TYPE)
        new.relate(DOCUMENT, f"{OFFICE}/comments", COMMENTS)
    return Redline(new.to_bytes(), marks.made, len(marks.comments))
