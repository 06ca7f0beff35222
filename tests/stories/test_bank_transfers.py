"""Invoices that are paid by bank transfer, from the invoice to the last cent (invoicing.md §6.8, platform.md §7.7)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.builders import Shop, refused
from tests.conftest import Server, run_billhook
from tests.rooms.cash_balances.test_cash_balances import send
from tests.rooms.payments.test_bank_transfers import available, ledger, pay, payer
from tests.rooms.webhooks.receiver import eventually
from tests.stories.test_same_everywhere import pdf_text

BOTH = ["card", "customer_balance"]
BY_TRANSFER: dict[str, Any] = {
    "payment_method_types": ["customer_balance"],
    "payment_method_options": {
        "customer_balance": {
            "funding_type": "bank_transfer",
            "bank_transfer": {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "DE"}},
        }
    },
}


def owed(shop: Shop, customer: Any, amount: int = 10_000, **given: Any) -> Any:
    """A finalized invoice that may be paid by bank transfer."""
    return shop.v1.invoices.finalize_invoice(draft_of(shop, customer, amount, **given).id)


def draft_of(shop: Shop, customer: Any, amount: int = 10_000, **given: Any) -> Any:
    return shop.draft(amount, customer, **{"currency": "eur", "payment_settings": BY_TRANSFER, **given})


def intent_of(shop: Shop, invoice: Any) -> Any:
    payments = shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments.data.payment.payment_intent"]}).payments
    assert payments is not None
    return payments.data[-1].payment.payment_intent


def status(shop: Shop, *invoices: Any) -> list[str | None]:
    return [shop.v1.invoices.retrieve(invoice.id).status for invoice in invoices]


@pytest.fixture
def tolerant(server: Server) -> Iterator[None]:
    run_billhook(server, "settings", "set", "underpayment_tolerance", "0.5")
    yield
    run_billhook(server, "settings", "set", "underpayment_tolerance", "0")


@pytest.mark.usefixtures("tolerant")
def test_a_transfer_that_is_short_by_what_a_bank_takes(shop: Shop) -> None:
    """99.60 of 100 Euro come in: 40 cents are credited, and the invoice is paid. 99.40 are too little."""
    customer = payer(shop)
    invoice = owed(shop, customer)
    send(shop, customer, 9_940)
    assert status(shop, invoice) == ["open"]
    send(shop, customer, 20, reference=invoice.number)
    paid = shop.v1.invoices.retrieve(invoice.id)
    assert (paid.status, paid.total, paid.amount_due, paid.amount_paid, paid.amount_remaining) == (
        "paid", 10_000, 9_960, 9_960, 0,
    )  # fmt: skip
    assert paid.pre_payment_credit_notes_amount == 40
    (note,) = shop.v1.credit_notes.list({"invoice": invoice.id}).data
    assert (note.amount, note.memo, note.status) == (40, "Underpayment within the tolerance", "issued")
    intent = intent_of(shop, invoice)
    assert (intent.status, intent.amount, intent.amount_received) == ("succeeded", 9_960, 9_960)
    assert available(shop, customer) == 0
    kinds = shop.history(invoice.id)
    assert kinds[-3:] == ["invoice.updated", "invoice.paid", "invoice.payment_succeeded"]
    assert kinds.count("invoice.paid") == 1


def test_a_transfer_that_is_short_and_topped_up(shop: Shop) -> None:
    """60 of 100 Euro come in, and wait; the other 40 pay the invoice, and nothing is left."""
    customer = payer(shop)
    invoice = owed(shop, customer)
    intent = intent_of(shop, invoice)
    assert (intent.status, intent.next_action.type) == ("requires_action", "display_bank_transfer_instructions")
    assert intent.next_action.display_bank_transfer_instructions.amount_remaining == 10_000

    send(shop, customer, 6_000, reference=invoice.number)
    short = shop.v1.invoices.retrieve(invoice.id)
    assert (short.status, short.amount_paid, short.amount_remaining) == ("open", 0, 10_000)
    assert available(shop, customer) == 6_000

    send(shop, customer, 4_000, reference=invoice.number)
    paid = shop.v1.invoices.retrieve(invoice.id)
    assert (paid.status, paid.amount_paid, paid.amount_remaining, paid.amount_overpaid) == ("paid", 10_000, 0, 0)
    assert ledger(shop, customer) == [
        ("funded", 6_000, 6_000), ("funded", 4_000, 10_000), ("applied_to_payment", -10_000, 0),
    ]  # fmt: skip
    assert shop.history(invoice.id)[-3:] == ["invoice.updated", "invoice.paid", "invoice.payment_succeeded"]
    done = shop.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (done.status, done.amount_received, done.latest_charge.amount) == ("succeeded", 10_000, 10_000)  # type: ignore[union-attr]
    kinds = ["customer_cash_balance_transaction.created", "cash_balance.funds_available"]
    about = [
        e for e in shop.v1.events.list({"limit": 100, "types": kinds}).data if e.data.object.customer == customer.id
    ]
    # After the second transfer nothing is left to tell of.
    assert [event.type for event in reversed(about)] == [kinds[0], kinds[1], kinds[0], kinds[0]]


def test_what_is_too_much_waits_for_the_next_invoice(shop: Shop) -> None:
    customer = payer(shop)
    first = owed(shop, customer, 10_000)
    send(shop, customer, 12_500)
    assert (status(shop, first), available(shop, customer)) == (["paid"], 2_500)
    # It is cash, and no credit: the next invoice asks for all of its amount, and is paid as it is finalized.
    second = owed(shop, customer, 2_500)
    assert (second.status, second.amount_due, second.amount_paid) == ("paid", 2_500, 2_500)
    assert available(shop, customer) == 0
    told = shop.history(second.id)
    assert told.index("invoice.finalized") < told.index("invoice.paid") < told.index("invoice.payment_succeeded")


def test_what_is_not_enough_is_left_alone_at_finalization(shop: Shop) -> None:
    customer = payer(shop, cash=2_499)
    assert owed(shop, customer, 2_500).status == "open"
    assert available(shop, customer) == 2_499


class TestWhichOne:
    def test_the_one_that_is_named(self, shop: Shop) -> None:
        customer = payer(shop)
        invoices = [owed(shop, customer, 5_000) for _ in range(3)]
        send(shop, customer, 5_000, reference=f"Invoice {invoices[1].number}, thank you")
        assert status(shop, *invoices) == ["open", "paid", "open"]

    def test_the_one_that_fits(self, shop: Shop) -> None:
        customer = payer(shop)
        invoices = [owed(shop, customer, amount) for amount in (5_000, 7_000, 9_000)]
        send(shop, customer, 7_000)
        assert status(shop, *invoices) == ["open", "paid", "open"]
        send(shop, customer, 14_000)
        assert status(shop, *invoices) == ["paid", "paid", "paid"]

    def test_the_oldest(self, shop: Shop) -> None:
        customer = payer(shop)
        invoices = [owed(shop, customer, 5_000) for _ in range(3)]
        send(shop, customer, 12_000)
        assert (status(shop, *invoices), available(shop, customer)) == (["paid", "paid", "open"], 2_000)

    def test_invoices_first_and_then_other_payments(self, shop: Shop) -> None:
        customer = payer(shop)
        alone = pay(shop, customer, 3_000)
        invoice = owed(shop, customer, 5_000)
        send(shop, customer, 6_200)
        seen = shop.v1.payment_intents.retrieve(alone.id)
        assert seen.next_action.display_bank_transfer_instructions.amount_remaining == 1_800  # type: ignore[union-attr]
        assert (status(shop, invoice), available(shop, customer)) == (["paid"], 0)

    def test_none_in_another_currency_or_of_another_customer(self, shop: Shop) -> None:
        customer, other = payer(shop), payer(shop)
        theirs = owed(shop, other)
        send(shop, customer, 10_000)
        send(shop, other, 10_000, "usd")
        assert status(shop, theirs) == ["open"]

    def test_none_that_may_not_be_paid_by_transfer(self, shop: Shop) -> None:
        customer = payer(shop)
        invoice = owed(shop, customer, payment_settings={"payment_method_types": ["card"]})
        send(shop, customer, 10_000)
        assert status(shop, invoice) == ["open"]
        # From the moment it may, what is there pays it.
        paid = shop.v1.invoices.update(invoice.id, {"payment_settings": {"payment_method_types": BOTH}})
        assert paid.status == "paid"

    def test_none_by_hand(self, shop: Shop) -> None:
        customer = payer(shop, "manual")
        invoice = owed(shop, customer)
        send(shop, customer, 20_000)
        assert status(shop, invoice) == ["open"]
        intent = intent_of(shop, invoice)
        with refused(
            "This PaymentIntent belongs to an invoice, which cash pays in full or not at all: €100.00 are left to pay.",
            param="amount",
        ):
            shop.v1.payment_intents.apply_customer_balance(intent.id, {"amount": 9_999})
        assert shop.v1.payment_intents.apply_customer_balance(intent.id).status == "succeeded"
        assert (status(shop, invoice), available(shop, customer)) == (["paid"], 10_000)


class TestOtherEnds:
    def test_a_card_pays_before_the_transfer_comes(self, shop: Shop) -> None:
        customer = payer(shop)
        settings = BY_TRANSFER | {"payment_method_types": BOTH}
        invoice = owed(shop, customer, payment_settings=settings)
        assert intent_of(shop, invoice).status == "requires_payment_method"
        assert shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"}).status == "paid"
        send(shop, customer, 10_000)
        assert available(shop, customer) == 10_000

    def test_a_void_one_takes_no_money(self, shop: Shop) -> None:
        customer = payer(shop)
        invoice = owed(shop, customer)
        shop.v1.invoices.void_invoice(invoice.id)
        send(shop, customer, 10_000)
        assert (status(shop, invoice), available(shop, customer)) == (["void"], 10_000)

    def test_paid_out_of_band(self, shop: Shop) -> None:
        invoice = owed(shop, payer(shop))
        intent = intent_of(shop, invoice)
        assert shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True}).status == "paid"
        assert shop.v1.payment_intents.retrieve(intent.id).status == "canceled"

    def test_a_credit_note_asks_for_less(self, shop: Shop) -> None:
        customer = payer(shop)
        invoice = owed(shop, customer)
        shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 4_000})
        told = intent_of(shop, invoice).next_action.display_bank_transfer_instructions
        assert told.amount_remaining == 6_000
        send(shop, customer, 6_000)
        assert status(shop, invoice) == ["paid"]

    def test_a_refund_is_cash_that_pays_what_waits(self, shop: Shop) -> None:
        """Money that comes back finds its next use by itself, though nobody sends anything."""
        customer = payer(shop)
        first = owed(shop, customer, 5_000)
        send(shop, customer, 5_000)
        second = owed(shop, customer, 5_000)
        shop.v1.refunds.create({"payment_intent": intent_of(shop, first).id})
        eventually(lambda: status(shop, first, second) == ["paid", "paid"], "the second is paid")
        assert [kind for kind, _, _ in ledger(shop, customer)] == [
            "funded", "applied_to_payment", "refunded_from_payment", "applied_to_payment",
        ]  # fmt: skip

    def test_a_credit_note_that_refunds(self, shop: Shop) -> None:
        customer = payer(shop, cash=5_000)
        invoice = owed(shop, customer, 5_000)
        note = shop.v1.credit_notes.create({"invoice": invoice.id, "amount": 2_000, "refund_amount": 2_000})
        assert note.refunds[0].amount_refunded == 2_000
        assert shop.v1.refunds.retrieve(note.refunds[0].refund).status == "succeeded"  # type: ignore[arg-type]
        assert available(shop, customer) == 2_000

    def test_nothing_is_carried_to_the_balance_of_one_with_cash(self, shop: Shop) -> None:
        customer = payer(shop, cash=1)
        with refused(
            "The customer has a cash balance, so an amount that cannot be collected is not carried to the customer's "
            "balance, and the invoice cannot be finalized."
        ):
            owed(shop, customer, 20)


def test_the_paper_and_the_mail_tell_where_to_send_it(server: Server, shop: Shop) -> None:
    invoice = owed(shop, payer(shop))
    shop.v1.invoices.send_invoice(invoice.id)
    told = intent_of(shop, invoice).next_action.display_bank_transfer_instructions.financial_addresses[0].iban
    pdf = server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body
    eventually(lambda: mails_about(server, invoice.number) != [], "the mail left")
    (mail,) = mails_about(server, invoice.number)
    for said in (flat(pdf_text(pdf)), flat(mail)):
        assert flat(f"IBAN {told.iban}") in said
        assert flat(f"BIC {told.bic}") in said
        assert flat(f"Payment reference: {invoice.number}") in said
    # Paid, it asks for nothing any more.
    send(shop, shop.v1.customers.retrieve(invoice.customer), 10_000)
    assert told.iban not in flat(pdf_text(server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body))


def mails_about(server: Server, number: str) -> list[str]:
    """The text of the mails that name an invoice in their subject."""
    files = (server.data_dir / "outbox").glob("*.eml")
    mails = (message_from_bytes(file.read_bytes(), policy=policy.default) for file in files)
    return [mail.get_body(("plain",)).get_content() for mail in mails if number in mail["subject"]]  # type: ignore[union-attr]


def flat(text: str) -> str:
    """Without spaces, which the paper sets where it wants."""
    return "".join(text.replace("\u200b", "").split())


class TestPaying:
    def test_by_cash_that_is_named(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=12_000)
        invoice = owed(shop, customer)
        method = shop.v1.payment_methods.create({"type": "customer_balance"})
        paid = shop.v1.invoices.pay(invoice.id, {"payment_method": method.id})
        assert (paid.status, available(shop, customer)) == ("paid", 2_000)

    def test_by_cash_that_does_not_cover_it(self, shop: Shop) -> None:
        customer = payer(shop, "manual", cash=9_999)
        invoice = owed(shop, customer)
        method = shop.v1.payment_methods.create({"type": "customer_balance"})
        with refused("The customer's cash balance of €99.99 does not cover €100.00."):
            shop.v1.invoices.pay(invoice.id, {"payment_method": method.id})
        assert (status(shop, invoice), available(shop, customer)) == (["open"], 9_999)

    def test_a_preview_gives_nothing_back(self, shop: Shop) -> None:
        customer = payer(shop, cash=5_000)
        invoice = owed(shop, customer, 5_000)
        given: Any = {"invoice": invoice.id, "amount": 2_000, "refund_amount": 2_000}
        assert shop.v1.credit_notes.preview(given).refunds[0].amount_refunded == 2_000
        assert [kind for kind, _, _ in ledger(shop, customer)] == ["funded", "applied_to_payment"]


class TestSettings:
    def test_what_an_invoice_shows(self, shop: Shop) -> None:
        invoice = owed(shop, payer(shop))
        others = (
            "acss_debit", "bancontact", "billie", "blik", "card", "konbini", "payto", "pix", "sepa_debit", "upi",
            "us_bank_account",
        )  # fmt: skip
        assert invoice.payment_settings.to_dict() == {
            "default_mandate": None,
            "payment_method_options": {
                **dict.fromkeys(others),
                "customer_balance": {
                    "bank_transfer": {"eu_bank_transfer": {"country": "DE"}, "type": "eu_bank_transfer"},
                    "funding_type": "bank_transfer",
                },
            },
            "payment_method_types": ["customer_balance"],
        }
        assert intent_of(shop, invoice).payment_method_types == ["customer_balance"]

    def test_they_can_be_unset(self, shop: Shop) -> None:
        invoice = owed(shop, payer(shop))
        plain = shop.v1.invoices.update(
            invoice.id, {"payment_settings": {"payment_method_types": "", "payment_method_options": ""}}
        )
        assert plain.payment_settings.payment_method_types is None
        intent = intent_of(shop, invoice)
        assert (intent.status, intent.payment_method_types) == ("requires_payment_method", ["card", "sepa_debit"])

    @pytest.mark.parametrize(
        ("settings", "invoice", "code", "param"),
        [
            ({"payment_method_types": ["customer_balance"]}, {"collection_method": "charge_automatically"}, None,
             "payment_settings[payment_method_types]"),
            ({"payment_method_types": ["customer_balance"]}, {"currency": "chf"}, "payment_method_currency_mismatch",
             "payment_settings[payment_method_types]"),
            ({"payment_method_types": ["sepa_debit"]}, {"currency": "usd"}, "payment_method_currency_mismatch",
             "payment_settings[payment_method_types]"),
            ({"payment_method_types": ["klarna"]}, {}, None, "payment_settings[payment_method_types][0]"),
            ({"payment_method_options": {"customer_balance": {"bank_transfer": {"type": "us_bank_transfer"}}}}, {},
             None, "payment_settings[payment_method_options][customer_balance][bank_transfer][type]"),
            ({"payment_method_options": {"card": {"installments": {"enabled": True}}}}, {}, "parameter_not_supported",
             "payment_settings[payment_method_options][card][installments]"),
            ({"default_mandate": "mandate_1"}, {}, "parameter_not_supported", "payment_settings[default_mandate]"),
        ],
    )  # fmt: skip
    def test_what_is_refused(self, shop: Shop, settings: Any, invoice: Any, code: str | None, param: str) -> None:
        given = {
            "customer": payer(shop).id, "currency": "eur", "collection_method": "send_invoice", "days_until_due": 30,
            "payment_settings": settings,
        } | invoice  # fmt: skip
        if given["collection_method"] == "charge_automatically":
            del given["days_until_due"]
        with refused(None, code=code, param=param):
            shop.v1.invoices.create(given)

    def test_a_paid_invoice_keeps_them(self, shop: Shop) -> None:
        customer = payer(shop, cash=5_000)
        invoice = owed(shop, customer, 5_000)
        with refused(None, param="payment_settings"):
            shop.v1.invoices.update(invoice.id, {"payment_settings": {"payment_method_types": ["card"]}})


def test_many_transfers_and_many_invoices_at_once(shop: Shop) -> None:
    """Twelve invoices of 10 Euro are finalized while twelve transfers of 10 Euro come in, in any order."""
    customer = payer(shop)
    drafts = [draft_of(shop, customer, 1_000) for _ in range(12)]
    with ThreadPoolExecutor(8) as pool:
        done = [
            work
            for draft in drafts
            for work in (
                pool.submit(shop.v1.invoices.finalize_invoice, draft.id),
                pool.submit(send, shop, customer, 1_000),
            )
        ]
        for work in done:
            work.result()
    eventually(lambda: status(shop, *drafts) == ["paid"] * 12, "all are paid")
    moved = ledger(shop, customer)
    assert sorted(kind for kind, _, _ in moved) == ["applied_to_payment"] * 12 + ["funded"] * 12
    assert sum(amount for _, amount, _ in moved) == 0 == available(shop, customer)
