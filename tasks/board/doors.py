"""How somebody is known: by the board's own sign-in, or by that of what it is mounted in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request

from tasks.board.people import Person
from tasks.board.sessions import Signer
from tasks.board.throttle import Throttle
from tasks.board.users_file import UsersFile

SESSION = "junheng_session"


@dataclass(frozen=True)
class Stranger:
    """Somebody who has signed in elsewhere and is not known here."""

    name: str


class Door(Protocol):
    """Says who asks. `signs_in_here` tells whether the board has a page to sign in."""

    signs_in_here: bool

    async def person(self, request: Request) -> Person | Stranger | None:
        """Return who asks, None for somebody who has not signed in."""


@dataclass
class OwnDoor:
    """The board's own sign-in: names and passwords of a file, a signed cookie."""

    users: UsersFile
    signer: Signer
    throttle: Throttle = field(default_factory=Throttle)
    signs_in_here: bool = True

    async def person(self, request: Request) -> Person | None:
        """Return whose session it is, None where it is over or its user is gone."""
        found = self.signer.name_in(request.cookies.get(SESSION, ""))
        if found is None:
            return None
        name, mark = found
        person = self.users.person(name)
        return person if person and self.signer.is_mark(mark, self.users.mark(name)) else None

    def enter(self, name: str, password: str, address: str) -> str | None:
        """Return a new session, None where name or password is wrong."""
        person = self.users.signed_in(name, password)
        if person is None:
            self.throttle.failed(name, address)
            return None
        self.throttle.succeeded(name, address)
        return self.signer.session(name, self.users.mark(name))
