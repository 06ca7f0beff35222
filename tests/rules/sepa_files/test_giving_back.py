"""Which debits can be given back: those whose money the merchant has."""

import pytest

from billhook.sepa_files.objects import SepaOrder
from billhook.sepa_files.rules.giving_back import may_be_given_back


@pytest.mark.parametrize(
    ("kind", "status", "reason", "may"),
    [
        ("debit", "settled", None, True), ("debit", "settled", "MD06", False), ("debit", "sent", None, False),
        ("debit", "waiting", None, False), ("debit", "rejected", "AM04", False), ("debit", "returned", "MD06", False),
        ("transfer", "settled", None, False),
    ],
)  # fmt: skip
def test_what_can_be_given_back(kind: str, status: str, reason: str | None, may: bool) -> None:
    order = SepaOrder("call_1", 1, kind, "call-1", 1_000, "account", "mandate", "text", status, reason=reason)
    assert may_be_given_back(order) is may
