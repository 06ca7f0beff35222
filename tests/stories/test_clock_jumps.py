"""The machine's clock jumps an hour ahead and back while invoices are due: nothing is lost, nothing happens twice."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import start_server, stop_server
from tests.nightly import IS_NIGHTLY
from tests.rooms.webhooks.receiver import eventually
from tests.stories.inbox import Inbox, taking_mail
from tests.stories.psql import query

JUMPING = Path(__file__).parent / "jumping"
HOUR = 3_600
EACH = 20


class Machine:
    """A server on a machine whose clock can be set."""

    def __init__(self, folder: Path, inbox: Inbox) -> None:
        self._ahead = folder / "ahead"
        self._ahead.write_text("0".rjust(12))
        self.server = start_server(
            folder / "data", "--workers", "2", PYTHONPATH=str(JUMPING), BILLHOOK_CLOCK_AHEAD=str(self._ahead),
            BILLHOOK_SMTP_URL=inbox.url,
        )  # fmt: skip
        self.shop = Shop(self.server.client)

    def jump(self, seconds: int) -> None:
        """Let the clock be so many seconds ahead of the right time."""
        # In place and of one length, so that a reader sees the old or the new number.
        with self._ahead.open("r+b", buffering=0) as file:
            file.write(f"{seconds:>12}".encode())


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with taking_mail(Inbox(pause_seconds=0.1)) as found:
        yield found


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Machine]:
    found = Machine(tmp_path_factory.mktemp("jumps"), inbox)
    yield found
    stop_server(found.server)


if IS_NIGHTLY:

    @pytest.mark.parametrize("seed", range(8))
    def test_each_step_is_taken_once(machine: Machine, inbox: Inbox, seed: int) -> None:
        chance = random.Random(seed)
        shop, server = machine.shop, machine.server
        cursor = shop.v1.events.list({"limit": 1}).data[0].id if seed else None
        customer = shop.v1.customers.create({"email": f"jump{seed}@example.com"}).id
        card = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
        shop.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": card}})
        now = int(time.time())
        # Due over two hours: some now, some after a jump, some only after the last.
        sent = [draft(shop, customer, now + chance.randrange(2, 2 * HOUR), "send_invoice") for _ in range(EACH)]
        charged = [
            draft(shop, customer, now + chance.randrange(2, 2 * HOUR), "charge_automatically") for _ in range(EACH)
        ]
        for ahead in (HOUR, 0, HOUR, -HOUR, 2 * HOUR, HOUR, 0, 2 * HOUR + 60):
            machine.jump(ahead)
            # The API goes on meanwhile.
            shop.v1.customers.update(customer, {"metadata": {"ahead": str(ahead)}})
            time.sleep(chance.uniform(0.1, 2.2))
        ended = "SELECT count(*) AS n FROM invoices WHERE id = ANY($1) AND status = $2"
        eventually(lambda: query(server, ended, sent, "open")[0]["n"] == EACH, "all to be sent", seconds=40)
        eventually(lambda: query(server, ended, charged, "paid")[0]["n"] == EACH, "all to be paid", seconds=40)
        eventually(lambda: len(inbox.to(f"jump{seed}@")) >= EACH, "all mails to leave", seconds=40)
        machine.jump(0)

        numbers = query(server, "SELECT number FROM invoices WHERE id = ANY($1)", sent + charged)
        assert sorted(int(row["number"].rpartition("-")[2]) for row in numbers) == list(range(1, 2 * EACH + 1))
        told = told_since(shop, cursor, sent + charged)
        assert told == {("invoice.finalized", id): 1 for id in sent + charged} | {
            ("invoice.paid", id): 1 for id in charged
        } | {("invoice.sent", id): 1 for id in sent}
        assert len(shop.v1.charges.list({"customer": customer, "limit": 100}).data) == EACH
        mails = Counter(str(mail["Message-ID"]) for mail in inbox.to(f"jump{seed}@"))
        assert (len(mails), set(mails.values())) == (EACH, {1})


def draft(shop: Shop, customer: str, at: int, method: Any) -> str:
    """A draft that finalizes itself at this moment."""
    terms: Any = {"customer": customer, "collection_method": method, "automatically_finalizes_at": at}
    if method == "send_invoice":
        terms["days_until_due"] = 30
    made = shop.v1.invoices.create({**terms, "auto_advance": True})
    shop.v1.invoice_items.create({"customer": customer, "invoice": made.id, "amount": 900, "currency": "usd"})
    return str(made.id)


def told_since(shop: Shop, cursor: str | None, invoices: list[str]) -> Counter[tuple[str, str]]:
    """How often each thing was told of these invoices, by a client that follows the cursor of the events."""
    kinds = ("invoice.finalized", "invoice.paid", "invoice.sent")
    terms: Any = {"limit": 100, "types": list(kinds)} | ({"ending_before": cursor} if cursor else {})
    found = [(event.type, event.data.object["id"]) for event in shop.v1.events.list(terms).auto_paging_iter()]
    return Counter(each for each in found if each[1] in invoices)
