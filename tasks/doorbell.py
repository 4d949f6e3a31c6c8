"""The doorbell of the intake folders: it rings when something new lies there, and no more.

What rings is an event of Airflow; what is due is decided by the ledger alone. An event that is
repeated, merged with another or lost does no harm: the run it starts looks for itself, the
doorbell rings again for what still waits, and the clock starts runs as well.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

from airflow.triggers.base import BaseEventTrigger, TriggerEvent

from tasks.errors import StoreError

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 10.0
RING_AGAIN_SECONDS = 300.0
"""After this time it rings again for the same files: the event may have been lost."""


class IntakeTrigger(BaseEventTrigger):
    """Rings while files lie in the intake that the ledger does not know.

    `look_every` and `ring_again` are seconds.
    """

    def __init__(
        self, look_every: float = LOOK_EVERY_SECONDS, ring_again: float = RING_AGAIN_SECONDS
    ) -> None:
        super().__init__()
        self.look_every = look_every
        self.ring_again = ring_again

    def serialize(self) -> tuple[str, dict[str, Any]]:
        """Return by what Airflow makes this trigger anew in another process."""
        return (
            f"{type(self).__module__}.{type(self).__qualname__}",
            {"look_every": self.look_every, "ring_again": self.ring_again},
        )

    async def run(self) -> AsyncIterator[TriggerEvent]:
        """Look again and again; yield an event that says how many files wait.

        A store or folder that does not answer is asked again later.
        """
        bell = Bell(self.ring_again, time.monotonic)
        while True:
            try:
                waiting = await asyncio.to_thread(_waiting)
            except (StoreError, OSError) as error:
                log.warning("the intake cannot be looked at now: %s", type(error).__name__)
            else:
                if bell.rings(waiting):
                    yield TriggerEvent({"files": len(waiting)})
            await asyncio.sleep(self.look_every)


class Bell:
    """Remembers for which files it rang, and when."""

    def __init__(self, ring_again: float, clock: Callable[[], float]) -> None:
        self.ring_again = ring_again
        self.clock = clock
        self.last: str = ""
        self.rang_at = 0.0

    def rings(self, waiting: list[str]) -> bool:
        """Tell whether to ring: for other files than before, or for the same after a while."""
        if not waiting:
            self.last = ""
            return False
        name = hashlib.sha256("\0".join(sorted(waiting)).encode()).hexdigest()
        now = self.clock()
        if name == self.last and now - self.rang_at < self.ring_again:
            return False
        self.last, self.rang_at = name, now
        return True


def _waiting() -> list[str]:
    from tasks import steps

    return steps.waiting()
