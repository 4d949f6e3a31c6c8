"""The file that says who may see the board: names, roles, scopes, and hashed passwords.

It lies outside the checkout. It is read again whenever it has changed, so that whoever is
taken out of it sees nothing from then on.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from tasks.board.passwords import NOBODY, SHORTEST, hashed, is_password
from tasks.board.people import Person, Role, is_scope
from tasks.board.wording import problem

OWNER_ONLY = 0o600


@dataclass(frozen=True)
class User:
    """One entry: a person and what is kept of the password, empty for who signs in elsewhere."""

    person: Person
    password: str


@dataclass(frozen=True)
class UsersFile:
    """The users of one deployment."""

    path: Path

    def users(self) -> Mapping[str, User]:
        """Return all entries by name; raises `JunhengError` where one is written wrong."""
        try:
            stat = self.path.stat()
        except OSError:
            return {}
        return _read(self.path, stat.st_mtime_ns, stat.st_size)

    def person(self, name: str) -> Person | None:
        """Return who bears a name, None for nobody."""
        user = self.users().get(name)
        return user.person if user else None

    def mark(self, name: str) -> str:
        """Return what changes with the password of a name, empty for nobody."""
        user = self.users().get(name)
        return user.password[-SHORTEST:] if user else ""

    def signed_in(self, name: str, password: str) -> Person | None:
        """Return who signs in, None where name or password is wrong, which takes as long."""
        user = self.users().get(name)
        kept = user.password if user and user.password else NOBODY
        right = is_password(password, kept)
        return user.person if user and user.password and right else None

    def add(self, name: str, role: str, scopes: list[str], password: str) -> None:
        """Add somebody, or write the entry of a name anew.

        Without a password somebody signs in through Airflow alone. Raises `JunhengError`
        for a scope that the role does not write so, and a password that is too short.
        """
        entry = _entry({"name": name, "role": role, "scope": scopes})
        if password and len(password) < SHORTEST:
            raise problem("short_password", length=SHORTEST)
        entries = {user.person.name: _note(user) for user in self.users().values()}
        kept = hashed(password) if password else ""
        entries[name] = _note(User(entry.person, kept))
        text = yaml.safe_dump(list(entries.values()), allow_unicode=True, sort_keys=False)
        self._write(text)

    def _write(self, text: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        scratch = self.path.with_name(f".{secrets.token_hex(8)}.tmp")
        handle = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        scratch.replace(self.path)


@lru_cache(maxsize=2)
def _read(path: Path, modified: int, size: int) -> Mapping[str, User]:
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8")) or []
        found = [_entry(each) for each in entries]
    except (yaml.YAMLError, TypeError, AttributeError) as error:
        raise problem("users_file", file=path) from error
    return {each.person.name: each for each in found}


def _entry(note: Mapping[str, Any]) -> User:
    name, role = str(note.get("name", "")).strip(), str(note.get("role", ""))
    if not name:
        raise problem("nameless")
    if role not in tuple(Role):
        raise problem("no_role", role=role, known="、".join(Role))
    given = note.get("scope") or []
    scopes = tuple(map(str, [given] if isinstance(given, str) else given))
    wrong = [scope for scope in scopes if not is_scope(Role(role), scope)]
    if wrong or not scopes:
        raise problem("no_scope", name=name, role=role, scope="、".join(wrong))
    return User(Person(name, Role(role), scopes), str(note.get("password", "") or ""))


def _note(user: User) -> dict[str, Any]:
    person = user.person
    note = {"name": person.name, "role": str(person.role), "scope": list(person.scopes)}
    return note | ({"password": user.password} if user.password else {})
