"""Credit what a bank transfer was short of, within the tolerance of the account (invoicing.md §4.6, §6.8)."""

from collections.abc import Mapping
from typing import Any

from billhook.credit_notes.actions.create import issue
from billhook.credit_notes.params import CreateCreditNote
from billhook.db.tx import Tx

MEMO = "Underpayment within the tolerance"


async def credit_shortfall(tx: Tx, about: Mapping[str, Any]) -> None:
    """An open invoice, locked, is about to be paid by less than it asks for: the rest is credited."""
    await issue(tx, CreateCreditNote.of(invoice=about["invoice"], amount=about["by"], memo=MEMO))
