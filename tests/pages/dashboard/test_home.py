"""Home tells what waits for somebody, and each line leads to it."""

from collections.abc import Iterator

import pytest
import stripe
from tests.builders import Shop
from tests.clocks import DAY, START, Clock
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.pages.dashboard.signed_in import Visitor, owner_of
from tests.stories.psql import query


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server of its own, because Home counts everything of an account."""
    running = start_server(tmp_path_factory.mktemp("home") / "data")
    yield running
    stop_server(running)


def matters(owner: Visitor) -> dict[str, str]:
    """The lines that wait, with where they lead."""
    section = owner.get("/").page.one("section", aria_label="Needs attention")
    return {link.text: link.attributes["href"] for link in section.all("a")}


def test_from_nothing_to_everything(alone: Server) -> None:
    owner, shop = owner_of(alone), Shop(alone.client)
    assert "Your first invoice" in owner.get("/").page.text
    invoice = shop.invoice("open")
    seen = owner.get("/")
    assert "Nothing waits for you." in seen.page.text
    assert invoice.number in seen.page.text

    query(alone, "UPDATE invoices SET due_date = created - 1 WHERE id = $1", invoice.id)
    assert matters(owner) == {"1 invoice is past due": "/dashboard/test/invoices?status=past_due"}

    customer = shop.v1.customers.create({"name": "Card"})
    with pytest.raises(stripe.CardError):
        shop.v1.payment_intents.create(
            {"amount": 500, "currency": "usd", "customer": customer.id, "confirm": True,
             "payment_method": "pm_card_chargeDeclined", "return_url": "https://example.com"}
        )  # fmt: skip
    shop.v1.invoices.send_invoice(invoice.id)
    query(alone, "UPDATE invoice_mails SET status = 'failed', next_attempt_at = NULL WHERE invoice = $1", invoice.id)
    shop.v1.invoices.create({"customer": str(invoice.customer), "auto_advance": True})
    assert list(matters(owner)) == [
        "1 invoice is past due",
        "1 charge failed in the last 7 days",
        "1 e-mail went wrong in the last 7 days",
        "1 draft will be finalized within 24 hours",
    ]

    told, tabs = matters(owner), owner.get("/invoices").page.one("nav", aria_label="Status").text
    clock = Clock(alone.client)
    method = shop.v1.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": clock.customer}).id
    shop.v1.customers.update(clock.customer, {"invoice_settings": {"default_payment_method": method}})
    clock.invoice(auto_advance=True, days_until_due=1)
    clock.invoice(auto_advance=True, collection_method="charge_automatically")
    clock.advance(START + 3 * DAY)
    clock.invoice(auto_advance=True)
    assert shop.v1.invoices.list({"customer": clock.customer, "status": "open"}).data
    assert matters(owner) == told, "what happens on a test clock waits for nobody"
    assert owner.get("/invoices").page.one("nav", aria_label="Status").text == tabs


def test_the_other_mode_begins_with_nothing(alone: Server) -> None:
    owner = owner_of(alone)
    live = Visitor(alone, mode="live", cookies=owner.cookies)
    assert "Your first invoice" in live.get("/").page.text


def test_an_owner_without_a_second_factor_is_told_where_real_money_moves(alone: Server) -> None:
    owner = owner_of(alone)
    live = Visitor(alone, mode="live", cookies=owner.cookies)
    Shop(alone.client_with(run_billhook(alone, "keys", "roll", "--yes", "--live").strip())).invoice("open")
    words = "Your password alone lets you in: set up an authenticator app"
    assert words not in owner.get("/").page.text
    query(
        alone,
        "INSERT INTO people_authenticators (person, sealed, created) SELECT id, 'x', 1 FROM people",
    )
    assert matters(live).get(words) == "/dashboard/me", "an app that was begun and never confirmed does not count"
    query(alone, "UPDATE people_authenticators SET confirmed_at = 1")
    assert words not in live.get("/").page.text
    query(alone, "DELETE FROM people_authenticators")
