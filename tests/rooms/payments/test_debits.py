"""Debits of bank accounts through the API: mandates, what is pending, and what an invoice makes of it (§7.6)."""

import contextlib
from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.payments.bank import time_passes

GIVEN = {"customer_acceptance": {"type": "online", "online": {"ip_address": "192.0.2.7", "user_agent": "Firefox"}}}
PAPER = {"customer_acceptance": {"type": "offline", "accepted_at": 1_700_000_000}}
BILLING = {"name": "Jenny Rosen", "email": "jenny@example.com"}
IBAN = "DE89370400440532013000"


@contextlib.contextmanager
def refuses(words: str, *, status: int = 400, code: str | None = None, param: str | None = None) -> Iterator[None]:
    """What happens inside is refused with this code, about this parameter, in words that contain these."""
    with pytest.raises(stripe.InvalidRequestError) as caught:
        yield
    error = caught.value.json_body["error"]
    assert words in error["message"]
    assert (caught.value.http_status, error.get("code"), error.get("param")) == (status, code, param)


def sepa(shop: Shop, iban: str = IBAN) -> Any:
    return shop.v1.payment_methods.create(
        {"type": "sepa_debit", "sepa_debit": {"iban": iban}, "billing_details": BILLING}
    )


def debited(shop: Shop, method: str, currency: str = "eur", **given: Any) -> Any:
    return shop.v1.payment_intents.create(
        {"amount": 2_000, "currency": currency, "payment_method": method, "confirm": True, "mandate_data": GIVEN}
        | given
    )


def set_up(shop: Shop, customer: Any, method: str = "pm_sepaDebit_success_de", currency: str = "eur") -> str:
    """An account of a customer with a mandate for any number of payments; the debit that brought it is over."""
    made = debited(shop, method, currency, customer=customer.id, setup_future_usage="off_session")
    return str(made.payment_method)


def ends_of(shop: Shop, *ids: str) -> list[str]:
    return [
        e.type for e in reversed(shop.v1.events.list({"limit": 100}).data) if getattr(e.data.object, "id", None) in ids
    ]


class TestAccounts:
    def test_in_the_area_of_the_euro(self, shop: Shop) -> None:
        made = sepa(shop, "de89 3704 0044 0532 0130 00")
        assert made.sepa_debit.to_dict() == {
            "bank_code": "37040044", "branch_code": None, "country": "DE",
            "fingerprint": made.sepa_debit.fingerprint, "generated_from": {"charge": None, "setup_attempt": None},
            "last4": "3000",
        }  # fmt: skip
        assert (made.type, made.billing_details.name, "card" in made) == ("sepa_debit", "Jenny Rosen", False)

    def test_in_the_united_states(self, shop: Shop) -> None:
        numbers = {"account_number": "000123456789", "routing_number": "110000000", "account_holder_type": "company"}
        made = shop.v1.payment_methods.create(
            {"type": "us_bank_account", "us_bank_account": numbers, "billing_details": {"name": "Rosen Inc."}}
        )
        account = made.us_bank_account
        assert (account.last4, account.bank_name, account.account_type) == ("6789", "STRIPE TEST BANK", "checking")
        customer = shop.customer()
        shop.v1.payment_methods.attach(made.id, {"customer": customer.id})
        changed = shop.v1.payment_methods.update(made.id, {"us_bank_account": {"account_type": "savings"}})
        assert (changed.us_bank_account.account_type, changed.us_bank_account.account_holder_type) == (
            "savings", "company",
        )  # fmt: skip
        with refuses("", param="card"):
            shop.v1.payment_methods.update(made.id, {"card": {"exp_month": 4}})

    @pytest.mark.parametrize(
        ("given", "code", "param"),
        [
            ({"type": "sepa_debit"}, "parameter_missing", "sepa_debit"),
            ({"sepa_debit": {"iban": IBAN}, "billing_details": {"name": "J"}}, "parameter_missing",
             "billing_details[email]"),
            ({"sepa_debit": {"iban": "DE1"}, "billing_details": BILLING}, "invalid_bank_account_iban",
             "sepa_debit[iban]"),
            ({"sepa_debit": {"iban": IBAN}, "billing_details": BILLING, "card": {"token": "tok_visa"}}, None, "card"),
        ],
    )  # fmt: skip
    def test_what_is_missing_or_wrong(self, shop: Shop, given: Any, code: str | None, param: str) -> None:
        with refuses("", code=code, param=param):
            shop.v1.payment_methods.create({"type": "sepa_debit"} | given)

    def test_no_number_is_taken_in_live_mode(self, live: stripe.StripeClient) -> None:
        with refuses("no numbers of cards or bank accounts", param="sepa_debit"):
            sepa(Shop(live))
        with refuses("", code="resource_missing", param="payment_method"):
            live.v1.payment_methods.attach("pm_sepaDebit_success_de", {"customer": Shop(live).customer().id})


