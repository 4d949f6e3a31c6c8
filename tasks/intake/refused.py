"""The answer to a file that cannot be taken in."""

from __future__ import annotations

from tasks.errors import SubmissionError


class Refused(SubmissionError):  # noqa: N818
    """A file that cannot be taken in; `reason` names the entry of the wording that says why.

    `parts` fill the blanks of that sentence.
    """

    def __init__(self, reason: str, **parts: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.parts = parts
