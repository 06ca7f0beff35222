"""kill -9 in the middle of an advance: the same things happen, each once, at the same moments by the clock."""

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from tests.clocks import DAY, HOUR, START, Clock
from tests.conftest import run_billhook, stop_server
from tests.nightly import usual
from tests.stories.house import House
from tests.stories.psql import query

SENT = [
    ("created", 0),
    ("finalized", HOUR),
    ("sent", HOUR),
    ("will_be_due", 27 * DAY),
    ("overdue", 37 * DAY),
    ("marked_uncollectible", 90 * DAY),
]
# The clock starts at 17:46:40 UTC; reminders leave at nine in the morning.
NINE = -(8 * HOUR + 46 * 60 + 40)
MAILED = [
    ("invoice", HOUR),
    ("reminder_before", 27 * DAY + NINE),
    ("reminder_due", 30 * DAY + NINE),
    ("reminder_overdue", 37 * DAY + NINE),
]
CHARGED = [
    ("created", 0),
    ("finalized", HOUR),
    ("payment_failed", HOUR),
    ("payment_failed", HOUR + 3 * DAY),
    ("payment_failed", HOUR + 8 * DAY),
    ("payment_failed", HOUR + 15 * DAY),
    ("marked_uncollectible", HOUR + 15 * DAY),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    found = House(tmp_path_factory.mktemp("advance") / "data", 1)
    run_billhook(
        found.server, "settings", "set", "will_be_due_days=3", "overdue_days=7", "overdue_uncollectible_days=60",
        "retry_days=3, 5, 7", "reminder_days=-3, 0, 7", "retries_exhausted=mark_uncollectible",
    )  # fmt: skip
    yield found
    stop_server(found.server)


@pytest.mark.parametrize("seed", usual(list(range(12)), [0]))
def test_killed(house: House, seed: int) -> None:
    clock = Clock(house.server.client)
    sent = [clock.invoice(auto_advance=True).id for _ in range(4)]
    card = clock.client.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": clock.customer}).id
    settings: Any = {"default_payment_method": card}
    clock.client.v1.customers.update(clock.customer, {"invoice_settings": settings})
    charged = [clock.invoice(auto_advance=True, collection_method="charge_automatically").id for _ in range(4)]
    clock.client.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": START + 120 * DAY})
    time.sleep(random.Random(seed).uniform(0, 0.4))
    house.kill("everything")
    house.start()
    clock.client = house.server.client
    # Calls that died are asked again after a minute; here at once.
    hurry = "UPDATE calls SET next_attempt_at = 1 WHERE settled_at IS NULL AND test_clock IS NULL"
    deadline = time.monotonic() + 40
    while clock.client.v1.test_helpers.test_clocks.retrieve(clock.id).status == "advancing":
        assert time.monotonic() < deadline, "the advance is not played to its end"
        query(house.server, hurry)
        time.sleep(0.1)
    assert happened(clock, sent + charged) == dict.fromkeys(sent, SENT) | dict.fromkeys(charged, CHARGED)
    charges = clock.client.v1.charges.list({"customer": clock.customer, "limit": 100}).data
    assert len(charges) == 4 * len(charged)
    for invoice in sent:
        mails = query(house.server, "SELECT kind, created FROM invoice_mails WHERE invoice = $1 ORDER BY id", invoice)
        assert [(mail["kind"], mail["created"] - START) for mail in mails] == MAILED


def happened(clock: Clock, invoices: list[str]) -> dict[str, list[tuple[str, int]]]:
    """What happened to each of these invoices, without its updates."""
    told: dict[str, list[tuple[str, int]]] = {invoice: [] for invoice in invoices}
    for event in clock.client.v1.events.list({"limit": 100}).auto_paging_iter():
        about = event.data.object["id"]
        if about in told and event.type != "invoice.updated":
            told[about].insert(0, (event.type.removeprefix("invoice."), event.created - START))
        if event.type == "test_helpers.test_clock.created" and about == clock.id:
            break
    return told
