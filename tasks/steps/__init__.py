"""What happens, step by step: read from the store, call a stage, write to the store.

The DAGs, the command line and the pages call these functions and nothing behind them. They
take and give keys, never tables.
"""

from tasks.steps.assembling import assemble
from tasks.steps.attempts import attempts, restore
from tasks.steps.checking import check, check_file, rule_titles
from tasks.steps.chronicle import record
from tasks.steps.comparing import compare
from tasks.steps.evaluating import counties_due, evaluate
from tasks.steps.explaining import explain
from tasks.steps.opening import (
    demo_moment,
    intake_is_empty,
    write_blank_roster,
    write_blanks,
    write_demo,
)
from tasks.steps.pending import pending, seasons, waiting
from tasks.steps.planning import plan
from tasks.steps.publishing import deliver, drafts_due, publish_final
from tasks.steps.purging import Purge, purge, purgeable
from tasks.steps.receiving import receive
from tasks.steps.reminding import remind
from tasks.steps.replaying import replay
from tasks.steps.replying import reply
from tasks.steps.sealing import seal
from tasks.steps.staging import stage
from tasks.steps.summary import summary
from tasks.steps.unopened import unopened
from tasks.steps.verification import verification_lines, verification_note, verify
from tasks.steps.verifying import verify_catalogue

__all__ = [
    "Purge",
    "assemble",
    "attempts",
    "check",
    "check_file",
    "compare",
    "counties_due",
    "deliver",
    "demo_moment",
    "drafts_due",
    "evaluate",
    "explain",
    "intake_is_empty",
    "pending",
    "plan",
    "publish_final",
    "purge",
    "purgeable",
    "receive",
    "record",
    "remind",
    "replay",
    "reply",
    "restore",
    "rule_titles",
    "seal",
    "seasons",
    "stage",
    "summary",
    "unopened",
    "verification_lines",
    "verification_note",
    "verify",
    "verify_catalogue",
    "waiting",
    "write_blank_roster",
    "write_blanks",
    "write_demo",
]