class TestMandates:
    def test_for_one_payment(self, shop: Shop) -> None:
        charge = shop.v1.charges.retrieve(debited(shop, sepa(shop).id).latest_charge)
        mandate = shop.v1.mandates.retrieve(charge.payment_method_details.sepa_debit.mandate)
        assert (mandate.type, mandate.status) == ("single_use", "active")
        assert mandate.single_use.to_dict() == {"amount": 2_000, "currency": "eur"}
        assert mandate.customer_acceptance.online.to_dict() == {"ip_address": "192.0.2.7", "user_agent": "Firefox"}
        assert mandate.payment_method == charge.payment_method
        assert mandate.payment_method_details.sepa_debit.url.startswith("http")
        assert len(mandate.payment_method_details.sepa_debit.reference) == 16

    def test_for_any_number_of_payments(self, shop: Shop) -> None:
        customer = shop.customer()
        method = set_up(shop, customer)
        again = shop.v1.payment_intents.create(
            {"amount": 500, "currency": "eur", "customer": customer.id, "payment_method": method, "confirm": True,
             "off_session": True}
        )  # fmt: skip
        assert again.status == "processing"
        charge = shop.v1.charges.retrieve(again.latest_charge)
        mandate = shop.v1.mandates.retrieve(
            charge.payment_method_details.sepa_debit.mandate, {"expand": ["payment_method"]}
        )
        assert (mandate.type, mandate.payment_method.id) == ("multi_use", method)
        assert (
            shop.v1.payment_intents.retrieve(
                debited(shop, method, customer=customer.id, mandate_data=None, mandate=mandate.id).id
            ).status
            == "processing"
        )

    def test_on_paper(self, shop: Shop) -> None:
        charge = shop.v1.charges.retrieve(debited(shop, sepa(shop).id, mandate_data=PAPER).latest_charge)
        mandate = shop.v1.mandates.retrieve(charge.payment_method_details.sepa_debit.mandate)
        assert mandate.customer_acceptance.to_dict() == {
            "accepted_at": 1_700_000_000, "offline": {}, "type": "offline"
        }  # fmt: skip

    def test_without_one_nothing_is_debited(self, shop: Shop) -> None:
        method = sepa(shop).id
        with refuses("needs a mandate", code="parameter_missing", param="mandate_data"):
            debited(shop, method, mandate_data=None)
        with refuses("", code="parameter_missing", param="mandate_data[customer_acceptance][online]"):
            debited(shop, method, mandate_data={"customer_acceptance": {"type": "online"}})
        with refuses("", code="parameters_exclusive", param="mandate"):
            debited(shop, method, mandate="mandate_1")
        with refuses("No such mandate", code="resource_missing", param="mandate"):
            debited(shop, method, mandate_data=None, mandate="mandate_1")
        with refuses("can only be given with confirm=true", param="mandate_data"):
            debited(shop, method, confirm=False)

    def test_one_that_is_for_something_else(self, shop: Shop) -> None:
        customer = shop.customer()
        first = set_up(shop, customer)
        second = set_up(shop, customer)
        mandates = {}
        for intent in shop.v1.payment_intents.list({"customer": customer.id}).data:
            charge = shop.v1.charges.retrieve(intent.latest_charge)
            mandates[charge.payment_method] = charge.payment_method_details.sepa_debit.mandate
        with refuses("for another payment method", code="payment_intent_mandate_invalid", param="mandate"):
            debited(shop, first, customer=customer.id, mandate_data=None, mandate=mandates[second])
        single = shop.v1.charges.retrieve(debited(shop, sepa(shop).id).latest_charge)
        with refuses("for another payment method", code="payment_intent_mandate_invalid", param="mandate"):
            named = single.payment_method_details.sepa_debit.mandate
            debited(shop, first, customer=customer.id, mandate_data=None, mandate=named)

    def test_it_ends_when_the_account_is_detached(self, shop: Shop) -> None:
        customer = shop.customer()
        method = set_up(shop, customer)
        charge = shop.v1.charges.list({"customer": customer.id}).data[0]
        mandate = charge.payment_method_details.sepa_debit.mandate
        shop.v1.payment_methods.detach(method)
        assert shop.v1.mandates.retrieve(mandate).status == "inactive"
        assert ends_of(shop, mandate) == ["mandate.updated"]

    def test_nobody_elses(self, shop: Shop, live: stripe.StripeClient) -> None:
        charge = shop.v1.charges.retrieve(debited(shop, sepa(shop).id).latest_charge)
        mandate = charge.payment_method_details.sepa_debit.mandate
        with refuses("", code="resource_missing", status=404, param="mandate"):
            live.v1.mandates.retrieve(mandate)
        with refuses("No such mandate: 'mandate_1'", code="resource_missing", status=404, param="mandate"):
            shop.v1.mandates.retrieve("mandate_1")


