"""Fields that a release added: shown since then, and in no older version."""

from typing import Any

import pytest

from billhook.kernel.api_versions import KNOWN, OLDEST
from billhook.wire.versions.chain import at

Body = dict[str, Any]

ADDED = (
    ("2026-09-30.endive", "subscription", "trial_settings.end_behavior.billing_cycle_anchor"),
    ("2026-08-26.dahlia", "subscription", "cancellation_details.feedback_option"),
    ("2026-06-24.dahlia", "subscription", "invoice_settings.footer"),
    ("2026-05-27.dahlia", "subscription", "billing_schedules"),
    ("2026-05-27.dahlia", "subscription_item", "billed_until"),
    ("2026-04-22.dahlia", "subscription", "managed_payments"),
    ("2025-06-30.basil", "subscription", "billing_mode"),
    ("2026-07-29.dahlia", "dispute", "payment_method_details.card.network"),
    ("2025-12-15.clover", "payment_method", "customer_account"),
    ("2025-12-15.clover", "setup_attempt", "customer_account"),
    ("2025-12-15.clover", "cash_balance", "customer_account"),
    ("2025-12-15.clover", "customer_cash_balance_transaction", "customer_account"),
    ("2025-10-29.clover", "setup_intent", "excluded_payment_method_types"),
    ("2025-10-29.clover", "payment_intent", "payment_details"),
    ("2025-08-27.basil", "payment_intent", "excluded_payment_method_types"),
    ("2025-05-28.basil", "balance_transaction", "balance_type"),
    ("2025-04-30.basil", "charge", "billing_details.tax_id"),
    ("2025-04-30.basil", "payment_method", "billing_details.tax_id"),
    ("2025-04-30.basil", "refund", "pending_reason"),
    ("2025-03-31.basil", "customer_balance_transaction", "checkout_session"),
    ("2025-01-27.acacia", "charge", "outcome.advice_code"),
    ("2025-01-27.acacia", "payment_intent", "last_payment_error.advice_code"),
    ("2025-01-27.acacia", "setup_intent", "last_setup_error.advice_code"),
    ("2024-12-18.acacia", "charge", "outcome.network_decline_code"),
    ("2024-12-18.acacia", "setup_attempt", "setup_error.network_decline_code"),
    ("2024-12-18.acacia", "charge", "payment_method_details.card.network_transaction_id"),
    ("2024-12-18.acacia", "payment_method", "card.regulated_status"),
    ("2024-10-28.acacia", "dispute", "evidence.enhanced_evidence"),
)
"""Read off the types of stripe-python: the first release that has the field, at the version that it pins."""


@pytest.mark.parametrize(("version", "kind", "place"), ADDED)
def test_a_field_shows_since_the_version_that_added_it(version: str, kind: str, place: str) -> None:
    def body() -> Body:
        value: Any = None
        for name in reversed(place.split(".")):
            value = {name: value, "kept": 1} if name == place.rpartition(".")[2] else {name: value}
        return {"object": kind, **value}

    def shown(at_version: str) -> Any:
        value: Any = at(at_version, body())
        for name in place.split(".")[:-1]:
            value = value[name]
        return place.rpartition(".")[2] in value, value["kept"]

    before = KNOWN[KNOWN.index(version) - 1]
    assert (shown(version), shown(before), shown(OLDEST)) == ((True, 1), (False, 1), (False, 1))


def test_of_each_address_in_bank_transfer_instructions_the_new_fields_go() -> None:
    iban = {"iban": "DE1", "bank_address": {"city": "Berlin"}, "account_holder_address": {"city": "Bonn"}}
    intent = {
        "object": "payment_intent",
        "next_action": {
            "display_bank_transfer_instructions": {"financial_addresses": [{"type": "iban", "iban": iban}]}
        },
    }
    old = at("2024-10-28.acacia", intent)["next_action"]["display_bank_transfer_instructions"]["financial_addresses"]
    assert old == [{"type": "iban", "iban": {"iban": "DE1"}}]
    assert at("2024-11-20.acacia", intent)["next_action"] == intent["next_action"]


def test_the_mode_of_a_subscription_came_before_what_is_flexible_in_it() -> None:
    shown = {
        version: at(version, {"object": "subscription", "billing_mode": {"flexible": {}, "type": "flexible"}})
        for version in ("2025-09-30.clover", "2025-08-27.basil", "2025-05-28.basil")
    }
    assert shown["2025-09-30.clover"]["billing_mode"] == {"flexible": {}, "type": "flexible"}
    assert shown["2025-08-27.basil"]["billing_mode"] == {"type": "flexible"}
    assert "billing_mode" not in shown["2025-05-28.basil"]
