"""What must be true when all is done: of each file one receipt, its bytes kept, nothing over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tasks.intake.inbox import RECEIPTS, TAKEN
from tasks.steps.intake.ledger import ANSWERED, LEFT, Ledger
from tasks.store import ORIGINAL, open_store, sha256_of
from tests.soak.plan import Dropped, numbers_of


def faults(intake: Path, lake: Path, dropped: Sequence[Dropped]) -> list[str]:
    """Return what is not as it must be, a line each; nothing where all is well."""
    files = [path for path in intake.rglob("*") if path.is_file()]
    return [
        *_of_receipts(files, dropped),
        *_of_originals(files, dropped),
        *_of_kept(lake, dropped),
        *_of_ledger(intake, dropped),
        *(f"left in the intake: {path.name}" for path in files if not _is_done(path)),
    ]


def _is_done(path: Path) -> bool:
    return RECEIPTS in path.parts or TAKEN in path.parts


def _of_receipts(files: Sequence[Path], dropped: Sequence[Dropped]) -> Iterator[str]:
    names = [path.stem for path in files if path.parent.name == RECEIPTS]
    # 报表00012 ends a name; the file 00012-1 came in the archive 00012包.
    found = Counter(name.rpartition("表")[2] for name in names if "表" in name.rpartition("_")[2])
    found += Counter(name.rpartition("明")[2] for name in names if "说明" in name)
    found += Counter(name.rpartition("包")[0][-5:] + "包" for name in names if name.endswith("包"))
    for number in numbers_of(dropped):
        if found[number] != 1:
            yield f"{found[number]} receipts of {number}"


def _of_originals(files: Sequence[Path], dropped: Sequence[Dropped]) -> Iterator[str]:
    lying = Counter(sha256_of(path.read_bytes()) for path in files if TAKEN in path.parts)
    wanted = Counter(each.sha256 for each in dropped)
    for sha256, count in (wanted - lying).items():
        yield f"{count} × not in {TAKEN}: {sha256[:12]}"


def _of_kept(lake: Path, dropped: Sequence[Dropped]) -> Iterator[str]:
    kept = {sha256_of(path.read_bytes()) for path in lake.glob(f"received/**/{ORIGINAL}")}
    kept |= {path.name for path in lake.glob("refused/*/*/*")}
    for each in dropped:
        for sha256 in each.inside or (each.sha256,):
            if sha256 not in kept:
                yield f"bytes not kept: {each.target.rpartition('/')[2]}"


def _of_ledger(intake: Path, dropped: Sequence[Dropped]) -> Iterator[str]:
    (county,) = {Path(each.target).parts[:2] for each in dropped}
    ledger = Ledger.of(open_store(), *county)
    entered: Counter[str] = Counter()
    for event in ledger.events():
        entry = ledger.entry(event)
        entered[entry["path"]] += 1
        if not ledger.has(event, ANSWERED):
            yield f"not answered: {entry['path']}"
        if entry["target"] and not ledger.has(event, LEFT):
            yield f"not moved: {entry['path']}"
    for each in dropped:
        if not entered[each.target]:
            yield f"not in the ledger: {each.target}"
