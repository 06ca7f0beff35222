"""The sections of everything that is about money that moved."""

from billhook.dashboard.second_level import SecondLevel, Section

INTENTS, REFUNDS, DISPUTES, NOTES, BALANCE = "/payments", "/refunds", "/disputes", "/credit-notes", "/balance"
PAYOUTS = "/payouts"
STATEMENTS, UNMATCHED = "/bank-statements", "/unmatched-money"
SEPA = "/sepa-files"
CALLS = "/calls"

PAYMENTS = SecondLevel(
    "payments",
    "Payments",
    (
        Section(INTENTS, "Payments", "payments:read"),
        Section(REFUNDS, "Refunds", "payments:read"),
        Section(DISPUTES, "Disputes", "disputes:read"),
        Section(NOTES, "Credit notes", "credit_notes:read"),
        Section(BALANCE, "Balance", "ledger:read"),
        Section(PAYOUTS, "Payouts", "payouts:read"),
        Section(STATEMENTS, "Statements", "bank_statements:read"),
        Section(UNMATCHED, "Unmatched money", "bank_statements:read"),
        Section(SEPA, "SEPA files", "bank_statements:read"),
        Section(CALLS, "Calls", "payments:read"),
    ),
)
