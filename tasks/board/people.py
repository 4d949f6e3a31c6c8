"""Who may see the board, and which rows of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

EVERY = "*"


class Role(StrEnum):
    """What somebody is here; `DEPLOYMENT` looks after all of it."""

    SCHOOL = "school"
    COUNTY = "county"
    PROVINCE = "province"
    DEPLOYMENT = "deployment"


SCOPES = {
    Role.SCHOOL: re.compile(r"(\d{4}|\*)/\d{6}/\w+", re.ASCII),
    Role.COUNTY: re.compile(r"(\d{4}|\*)/\d{6}", re.ASCII),
    Role.PROVINCE: re.compile(r"(\d{4}|\*)/\d{2,4}", re.ASCII),
    Role.DEPLOYMENT: re.compile(r"\*"),
}
"""How the scope of each role is written: `2025/139901/2113990001`, `2025/139901`, `2025/13`, `*`.

The year may be `*` for every year.
"""

DECIDES = (Role.COUNTY, Role.DEPLOYMENT)
RELEASES = (Role.COUNTY, Role.PROVINCE, Role.DEPLOYMENT)


@dataclass(frozen=True)
class Person:
    """Somebody who has signed in. `scopes` are written as their role writes them."""

    name: str
    role: Role
    scopes: tuple[str, ...]

    def sees_county(self, season: str) -> bool:
        """Tell whether all rows of a county `edition/county` may be shown."""
        if self.role is Role.SCHOOL:
            return False
        return any(_covers(scope, season, self.role) for scope in self.scopes)

    def sees_school(self, season: str, school: str) -> bool:
        """Tell whether the rows of one school may be shown."""
        if self.role is Role.SCHOOL:
            wanted = f"{season}/{school}"
            return any(_same(scope, wanted) for scope in self.scopes)
        return self.sees_county(season)

    def sees_rules(self, edition: str) -> bool:
        """Tell whether what the rules of a year say may be shown: to whom that year concerns."""
        return any(scope.split("/")[0] in (EVERY, edition) for scope in self.scopes)

    def decides(self, season: str) -> bool:
        """Tell whether explanations of a county may be accepted or sent back."""
        return self.role in DECIDES and self.sees_county(season)

    def releases(self, season: str) -> bool:
        """Tell whether the release of a county may be approved or refused."""
        return self.role in RELEASES and self.sees_county(season)


def is_scope(role: Role, scope: str) -> bool:
    """Tell whether a scope is written as its role asks."""
    return bool(SCOPES[role].fullmatch(scope))


def _covers(scope: str, season: str, role: Role) -> bool:
    if role is Role.DEPLOYMENT:
        return scope == EVERY
    if role is Role.COUNTY:
        return _same(scope, season)
    edition, _, start = scope.partition("/")
    year, _, county = season.partition("/")
    return bool(start) and edition in (EVERY, year) and county.startswith(start)


def _same(scope: str, wanted: str) -> bool:
    """Tell whether a scope names exactly this, its year perhaps being every year."""
    edition, _, rest = scope.partition("/")
    year, _, place = wanted.partition("/")
    return edition in (EVERY, year) and rest == place