class TestPending:
    def test_until_the_bank_pays(self, shop: Shop, server: Server) -> None:
        made = debited(shop, sepa(shop).id)
        assert (made.status, made.amount_received, made.payment_method_types) == (
            "processing", 0, ["card", "sepa_debit"],
        )  # fmt: skip
        charge = shop.v1.charges.retrieve(made.latest_charge)
        assert (charge.status, charge.paid, charge.captured, charge.amount_captured) == ("pending", False, True, 2_000)
        for verb in (shop.v1.payment_intents.cancel, shop.v1.payment_intents.confirm):
            with refuses("", code="payment_intent_unexpected_state"):
                verb(made.id)
        with refuses("", code="charge_not_refundable"):
            shop.v1.refunds.create({"charge": charge.id})
        time_passes(server, made.id)
        paid = shop.v1.payment_intents.retrieve(made.id)
        assert (paid.status, paid.amount_received, paid.latest_charge) == ("succeeded", 2_000, charge.id)
        assert shop.v1.charges.retrieve(charge.id).status == "succeeded"
        assert ends_of(shop, made.id, charge.id) == [
            "payment_intent.created", "charge.pending", "payment_intent.processing", "charge.succeeded",
            "payment_intent.succeeded",
        ]  # fmt: skip
        back = shop.v1.refunds.create({"charge": charge.id})
        assert (back.status, back.destination_details.type) == ("succeeded", "sepa_debit")

    def test_until_the_bank_does_not_pay(self, shop: Shop, server: Server) -> None:
        made = debited(shop, "pm_usBankAccount_accountClosed", "usd")
        charge = made.latest_charge
        time_passes(server, made.id)
        lost = shop.v1.payment_intents.retrieve(made.id)
        assert (lost.status, lost.payment_method, lost.latest_charge) == ("requires_payment_method", None, charge)
        assert (lost.last_payment_error.code, lost.last_payment_error.charge) == ("account_closed", charge)
        failed = shop.v1.charges.retrieve(charge)
        assert (failed.status, failed.failure_code, failed.captured) == ("failed", "account_closed", False)
        assert ends_of(shop, made.id, charge)[-2:] == ["charge.failed", "payment_intent.payment_failed"]
        # And it can be paid in another way.
        paid = shop.v1.payment_intents.confirm(made.id, {"payment_method": "pm_card_visa"})
        assert paid.status == "succeeded"

    @pytest.mark.parametrize(
        ("method", "code", "decline_code"),
        [
            ("pm_sepaDebit_exceedsWeeklyVolumeLimit_de", "charge_exceeds_source_limit", None),
            ("pm_sepaDebit_exceedsWeeklyTransactionLimit_fr", "charge_exceeds_weekly_limit", None),
        ],
    )
    def test_some_are_refused_at_once(self, shop: Shop, method: str, code: str, decline_code: str | None) -> None:
        with pytest.raises(stripe.CardError) as caught:
            debited(shop, method)
        assert (caught.value.code, caught.value.http_status) == (code, 402)

    def test_asked_again_too_early_nothing_happens(self, shop: Shop, server: Server) -> None:
        made = debited(shop, "pm_usBankAccount_processing", "usd")
        time_passes(server, made.id)
        assert shop.v1.payment_intents.retrieve(made.id).status == "processing"
        assert ends_of(shop, made.id) == ["payment_intent.created", "payment_intent.processing"]

    def test_what_does_not_fit(self, shop: Shop) -> None:
        with refuses("takes payments in eur only", code="payment_method_currency_mismatch", param="payment_method"):
            debited(shop, "pm_sepaDebit_success_de", "usd")
        with refuses("takes payments in usd only", code="payment_method_currency_mismatch", param="payment_method"):
            debited(shop, "pm_usBankAccount_success", "eur", confirm=False, mandate_data=None)
        with refuses("It allows: card", code="payment_intent_incompatible_payment_method", param="payment_method"):
            debited(shop, "pm_sepaDebit_success_de", allowed_payment_method_types=["card"])
        waiting = shop.v1.payment_intents.create({"amount": 500, "currency": "usd"})
        with refuses("", code="payment_method_currency_mismatch", param="payment_method"):
            shop.v1.payment_intents.update(waiting.id, {"payment_method": "pm_sepaDebit_success_de"})


