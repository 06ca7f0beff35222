"""Receipts through the API: who gets one, under which number, and that each leaves once."""

import contextlib
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.clocks import START, Clock
from tests.conftest import Server
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

_NUMBER = r"[0-9]{4}-[0-9]{4}"
_MAILS = "SELECT kind, about, recipient, status, invoice, created FROM invoice_mails WHERE about = ANY($1) ORDER BY id"


@pytest.fixture
def shop(server: Server) -> Shop:
    return Shop(server.client)


def mails_about(server: Server, *ids: str) -> list[tuple[str, str]]:
    """What the mails about these objects tell of, and to whom, oldest first."""
    return [(row["kind"], row["recipient"]) for row in query(server, _MAILS, list(ids))]


def paid_alone(shop: Shop, **given: Any) -> Any:
    """The charge of a payment of 9.00 that is for no invoice."""
    wanted = {"amount": 900, "currency": "usd", "payment_method": "pm_card_visa", "confirm": True, **given}
    intent = shop.v1.payment_intents.create(wanted)  # type: ignore[arg-type]
    return shop.v1.charges.retrieve(str(intent.latest_charge))


def told(shop: Shop, *ids: str) -> list[str]:
    """The types of the events of these objects, oldest first."""
    found = shop.v1.events.list({"limit": 100}).data
    return [event.type for event in reversed(found) if getattr(event.data.object, "id", None) in ids]


# ── Payments that are for no invoice ────────────────────────────────────────────────────────────
def test_a_payment_without_an_invoice_mails_a_receipt_to_its_receipt_email_once(server: Server, shop: Shop) -> None:
    """platform.md §7.8: the number is null until a receipt was mailed; with `receipt_email` one always is."""
    silent = paid_alone(shop)
    assert (silent.receipt_email, silent.receipt_number, mails_about(server, silent.id)) == (None, None, [])
    charge = paid_alone(shop, receipt_email="ada@example.com", description="Course")
    assert charge.receipt_email == "ada@example.com"
    assert re.fullmatch(_NUMBER, charge.receipt_number or "")
    assert mails_about(server, charge.id) == [("receipt", "ada@example.com")]
    assert told(shop, charge.id, charge.payment_intent) == [
        "payment_intent.created", "charge.succeeded", "payment_intent.succeeded", "charge.updated",
    ]  # fmt: skip
    (updated,) = shop.v1.events.list({"type": "charge.updated", "limit": 1}).data
    assert updated.data.object["receipt_number"] == charge.receipt_number
    assert updated.data.to_dict()["previous_attributes"] == {"receipt_number": None}
    eventually(lambda: query(server, _MAILS, [charge.id])[0]["status"] == "sent", "the mail to leave")
    page = server.request("GET", charge.receipt_url.removeprefix(server.url), key=None)
    assert (page.status, charge.receipt_number in page.body.decode()) == (200, True)


@pytest.mark.parametrize("verb", ["update", "confirm"])
def test_an_intent_takes_the_address_until_it_is_paid(server: Server, shop: Shop, verb: str) -> None:
    intent = shop.v1.payment_intents.create({"amount": 900, "currency": "usd", "receipt_email": "first@example.com"})
    given: dict[str, Any] = {"receipt_email": "second@example.com"}
    if verb == "update":
        assert shop.v1.payment_intents.update(intent.id, given).receipt_email == "second@example.com"  # type: ignore[arg-type]
        given = {}
    paid = shop.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa", **given})  # type: ignore[arg-type]
    assert mails_about(server, str(paid.latest_charge)) == [("receipt", "second@example.com")]


def test_an_authorization_mails_its_receipt_when_it_is_captured(server: Server, shop: Shop) -> None:
    held = paid_alone(shop, receipt_email="ada@example.com", capture_method="manual")
    assert (held.receipt_number, mails_about(server, held.id)) == (None, [])
    # An address that is given while nothing is paid gets the receipt later, and nothing now.
    shop.v1.charges.update(held.id, {"receipt_email": "late@example.com"})
    assert mails_about(server, held.id) == []
    shop.v1.payment_intents.capture(held.payment_intent, {"amount_to_capture": 400})
    assert mails_about(server, held.id) == [("receipt", "late@example.com")]
    assert re.fullmatch(_NUMBER, shop.v1.charges.retrieve(held.id).receipt_number or "")


def test_a_payment_that_fails_has_no_receipt(server: Server, shop: Shop) -> None:
    with pytest.raises(stripe.CardError) as refused:
        paid_alone(shop, receipt_email="ada@example.com", payment_method="pm_card_visa_chargeDeclined")
    charge = shop.v1.charges.retrieve(refused.value.error.charge)
    assert (charge.receipt_email, charge.receipt_number) == ("ada@example.com", None)
    assert mails_about(server, charge.id) == []


