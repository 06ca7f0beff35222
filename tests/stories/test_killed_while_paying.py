"""The plug is pulled while a slow bank is being asked: no payment is taken twice, and none is lost (rule 5 of the map).

Each kill meets payments between their claim and their settlement, as the bank takes a while. A payer repeats what got
no answer with the same idempotency key, as the official SDKs do.
"""

import contextlib
import random
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import stripe
from tests.conftest import stop_server
from tests.nightly import IS_NIGHTLY
from tests.platform.processes import is_alive
from tests.rooms.webhooks.receiver import eventually
from tests.stories.house import House
from tests.stories.psql import query

PAYERS = 6
BANK_SECONDS = "1.0"
# Of that, what is left for sure when a payment was seen under way.
LEFT_SECONDS = 0.5
CARDS = ("pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_mastercard")
# A job of a killed process is taken over after thirty.
PATIENCE_SECONDS = 60


class Payer(threading.Thread):
    """Pays one invoice after the other and remembers what he was told."""

    def __init__(self, house: House, name: str) -> None:
        super().__init__(daemon=True, name=name)
        self.house = house
        self.asked: dict[str, tuple[str, str]] = {}
        self.told: dict[str, str] = {}
        self.repeated = 0

    def run(self) -> None:
        n = 0
        while not self.house.closed.is_set():
            n += 1
            key = f"{self.name}-{n}"
            invoice = self.until_answered(lambda key=key: self.opened(key))
            card = CARDS[n % len(CARDS)]
            self.asked[invoice] = (card, f"{key}-pay")
            self.told[invoice] = self.until_answered(lambda i=invoice, c=card, k=key: self.pays(i, c, f"{k}-pay"))

    def until_answered(self, ask: Any) -> Any:
        while True:
            self.house.opened.wait()
            if self.house.gone:
                raise SystemExit
            try:
                return ask()
            except (stripe.APIConnectionError, stripe.APIError, stripe.IdempotencyError):
                self.repeated += 1
                time.sleep(0.05)

    def opened(self, key: str) -> str:
        v1 = self.house.shop.v1
        customer = v1.customers.create({"name": self.name}, {"idempotency_key": f"{key}-c"}).id
        draft = v1.invoices.create({"customer": customer}, {"idempotency_key": f"{key}-i"}).id
        item = {"customer": customer, "invoice": draft, "amount": 1_000}
        v1.invoice_items.create(item, {"idempotency_key": f"{key}-l"})
        v1.invoices.finalize_invoice(draft, {}, {"idempotency_key": f"{key}-f"})
        (payment,) = v1.invoice_payments.list({"invoice": draft}).data
        v1.payment_intents.update(str(payment.payment.payment_intent), {"receipt_email": f"{key}@example.com"})
        return str(draft)

    def pays(self, invoice: str, card: str, key: str) -> str:
        try:
            return str(
                self.house.shop.v1.invoices.pay(invoice, {"payment_method": card}, {"idempotency_key": key}).status
            )
        except stripe.CardError as error:
            return str(error.code)


if IS_NIGHTLY:
    # `test_killed_at_each_step.py` kills at every step of a payment by day.

    def test_a_slow_bank_and_a_pulled_plug(tmp_path: Path, record_property: Any) -> None:
        house = House(tmp_path / "data", 2, BILLHOOK_TEST_PROCESSOR_SECONDS=BANK_SECONDS)
        payers = [Payer(house, f"payer{n}") for n in range(PAYERS)]
        try:
            house.opened.set()
            for payer in payers:
                payer.start()
            interrupted = [killed(house, payers, whom) for whom in ("group", "everything")]
            assert all(interrupted), "every kill was to meet payments that were under way"
            house.closed.set()
            for payer in payers:
                asked_again(house)
                payer.join(PATIENCE_SECONDS)
                assert not payer.is_alive()
            events, receipts = ends_of(house), receipts_of(house)
            for payer in payers:
                check(house, payer, events, receipts)
            record_property("interrupted", interrupted)
            record_property("paid", sum(len(payer.told) for payer in payers))
            record_property("repeated", sum(payer.repeated for payer in payers))
        finally:
            house.gone = True
            house.closed.set()
            house.opened.set()
            stop_server(house.server)


def killed(house: House, payers: list[Payer], whom: str) -> int:
    """Pull the plug while payments are under way and start again; how many were met between claim and settlement."""
    before = sum(len(payer.told) for payer in payers)
    eventually(lambda: sum(len(payer.told) for payer in payers) > before + PAYERS, "payments to be made")
    seen = asked_of_the_bank(house)
    eventually(lambda: bool(asked_of_the_bank(house) - seen), "another payment to be under way")
    time.sleep(random.uniform(0.0, LEFT_SECONDS))
    house.kill(whom)
    house.start()
    eventually(lambda: not any(map(is_alive, house.family)), "the killed processes to be gone")
    met = len(asked_of_the_bank(house))
    asked_again(house)
    house.opened.set()
    return met


def asked_of_the_bank(house: House) -> set[str]:
    """The payments whose answer nobody has written down yet."""
    return {row[0] for row in query(house.server, "SELECT id FROM calls WHERE settled_at IS NULL")}


def asked_again(house: House) -> None:
    """Let the moment come at which the calls that nobody settled are asked again; it is a minute later otherwise."""
    query(house.server, "UPDATE calls SET next_attempt_at = 1 WHERE settled_at IS NULL")


def ends_of(house: House) -> dict[str, list[str]]:
    """How often each end of a payment was told, by the object that it is about."""
    found: dict[str, list[str]] = {}
    listed = house.shop.v1.events.list({"limit": 100, "types": list(ENDS)})
    for event in listed.auto_paging_iter():
        found.setdefault(getattr(event.data.object, "id", None), []).append(event.type)
    return found


def receipts_of(house: House) -> dict[str, list[str]]:
    """The number in each mail with a receipt, by the charge."""
    found: dict[str, list[str]] = {}
    for row in query(house.server, "SELECT about, said ->> 'number' FROM invoice_mails WHERE kind = 'receipt'"):
        found.setdefault(row[0], []).append(row[1])
    return found


def check(house: House, payer: Payer, events: dict[str, list[str]], receipts: dict[str, list[str]]) -> None:
    """What he was told is what happened, once."""
    v1 = house.shop.v1
    for invoice_id, (card, key) in payer.asked.items():
        declined = card == "pm_card_visa_chargeDeclined"
        assert payer.told[invoice_id] == ("card_declined" if declined else "paid")
        invoice = v1.invoices.retrieve(invoice_id, {"expand": ["payments"]})
        paid = 0 if declined else 1_000
        assert (invoice.status, invoice.amount_paid, invoice.attempt_count) == ("open" if declined else "paid", paid, 1)
        intent = invoice.payments.data[0].payment.payment_intent
        charges = v1.charges.list({"payment_intent": intent}).data
        assert [(c.status, c.amount) for c in charges] == [("failed" if declined else "succeeded", 1_000)]
        told = Counter(each for about in (invoice_id, intent, charges[0].id) for each in events[about])
        assert told == Counter(ENDS[:3] if declined else ENDS[3:])
        assert receipts.get(charges[0].id, []) == ([] if declined else [charges[0].receipt_number])
        # And whoever asks once more hears the same.
        with contextlib.suppress(stripe.CardError):
            again = v1.invoices.pay(invoice_id, {"payment_method": card}, {"idempotency_key": key})
            assert again.last_response.headers["idempotent-replayed"] == "true"


ENDS = (
    "charge.failed", "payment_intent.payment_failed", "invoice.payment_failed",
    "charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded", "charge.updated",
)  # fmt: skip
