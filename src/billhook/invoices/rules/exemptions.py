"""What an invoice or a customer can be exempt from, once somebody says so in the Dashboard."""

from typing import Literal

Exempted = Literal["reminders", "late_fees", "statements"]

REMINDERS: Exempted = "reminders"
"""No mail reminds of the invoice, or of any invoice of the customer."""

LATE_FEES: Exempted = "late_fees"
"""The invoice, or any invoice of the customer, costs no late fee."""

STATEMENTS: Exempted = "statements"
"""The customer gets no statement of account by mail. No invoice is exempt from that."""

EXEMPTED: tuple[Exempted, ...] = (REMINDERS, LATE_FEES, STATEMENTS)
"""Each of them."""