def test_a_new_address_of_a_charge_gets_the_receipt_under_the_same_number(server: Server, shop: Shop) -> None:
    """Stripe's reference of `POST /v1/charges/{id}`: an updated `receipt_email` is sent a new receipt."""
    charge = paid_alone(shop)
    first = shop.v1.charges.update(charge.id, {"receipt_email": "a@example.com"})
    assert re.fullmatch(_NUMBER, first.receipt_number or "")
    second = shop.v1.charges.update(charge.id, {"receipt_email": "b@example.com"})
    assert second.receipt_number == first.receipt_number
    # The same address again, another field, or no address: no mail.
    shop.v1.charges.update(charge.id, {"receipt_email": "b@example.com"})
    shop.v1.charges.update(charge.id, {"description": "Course"})
    shop.v1.charges.update(charge.id, {"receipt_email": ""})
    assert mails_about(server, charge.id) == [("receipt", "a@example.com"), ("receipt", "b@example.com")]
    assert told(shop, charge.id) == ["charge.succeeded", *["charge.updated"] * 4]


# ── Payments of invoices ────────────────────────────────────────────────────────────────────────
def test_another_address_on_the_payment_of_an_invoice_gets_a_receipt_whatever_the_setting(
    server: Server, shop: Shop
) -> None:
    quiet = shop.invoice("open", customer=shop.customer(email="ada@example.com"))
    shop.v1.invoices.pay(quiet.id, {"payment_method": "pm_card_visa"})
    (charge,) = shop.v1.charges.list({"customer": str(quiet.customer)}).data
    assert (charge.receipt_email, charge.receipt_number) == ("ada@example.com", None)
    assert mails_about(server, charge.id) == []
    invoice = shop.invoice("open", customer=shop.customer(email="ada@example.com"))
    (payment,) = shop.v1.invoice_payments.list({"invoice": invoice.id}).data
    intent = str(payment.payment.payment_intent)
    shop.v1.payment_intents.update(intent, {"receipt_email": "books@example.com"})
    shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
    (charge,) = shop.v1.charges.list({"payment_intent": intent}).data
    (mail,) = query(server, _MAILS, [charge.id])
    assert (mail["kind"], mail["recipient"], mail["invoice"]) == ("receipt", "books@example.com", invoice.id)
    assert re.fullmatch(_NUMBER, charge.receipt_number or "")


def test_a_payment_that_mailed_its_receipt_mails_no_second_when_it_is_attached(server: Server, shop: Shop) -> None:
    customer = shop.customer(email="ada@example.com")
    invoice = shop.invoice("open", 900, customer=customer)
    charge = paid_alone(shop, customer=customer.id, receipt_email="ada@example.com")
    attached = shop.v1.invoices.attach_payment(invoice.id, {"payment_intent": charge.payment_intent})
    assert attached.status == "paid"
    assert mails_about(server, charge.id) == [("receipt", "ada@example.com")]
    assert shop.v1.charges.retrieve(charge.id).receipt_number == charge.receipt_number


# ── Once ────────────────────────────────────────────────────────────────────────────────────────
def test_however_often_a_payment_is_tried_there_is_one_receipt_with_one_number(server: Server, shop: Shop) -> None:
    intent = shop.v1.payment_intents.create({"amount": 900, "currency": "usd", "receipt_email": "ada@example.com"})

    def confirm(attempt: int) -> None:
        # Two requests share each key: one repeats the other. The others are refused, since the intent is paid.
        key = {"idempotency_key": f"{intent.id}-{attempt // 2}"}
        with contextlib.suppress(stripe.StripeError):
            shop.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"}, key)  # type: ignore[arg-type]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(confirm, range(8)))
    (charge,) = shop.v1.charges.list({"payment_intent": intent.id}).data
    assert mails_about(server, charge.id) == [("receipt", "ada@example.com")]
    assert query(server, "SELECT number FROM receipt_numbers WHERE about = $1", charge.id)[0]["number"] == (
        charge.receipt_number
    )
    assert told(shop, charge.id) == ["charge.succeeded", "charge.updated"]


def test_receipts_at_once_have_numbers_of_their_own(server: Server, shop: Shop) -> None:
    def pay(n: int) -> Any:
        return paid_alone(shop, receipt_email=f"reader{n}@example.com")

    with ThreadPoolExecutor(4) as pool:
        charges = list(pool.map(pay, range(8)))
    assert len({charge.receipt_number for charge in charges}) == len(charges)


def test_a_receipt_on_a_clock_is_asked_for_in_its_time(server: Server, shop: Shop) -> None:
    clock = Clock(server.client)
    charge = paid_alone(shop, customer=clock.customer, receipt_email="ada@example.com")
    (mail,) = query(server, _MAILS, [charge.id])
    assert mail["created"] == START
    assert [type for type, at in clock.happened(charge.id) if at == 0] == ["charge.succeeded", "charge.updated"]
