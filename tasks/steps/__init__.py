"""What happens, step by step: read from the store, call a stage, write to the store.

The DAGs, the command line and the pages call these functions and nothing behind them. They
take and give keys, never tables.
"""

from tasks.steps.approving import (
    approval_request,
    approvals_due,
    approve,
    ask,
    is_approval_due,
    send_back,
)
from tasks.steps.assembling import assemble
from tasks.steps.attempts import attempts, restore
from tasks.steps.checking import check, check_file, rule_titles
from tasks.steps.chronicle import record
from tasks.steps.comparing import compare
from tasks.steps.deciding import decide
from tasks.steps.evaluating import counties_due, evaluate, findings_of
from tasks.steps.explaining import explain
from tasks.steps.mailing import mails_due, send_mails
from tasks.steps.notifying import notices
from tasks.steps.opening import (
    demo_moment,
    intake_is_empty,
    write_blank_county_list,
    write_blank_roster,
    write_blanks,
    write_demo,
)
from tasks.steps.pending import pending, seasons, to_continue, waiting
from tasks.steps.phases import enter_phases, phases_now
from tasks.steps.planning import plan
from tasks.steps.provinces import provinces
from tasks.steps.publishing import deliver, drafts_due, publish_final
from tasks.steps.purging import Purge, purge, purgeable
from tasks.steps.receiving import receive
from tasks.steps.reminding import remind
from tasks.steps.replaying import replay
from tasks.steps.replying import reply
from tasks.steps.rerunning import compare_rules, counties_of, provinces_of
from tasks.steps.rolling_up import province_state, roll_up
from tasks.steps.sealing import seal
from tasks.steps.staging import stage
from tasks.steps.summary import summary
from tasks.steps.tally import tally
from tasks.steps.unopened import unopened
from tasks.steps.verification import verification_lines, verification_note, verify
from tasks.steps.verifying import verify_catalogue

__all__ = [
    "Purge",
    "approval_request",
    "approvals_due",
    "approve",
    "ask",
    "assemble",
    "attempts",
    "check",
    "check_file",
    "compare",
    "compare_rules",
    "counties_due",
    "counties_of",
    "decide",
    "deliver",
    "demo_moment",
    "drafts_due",
    "enter_phases",
    "evaluate",
    "explain",
    "findings_of",
    "intake_is_empty",
    "is_approval_due",
    "mails_due",
    "notices",
    "pending",
    "phases_now",
    "plan",
    "province_state",
    "provinces",
    "provinces_of",
    "publish_final",
    "purge",
    "purgeable",
    "receive",
    "record",
    "remind",
    "replay",
    "reply",
    "restore",
    "roll_up",
    "rule_titles",
    "seal",
    "seasons",
    "send_back",
    "send_mails",
    "stage",
    "summary",
    "tally",
    "to_continue",
    "unopened",
    "verification_lines",
    "verification_note",
    "verify",
    "verify_catalogue",
    "waiting",
    "write_blank_county_list",
    "write_blank_roster",
    "write_blanks",
    "write_demo",
]
