"""One school as the sections see it: what it teaches, owes, lacks, and still has to do."""

from __future__ import annotations

from dataclasses import dataclass

from tasks.model import Exclusion, ExpectedReturn, Issue


@dataclass(frozen=True)
class School:
    """One school of the roster; `number` is its place there, from 1.

    `levels` are taught there, none where its type is no code; `evaluated` are those that take
    part in the resource indicators. `sites` are the codes of schools that are merged into this
    one. `issues` are still open, `returns` what came of each form it owes.
    """

    number: int
    code: str
    levels: tuple[str, ...]
    evaluated: tuple[str, ...]
    sites: tuple[str, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    returns: tuple[ExpectedReturn, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def subject(self) -> str:
        """Return what the ids of all facts of this school begin with."""
        return f"s.{self.code}"

    def return_of(self, form: str) -> ExpectedReturn | None:
        """Return what has come of one form, None where the school does not owe it."""
        return next((each for each in self.returns if each.form == form), None)

    def can_use(self, form: str) -> bool:
        """Tell whether this school's return of a form was good enough to be evaluated."""
        found = self.return_of(form)
        return found is not None and found.usable
