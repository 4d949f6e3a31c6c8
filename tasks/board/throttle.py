"""How often somebody may try a password."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

TRIES = 5
TRIES_OF_ADDRESS = 60
WINDOW_SECONDS = 15 * 60
MOST_KNOWN = 10_000


@dataclass
class Throttle:
    """Counts the failures of names and of addresses within a window of time."""

    clock: Callable[[], float] = time.monotonic
    _failures: OrderedDict[str, list[float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def refuses(self, name: str, address: str) -> bool:
        """Tell whether no password is looked at for now, not even the right one."""
        with self._lock:
            return (
                self._count(_pair(name, address)) >= TRIES
                or self._count(address) >= TRIES_OF_ADDRESS
            )

    def failed(self, name: str, address: str) -> None:
        """Count one failure."""
        with self._lock:
            for each in (_pair(name, address), address):
                self._failures.setdefault(each, []).append(self.clock())
                self._failures.move_to_end(each)
            while len(self._failures) > MOST_KNOWN:
                self._failures.popitem(last=False)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the failures of a name from an address."""
        with self._lock:
            self._failures.pop(_pair(name, address), None)

    def _count(self, key: str) -> int:
        since = self.clock() - WINDOW_SECONDS
        found = [moment for moment in self._failures.get(key, ()) if moment > since]
        if key in self._failures:
            self._failures[key] = found
        return len(found)


def _pair(name: str, address: str) -> str:
    return f"{address}\0{name}"
