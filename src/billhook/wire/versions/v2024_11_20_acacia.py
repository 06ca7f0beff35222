"""2024-11-20.acacia: addresses of the accounts that a customer sends money to."""

from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2024-11-20.acacia"


@change(VERSION, "payment_intent")
def addresses_of_accounts(payment_intent: WithPast) -> None:
    """Adds `account_holder_address` and `bank_address` to the IBAN of bank transfer instructions."""
    place = "next_action.display_bank_transfer_instructions.financial_addresses.iban"
    drop(payment_intent, place, "account_holder_address", "bank_address")