@pytest.fixture
def invoice(shop: Shop) -> Any:
    """An open invoice over 120 Euro of somebody who has given a mandate; it is charged automatically."""
    customer = shop.customer()
    method = set_up(shop, customer)
    shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method}})
    return shop.invoice("open", customer=customer, currency="eur", collection_method="charge_automatically",
                        auto_advance=False)  # fmt: skip


def default_intent(shop: Shop, invoice: Any) -> str:
    found = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
    return str(found.payments.data[0].payment.payment_intent)


class TestInvoices:
    def test_paid_when_the_bank_pays(self, shop: Shop, server: Server, invoice: Any) -> None:
        waiting = shop.v1.invoices.pay(invoice.id)
        assert (waiting.status, waiting.attempted, waiting.attempt_count) == ("open", True, 1)
        assert waiting.amount_remaining == 12_000
        intent = default_intent(shop, invoice)
        for verb in (shop.v1.invoices.pay, shop.v1.invoices.void_invoice, shop.v1.invoices.mark_uncollectible):
            with refuses("is being processed"):
                verb(invoice.id)
        time_passes(server, intent)
        paid = shop.v1.invoices.retrieve(invoice.id)
        assert (paid.status, paid.amount_paid, paid.attempt_count) == ("paid", 12_000, 1)
        charge = shop.v1.payment_intents.retrieve(intent).latest_charge
        told = ends_of(shop, invoice.id, intent, charge)
        assert told[told.index("charge.pending") :] == [
            "charge.pending", "payment_intent.processing", "invoice.updated", "charge.succeeded",
            "payment_intent.succeeded", "invoice.updated", "invoice.paid", "invoice.payment_succeeded",
        ]  # fmt: skip

    def test_open_again_when_it_does_not(self, shop: Shop, server: Server) -> None:
        customer = shop.customer()
        method = set_up(shop, customer, "pm_sepaDebit_failed_de")
        invoice = shop.invoice("open", customer=customer, currency="eur")
        shop.v1.invoices.pay(invoice.id, {"payment_method": method})
        intent = default_intent(shop, invoice)
        time_passes(server, intent)
        lost = shop.v1.invoices.retrieve(invoice.id)
        assert (lost.status, lost.attempt_count, lost.amount_paid) == ("open", 1, 0)
        # The attempt was counted before, so that nothing of the invoice is updated.
        assert ends_of(shop, invoice.id, intent)[-2:] == ["payment_intent.payment_failed", "invoice.payment_failed"]
        assert shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"}).status == "paid"

    def test_without_a_mandate_it_is_not_debited(self, shop: Shop, invoice: Any) -> None:
        with refuses("no active mandate", code="billing_invalid_mandate", param="payment_method"):
            shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_sepaDebit_success_de"})
        with refuses("", code="resource_missing", param="mandate"):
            shop.v1.invoices.pay(invoice.id, {"mandate": "mandate_1"})
        with refuses("takes payments in usd only", code="payment_method_currency_mismatch", param="payment_method"):
            shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_usBankAccount_success"})
        assert shop.v1.invoices.retrieve(invoice.id).attempted is False
