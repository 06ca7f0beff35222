"""A merchant in live mode whose payers pay on the page of the simulated processor, another origin on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import stripe
from tests.builders import Shop
from tests.conftest import Response, Server, run_billhook, start_server, stop_server
from tests.pages.document import Element, read
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.processors.simulated_page import Page, Session
from billhook.processors.simulated_redirect import NAME

COMPANY = {"business_name": "Studio", "business_line1": "Street 1", "business_city": "Berlin"}


@dataclass
class Away:
    """The server, the shop in live mode, and the page of the processor."""

    server: Server
    shop: Shop
    page: Page

    def invoice(self, amount: int = 12_000) -> Any:
        return self.shop.invoice("open", amount)

    def now(self, invoice: Any) -> Any:
        return self.shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})

    def intent_id(self, invoice: Any) -> str:
        payments = self.shop.v1.invoice_payments.list({"invoice": invoice.id}).data
        return str(next(each for each in payments if each.is_default).payment.payment_intent)

    def intent(self, invoice: Any) -> Any:
        return self.shop.v1.payment_intents.retrieve(self.intent_id(invoice))

    def charges(self, invoice: Any) -> list[Any]:
        return list(self.shop.v1.charges.list({"customer": invoice.customer}).data)

    def calls(self, invoice: Any) -> list[Any]:
        sql = "SELECT id, verb, reference, settled_at, expires_at FROM calls WHERE subject = $1 ORDER BY id"
        return query(self.server, sql, self.intent_id(invoice))

    def history(self, invoice: Any) -> list[str]:
        return self.shop.history(invoice.id)

    # ── The payer ───────────────────────────────────────────────────────────────────────────────
    def sees(self, invoice: Any, more: str = "") -> Element:
        answer = self.server.request("GET", path_of(invoice) + more, key=None)
        assert answer.status == 200, answer.status
        return read(answer.body)

    def press(self, invoice: Any, method: str = "card", amount: int | None = None, **typed: str) -> Response:
        sent = {"method": method, "amount": str(amount or invoice.amount_due), **typed}
        return self.server.request("POST", f"{path_of(invoice)}/pay", urlencode(sent).encode(), key=None)

    def goes_away(self, invoice: Any, method: str = "card") -> Session:
        """Press the button; the session at the processor to which that leads."""
        answer = self.press(invoice, method)
        assert answer.status == 303
        url = answer.headers["location"]
        assert url.startswith(f"{self.page.url}/pay/"), url
        return self.page.sessions[url.rpartition("/")[2]]

    def comes_back(self, invoice: Any) -> Response:
        return self.server.request("GET", f"{path_of(invoice)}/back", key=None)

    def decides(self, session: Session, outcome: str, type: str = "card") -> None:
        self.page.decide(session.id, outcome, type)

    # ── Time ────────────────────────────────────────────────────────────────────────────────────
    def due(self) -> None:
        """The moment comes at which everything is asked again."""
        # One by one: the worker may hold one and wait for another.
        for call in query(self.server, "SELECT id FROM calls WHERE settled_at IS NULL"):
            sql = "UPDATE calls SET next_attempt_at = 1 WHERE id = $1 AND settled_at IS NULL"
            query(self.server, sql, call["id"])

    def settles(self, invoice: Any) -> None:
        self.due()
        eventually(lambda: all(call["settled_at"] for call in self.calls(invoice)), "the calls to be settled")


def path_of(invoice: Any) -> str:
    return urlsplit(invoice.hosted_invoice_url).path


def goes_live(server: Server) -> stripe.StripeClient:
    """The account in live mode, with the simulated processor."""
    client = server.client_with(run_billhook(server, "keys", "roll", "--live", "--yes"))
    for name, value in COMPANY.items():
        run_billhook(server, "settings", "set", name, value)
    query(server, "UPDATE tenants SET processor = $1, version = version + 1 WHERE livemode", NAME)
    return client


@contextmanager
def away(folder: Path, **environment: str) -> Iterator[Away]:
    page = Page().start()
    server = start_server(folder / "data", BILLHOOK_SIMULATED_REDIRECT_URL=page.url, **environment)
    try:
        yield Away(server, Shop(goes_live(server)), page)
    finally:
        stop_server(server)
        page.stop()
