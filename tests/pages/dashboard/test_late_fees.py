"""Late fees in the Dashboard: the late invoice and its fees lead to each other."""

from collections.abc import Iterator

import pytest
import stripe
from tests.builders import Shop
from tests.clocks import DAY, START, Clock
from tests.conftest import Server, run_billhook
from tests.pages.dashboard.signed_in import Visitor


@pytest.fixture(scope="class")
def fee_of_five_dollars(server: Server) -> Iterator[None]:
    run_billhook(server, "settings", "set", "late_fee_amount=5.00 USD", "late_fee_days=7")
    yield
    run_billhook(server, "settings", "set", "late_fee_amount=", "late_fee_days=14")


def exempt(owner: Visitor, page: str, button: str) -> str:
    """Press the link on the page and its button; what the page says then."""
    here = f"{page}/exemptions/{'stop' if button == 'No late fees' else 'resume'}-late-fees"
    (link,) = [a for a in owner.get(page).page.all("a") if a.attributes.get("href", "").endswith(here)]
    assert link.text == button
    return owner.follow(owner.send(here, {}, on=here)).page.one("p", role="status").text


def test_nothing_is_said_of_late_fees_that_the_account_does_not_charge(owner: Visitor, shop: Shop) -> None:
    invoice = shop.invoice("open")
    for page in (f"/invoices/{invoice.id}", f"/customers/{invoice.customer}"):
        assert "late fees" not in owner.get(page).page.text


@pytest.mark.usefixtures("fee_of_five_dollars")
class TestOfAnAccountThatChargesThem:
    def test_a_late_invoice_and_its_fee_lead_to_each_other(self, owner: Visitor, client: stripe.StripeClient) -> None:
        clock = Clock(client)
        late = clock.invoice(auto_advance=True, days_until_due=0)
        clock.advance(START + DAY)
        coming = owner.get(f"/invoices/{late.id}").page.text
        assert "A late fee is charged on " in coming
        assert owner.get(f"/invoices/{late.id}").page.all("section", aria_label="Late fees") == []
        clock.advance(START + 9 * DAY)
        (row,) = owner.get(f"/invoices/{late.id}").page.one("section", aria_label="Late fees").all("li")
        assert "$5.00" in row.text
        assert (
            "Late fee of $5.00 charged"
            in owner.get(f"/invoices/{late.id}").page.one("section", aria_label="Timeline").text
        )
        (link,) = row.all("a")
        fee = link.attributes["href"].rpartition("/")[2]
        number = client.v1.invoices.retrieve(late.id).number
        (back,) = [a for a in owner.get(f"/invoices/{fee}").page.all("a") if a.text == number]
        assert back.attributes["href"].rpartition("/")[2] == late.id
        assert "Created as a late fee" in owner.get(f"/invoices/{fee}").page.one("section", aria_label="Timeline").text

    def test_a_revision_of_an_exempt_invoice_is_exempt(self, owner: Visitor, client: stripe.StripeClient) -> None:
        clock = Clock(client)
        invoice = clock.invoice(auto_advance=True)
        clock.advance(START + DAY)
        assert exempt(owner, f"/invoices/{invoice.id}", "No late fees") == "This invoice costs no late fees."
        revision = client.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": invoice.id}})
        assert "This invoice costs no late fees." in owner.get(f"/invoices/{revision.id}").page.text

    @pytest.mark.parametrize(
        ("of", "said"),
        [("invoices", "This invoice costs no late fees."), ("customers", "This customer pays no late fees.")],
    )
    def test_an_invoice_or_a_customer_is_exempt_until_that_is_ended(
        self, owner: Visitor, client: stripe.StripeClient, of: str, said: str
    ) -> None:
        clock = Clock(client)
        late = clock.invoice(auto_advance=True, days_until_due=0)
        clock.advance(START + DAY)
        page = f"/invoices/{late.id}" if of == "invoices" else f"/customers/{clock.customer}"
        assert exempt(owner, page, "No late fees") == said
        told = owner.get(f"/invoices/{late.id}").page.text
        assert said in told
        assert "A late fee is charged" not in told
        clock.advance(START + 9 * DAY)
        assert len(client.v1.invoices.list({"customer": clock.customer}).data) == 1
        assert "again" in exempt(owner, page, "Charge late fees")
        assert said not in owner.get(f"/invoices/{late.id}").page.text
