"""kill -9 at each step of a payment, and a start afterwards: it was made once or not at all, and it is known which.

The steps are those of rule 5 of the map: claim, call, settle. `dying/sitecustomize.py` pulls the plug.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe
from tests.conftest import stop_server
from tests.nightly import usual
from tests.platform.processes import is_alive
from tests.rooms.webhooks.receiver import eventually
from tests.stories.house import House
from tests.stories.psql import query

PATH = os.pathsep.join(filter(None, [str(Path(__file__).parent / "dying"), os.environ.get("PYTHONPATH")]))
# What the next start finds.
STEPS = {
    "claimed, not committed": "nothing",
    "committed, not asked": "a call",
    "asked, not settled": "a call",
    "settled, not committed": "a call",
    "committed, not answered": "a payment",
}
PAID = ["charge.succeeded", "payment_intent.succeeded", "invoice.paid", "invoice.payment_succeeded"]
DECLINED = ["charge.failed", "payment_intent.payment_failed", "invoice.payment_failed"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("steps")
    found = House(folder / "data", 1, PYTHONPATH=PATH, BILLHOOK_DIE_AT=str(folder / "die-at"))
    yield found
    stop_server(found.server)


EVERY = [*((step, "visa") for step in STEPS), ("asked, not settled", "visa_chargeDeclined")]


@pytest.mark.parametrize(("step", "card"), usual(EVERY, [("asked, not settled", "visa")]))
def test_killed(house: House, step: str, card: str) -> None:
    v1 = house.shop.v1
    invoice = house.shop.invoice("open", 1_000)
    asked = {"payment_method": f"pm_card_{card}"}
    family = house.family_now()
    (house.data_dir.parent / "die-at").write_text(step)
    with pytest.raises(stripe.APIConnectionError):
        v1.invoices.pay(invoice.id, asked, {"idempotency_key": f"{step}-{card}"})
    house.server.process.wait(10)
    eventually(lambda: not any(map(is_alive, family)), "the killed processes to be gone")
    house.start()
    assert found(house, invoice.id) == STEPS[step]
    # The moment at which the call is asked again; it is a minute later otherwise.
    query(house.server, "UPDATE calls SET next_attempt_at = 1 WHERE settled_at IS NULL")
    declined = card != "visa"
    told = house.answer_to(lambda: house.shop.v1.invoices.pay(invoice.id, asked, {"idempotency_key": f"{step}-{card}"}))
    assert told == ("card_declined" if declined else "paid")
    after = house.shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
    assert (after.status, after.amount_paid, after.attempt_count) == (
        ("open", 0, 1) if declined else ("paid", 1_000, 1)
    )
    intent = after.payments.data[0].payment.payment_intent
    charges = house.shop.v1.charges.list({"payment_intent": intent}).data
    assert [charge.status for charge in charges] == ["failed" if declined else "succeeded"]
    history = [
        event.type
        for event in reversed(house.shop.v1.events.list({"limit": 100, "types": PAID + DECLINED}).data)
        if getattr(event.data.object, "id", None) in (invoice.id, intent, charges[0].id)
    ]
    assert history == (DECLINED if declined else PAID)


def found(house: House, invoice: str) -> str:
    """What is written down of the payment of an invoice."""
    rows = query(
        house.server,
        "SELECT c.settled_at FROM calls c JOIN payment_intents p ON p.id = c.subject WHERE p.invoice = $1",
        invoice,
    )
    if not rows:
        return "nothing"
    return "a call" if rows[0]["settled_at"] is None else "a payment"
