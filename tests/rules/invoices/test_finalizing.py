"""Finalization turns a draft and its two parties into a frozen document (invoicing.md §2.6, §3.2)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import BILL_TO, DAY, NOON, an_issuer, invoice_details

from billhook.invoices.objects import FinalizationError, Invoice, InvoiceDetails
from billhook.invoices.rules.finalizing import finalized, printed_tax_ids, with_balance_applied
from billhook.kernel.errors import ApiError
from billhook.kernel.tax_number import TaxNumber

ISSUER = an_issuer(name="Acme", country="US")


def finalize(details: InvoiceDetails, *, auto_advance: bool | None = None, collects: bool = True) -> Invoice:
    """Their invoice, finalized at noon as number INV-0001."""
    return finalized(
        details, with_balance_applied(details), number="INV-0001", hosted_token="x" * 40, issuer=ISSUER, now=NOON,
        auto_advance=auto_advance, collects=collects,
    )  # fmt: skip


def test_a_draft_becomes_open_numbered_and_frozen() -> None:
    invoice = finalize(invoice_details())
    assert (invoice.status, invoice.number, invoice.finalized_at) == ("open", "INV-0001", NOON)
    assert (invoice.amount_due, invoice.starting_balance, invoice.ending_balance) == (12_000, 0, 0)
    assert (invoice.bill_to, invoice.issuer) == (BILL_TO, ISSUER)
    assert (invoice.attempted, invoice.attempt_count, invoice.paid_at) == (False, 0, None)


@pytest.mark.parametrize(
    ("details", "ending"),
    [
        (invoice_details(total=0), 0),
        (invoice_details(total=-500), -500),
        (invoice_details(total=49), 49),
        (invoice_details(total=12_000, balance=-15_000), -3_000),
        (invoice_details(total=10**12), 10**12),
    ],
    ids=["nothing to pay", "a refund", "too small", "paid by credit", "too large"],
)
def test_what_leaves_nothing_due_is_paid_at_once(details: InvoiceDetails, ending: int) -> None:
    invoice = finalize(details)
    assert invoice.status == "paid"
    assert (invoice.amount_due, invoice.amount_paid, invoice.ending_balance) == (0, 0, ending)
    # "attempted: true, attempt_count: 0" was recorded, and auto_advance is forced off.
    assert (invoice.attempted, invoice.attempt_count, invoice.paid_at) == (True, 0, NOON)
    assert not invoice.auto_advance


def test_the_date_of_issue_can_be_chosen() -> None:
    assert finalize(invoice_details()).effective_at == NOON
    assert finalize(invoice_details(effective_at=NOON - 3 * DAY)).effective_at == NOON - 3 * DAY


def test_what_was_planned_or_failed_before_is_forgotten() -> None:
    planned = invoice_details(
        auto_advance=True,
        automatically_finalizes_at=NOON + DAY,
        next_payment_attempt=NOON + DAY,
        last_finalization_error=FinalizationError("No.", "invalid_request_error"),
    )
    invoice = finalize(planned, auto_advance=False)
    assert invoice.automatically_finalizes_at is None
    assert invoice.next_payment_attempt is None
    assert invoice.last_finalization_error is None


@pytest.mark.parametrize(
    ("was", "asked", "then"),
    [(True, None, True), (True, False, False), (False, True, True), (False, None, False)],
)
def test_auto_advance_can_be_overridden(was: bool, asked: bool | None, then: bool) -> None:
    assert finalize(invoice_details(auto_advance=was), auto_advance=asked).auto_advance is then


@pytest.mark.parametrize(
    ("advances", "method", "collects", "next_attempt"),
    [
        (True, "charge_automatically", True, NOON),
        (True, "charge_automatically", False, None),
        (False, "charge_automatically", True, None),
        (True, "send_invoice", True, None),
    ],
)
def test_what_advances_and_is_charged_is_attempted_at_once(
    advances: bool, method: str, collects: bool, next_attempt: int | None
) -> None:
    details = invoice_details(auto_advance=advances, collection_method=method)
    assert finalize(details, collects=collects).next_payment_attempt == next_attempt


def test_a_document_is_finalized_once() -> None:
    with pytest.raises(ApiError) as refusal:
        finalize(replace(invoice_details(), invoice=finalize(invoice_details())))
    assert refusal.value.kind.code == "invoice_not_editable"


@given(total=st.integers(-(10**12), 10**13), balance=st.integers(-(10**12), 10**12))
def test_paid_means_nothing_is_due_and_open_means_something_is(total: int, balance: int) -> None:
    invoice = finalize(invoice_details(total=total, balance=balance))
    assert invoice.amount_due >= 0
    assert (invoice.status == "paid") == (invoice.amount_due == 0)
    assert invoice.amount_due + (invoice.ending_balance or 0) == total + balance


@given(st.dictionaries(st.sampled_from(["name", "email", "phone"]), st.text()))
def test_the_customer_is_frozen_as_it_was(said: dict[str, Any]) -> None:
    today = replace(BILL_TO, **said)
    assert finalize(invoice_details(today=today)).bill_to == today


@pytest.mark.parametrize(
    ("named", "printed"),
    [(None, ["DE1", "CHE2"]), (["txi_2", "txi_1"], ["CHE2", "DE1"]), (["txi_2"], ["CHE2"]), (["txi_gone"], [])],
    ids=["all", "in the order in which they are named", "one", "one that is gone"],
)
def test_the_account_s_tax_ids_are_those_that_the_draft_names(named: list[str] | None, printed: list[str]) -> None:
    account = {"txi_1": TaxNumber("eu_vat", "DE1"), "txi_2": TaxNumber("ch_vat", "CHE2")}
    details = replace(invoice_details(account_tax_ids=named), issuer_tax_ids=account)
    assert [tax_id.value for tax_id in printed_tax_ids(details)] == printed
    assert set(printed_tax_ids(details)) <= set(account.values())
