"""Which code and which data decided: the fingerprint every derived result stands under."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import tasks
from tasks import catalogue

SHORT = 12


def fingerprint(*parts: str) -> str:
    """Return a short fingerprint of some texts in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:SHORT]


@cache
def code_digest() -> str:
    """Return the fingerprint of the program itself."""
    package = Path(tasks.__file__).parent
    total = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        total.update(path.relative_to(package).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


@cache
def recipe() -> str:
    """Return the fingerprint of program, standards, suites, layouts and templates together."""
    return fingerprint(tasks.__version__, code_digest(), catalogue.digest())
