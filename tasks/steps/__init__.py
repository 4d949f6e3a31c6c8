"""What happens, step by step: read from the store, call a stage, write to the store.

The DAGs, the command line and the pages call these functions and nothing behind them. They
take and give keys, never tables.
"""

from tasks.steps.board.late import note_late
from tasks.steps.dossiers.approving import (
    approval_request,
    approvals_due,
    approve,
    ask,
    is_approval_due,
    send_back,
)
from tasks.steps.dossiers.assembling import assemble
from tasks.steps.dossiers.chronicle import record
from tasks.steps.dossiers.publishing import deliver, drafts_due, publish_final
from tasks.steps.dossiers.sealing import seal
from tasks.steps.dossiers.verification import verification_lines, verification_note, verify
from tasks.steps.findings.evaluating import counties_due, evaluate, findings_of
from tasks.steps.findings.explaining import explain
from tasks.steps.findings.planning import plan
from tasks.steps.findings.replaying import replay
from tasks.steps.findings.rerunning import compare_rules, counties_of, provinces_of
from tasks.steps.findings.verifying import verify_catalogue
from tasks.steps.intake.opening import (
    demo_moment,
    intake_is_empty,
    write_blank_county_list,
    write_blank_roster,
    write_blanks,
    write_demo,
)
from tasks.steps.intake.receiving import receive
from tasks.steps.intake.unopened import unopened
from tasks.steps.notices.mailing import mails_due, send_mails
from tasks.steps.notices.notifying import notices
from tasks.steps.notices.reminding import remind
from tasks.steps.province.provinces import provinces
from tasks.steps.province.rolling_up import province_state, roll_up
from tasks.steps.returns.attempts import attempts, restore
from tasks.steps.returns.checking import check, check_file, rule_titles
from tasks.steps.returns.comparing import compare
from tasks.steps.returns.deciding import decide
from tasks.steps.returns.replying import reply
from tasks.steps.returns.staging import stage
from tasks.steps.season.pending import pending, seasons, to_continue, waiting
from tasks.steps.season.phases import enter_phases, phases_now
from tasks.steps.season.purging import Purge, purge, purgeable
from tasks.steps.season.summary import summary
from tasks.steps.season.tally import tally

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
    "note_late",
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
