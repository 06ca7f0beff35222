"""The bank of a saved card asks its holder in live mode, and methods that are kept alone: all of it at Stripe.

Stripe is a small one on loopback, and mails arrive at an inbox in this process.
"""

import io
import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pypdf
import pytest
from tests.conftest import Response, run_billhook
from tests.contract.stripe_fake import Says
from tests.pages.document import Element, read
from tests.rooms.checkout.visitor import leads_to
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import path_of
from tests.stories.inbox import Inbox, taking_mail
from tests.stories.psql import query
from tests.stories.test_letters import text_of
from tests.stories.test_paid_by_stripe import Merchant, connected

CHOOSE = "UPDATE tenants SET processor = $1, version = version + 1 WHERE livemode"
DONE = "https://shop.example.com/done"
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def inbox() -> Iterator[Inbox]:
    with taking_mail(Inbox()) as found:
        yield found


@pytest.fixture(scope="module")
def merchant(tmp_path_factory: pytest.TempPathFactory, inbox: Inbox) -> Iterator[Merchant]:
    folder = tmp_path_factory.mktemp("asked")
    with connected(folder, BILLHOOK_SMTP_URL=f"{inbox.url}?timeout=3") as found:
        run_billhook(found.server, "settings", "set", "email_action_required=true", "business_email=ada@example.com")
        yield found


class Holder:
    """A customer with a saved card whose bank wants to hear them; they press buttons without a script."""

    def __init__(self, merchant: Merchant) -> None:
        self.merchant, self.fake, self.v1 = merchant, merchant.there.fake, merchant.shop.v1
        self.email = f"holder{next(_numbers)}@example.com"
        self.customer = merchant.shop.customer(email=self.email)
        self.card = self._keeps("pm_secure")

    def _keeps(self, card: str) -> str:
        """They pay a first invoice, and Stripe keeps the card."""
        first = self.merchant.shop.invoice("open", 1_000, self.customer)
        self.fake.pay(self.merchant.goes_away(first)["id"], card)
        self.gets(f"{path_of(first)}/back")
        (kept,) = self.v1.payment_methods.list({"customer": self.customer.id}).data
        self.v1.customers.update(self.customer.id, {"invoice_settings": {"default_payment_method": kept.id}})
        return str(kept.id)

    def gets(self, path: str) -> Response:
        return self.merchant.server.request("GET", path, key=None)

    def sees(self, path: str) -> Element:
        answer = self.gets(path)
        assert answer.status == 200
        return read(answer.body)

    def presses(self, page: Element) -> str:
        """Press the only button of a page; where that leads."""
        (form,) = page.all("form")
        sent = {each.attributes["name"]: each.attributes.get("value") or "" for each in form.all("input")}
        answer = self.merchant.server.request("POST", str(form.attributes["action"]), sent, key=None)
        assert answer.status == 303, answer.status
        return str(answer.headers["location"])

    def session(self, url: str) -> dict[str, Any]:
        """The session at Stripe to which a button leads."""
        assert url.startswith(f"{self.fake.base}/pay/cs_live"), url
        return self.fake.objects[urlsplit(url).path.rpartition("/")[2]]

    def events(self, *ids: str) -> list[str]:
        """The events about these, the oldest first."""
        found = self.v1.events.list({"limit": 100}).data
        return [event.type for event in reversed(found) if event.data.object["id"] in ids]


def test_a_saved_card_whose_bank_asks(merchant: Merchant, inbox: Inbox) -> None:
    """The mail leads to the page, the page to Stripe: one intent here, and one payment there."""
    holder = Holder(merchant)
    v1, fake, taken = holder.v1, holder.fake, holder.fake.taken
    draft = merchant.shop.draft(
        12_000, holder.customer, collection_method="charge_automatically", auto_advance=True
    )  # fmt: skip
    v1.invoices.finalize_invoice(draft.id)
    eventually(lambda: v1.invoices.retrieve(draft.id).attempt_count == 1, "the card to be charged")
    invoice = v1.invoices.retrieve(draft.id, {"expand": ["payments"]})
    intent = v1.payment_intents.retrieve(str(invoice.payments.data[0].payment.payment_intent))
    assert (invoice.status, intent.status, intent.next_action.type) == ("open", "requires_action", "redirect_to_url")
    assert merchant.shop.history(invoice.id)[-1] == "invoice.payment_action_required"
    former = fake.all("pi")[-1]
    assert (former["status"], former["amount"]) == ("canceled", 12_000)
    with pytest.raises(Says):
        fake._moved(former, "confirm", {})

    (mail,) = inbox.wait_for(holder.email)
    assert "Confirm payment" in text_of(mail, "html")
    path = path_of(invoice)
    assert path in text_of(mail, "plain")
    asked = urlsplit(intent.next_action.redirect_to_url.url).path
    assert holder.gets(asked).headers["location"] == path
    query(merchant.server, CHOOSE, None)
    try:  # nobody can answer the bank, and the page does not say so
        unpayable = holder.sees(path)
        assert (unpayable.all("form"), unpayable.all("div", role="note")) == ([], [])
    finally:
        query(merchant.server, CHOOSE, "stripe")
    page = holder.sees(path)
    note = page.one("div", role="note")
    assert (note.one("strong").text, note.all("a")) == ("Confirm your payment", [])

    first = holder.session(holder.presses(page))
    second = holder.session(holder.presses(page))  # another tab
    assert (first["status"], second["status"], fake.taken) == ("expired", "open", taken)
    fake.pay(second["id"])
    assert holder.presses(page) == path  # the first tab finds it paid
    assert holder.sees(path).one("main").attributes["data-state"] == "paid"
    paid = v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})
    assert (paid.status, paid.amount_paid) == ("paid", 12_000)
    assert [each.payment.payment_intent for each in paid.payments.data] == [intent.id]
    assert (v1.payment_intents.retrieve(intent.id).status, fake.taken) == ("succeeded", taken + 12_000)
    charges = v1.charges.list({"payment_intent": intent.id}).data
    assert [(each.amount, each.status) for each in charges if each.paid] == [(12_000, "succeeded")]
    assert holder.events(intent.id, invoice.id)[-4:] == [
        "payment_intent.succeeded", "invoice.updated", "invoice.paid", "invoice.payment_succeeded",
    ]  # fmt: skip
    told = [event for event in holder.events(intent.id, invoice.id) if "required" in event or "requires" in event]
    assert told[:2] == ["payment_intent.requires_action", "invoice.payment_action_required"]
    assert told.count("invoice.payment_action_required") == 1


def test_an_intent_of_its_own_whose_bank_asks(merchant: Merchant) -> None:
    """The page to which `next_action` leads has the button; the payer comes back to it, and is led on."""
    holder = Holder(merchant)
    v1, fake, taken = holder.v1, holder.fake, holder.fake.taken
    given: Any = {
        "amount": 4_000, "currency": "usd", "customer": holder.customer.id, "payment_method": holder.card,
        "confirm": True, "return_url": DONE,
    }  # fmt: skip
    intent = v1.payment_intents.create(given)
    assert (intent.status, fake.all("pi")[-1]["status"]) == ("requires_action", "canceled")
    path = urlsplit(intent.next_action.redirect_to_url.url).path
    query(merchant.server, CHOOSE, None)
    try:  # nobody there has a page
        assert holder.sees(path).all("form") == []
    finally:
        query(merchant.server, CHOOSE, "stripe")
    page = holder.sees(path)
    assert [button.text for button in page.all("button")] == ["Pay $40.00"]
    session = holder.session(holder.presses(page))
    assert session["amount_total"] == 4_000
    away = holder.sees(path)
    assert (away.all("form"), away.one("div", role="note").one("a").attributes["href"]) == ([], session["url"])
    assert holder.gets(f"{path}/back").status == 200  # nobody has paid yet
    fake.pay(session["id"])
    back = str(holder.gets(f"{path}/back").headers["location"])
    assert back.startswith(f"{DONE}?payment_intent={intent.id}")
    assert back.endswith("redirect_status=succeeded")
    assert (v1.payment_intents.retrieve(intent.id).status, fake.taken) == ("succeeded", taken + 4_000)


def test_what_is_captured_by_hand_has_no_button(merchant: Merchant) -> None:
    """Stripe's page takes the money at once, so nobody is sent there."""
    holder = Holder(merchant)
    given: Any = {
        "amount": 4_000, "currency": "usd", "customer": holder.customer.id, "payment_method": holder.card,
        "confirm": True, "return_url": DONE, "capture_method": "manual",
    }  # fmt: skip
    intent = holder.v1.payment_intents.create(given)
    assert intent.status == "requires_action"
    path = urlsplit(intent.next_action.redirect_to_url.url).path
    sessions = len(holder.fake.all("cs_live"))
    assert holder.sees(path).all("form") == []
    assert merchant.server.request("POST", path, {"method": ""}, key=None).headers["location"] == path
    assert holder.v1.payment_intents.retrieve(intent.id).status == "requires_action"
    assert len(holder.fake.all("cs_live")) == sessions


def keeper(holder: Holder) -> tuple[Any, str]:
    """A Checkout Session by which nothing is paid, and the path of its page."""
    given: Any = {"mode": "setup", "currency": "usd", "success_url": DONE, "customer": holder.customer.id}
    session = holder.v1.checkout.sessions.create(given)
    return session, urlsplit(str(session.url)).path


def test_a_method_that_is_kept_alone_is_charged_afterwards(merchant: Merchant) -> None:
    holder = Holder(merchant)
    v1, fake, taken = holder.v1, holder.fake, holder.fake.taken
    session, path = keeper(holder)
    there = holder.session(holder.presses(holder.sees(path)))
    asked = {value for name, value in there["_given"].items() if name.startswith("allowed_payment_method_types")}
    assert (there["mode"], asked) == ("setup", {"card", "us_bank_account"})
    fake.pay(there["id"])
    back = str(holder.gets(f"{path}/back").headers["location"])
    assert leads_to(holder.sees(back)) == DONE
    done = v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert (done.status, done.setup_intent.status, fake.taken) == ("complete", "succeeded", taken)
    kept = str(done.setup_intent.payment_method)
    assert kept in [each.id for each in v1.payment_methods.list({"customer": holder.customer.id}).data]
    given: Any = {
        "amount": 700, "currency": "usd", "customer": holder.customer.id, "payment_method": kept, "confirm": True,
        "off_session": True,
    }  # fmt: skip
    assert v1.payment_intents.create(given).status == "succeeded"
    assert fake.taken == taken + 700


def test_a_method_that_cannot_be_charged_again_is_not_kept(merchant: Merchant) -> None:
    holder = Holder(merchant)
    session, path = keeper(holder)
    holder.fake.pay(holder.session(holder.presses(holder.sees(path)))["id"], "pm_link")
    holder.gets(f"{path}/back")
    now = holder.v1.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})
    assert (now.status, now.setup_intent.status) == ("open", "requires_payment_method")
    assert "type link cannot be attached" in now.setup_intent.last_setup_error.message
    assert len(holder.v1.payment_methods.list({"customer": holder.customer.id}).data) == 1


@pytest.mark.parametrize(
    ("processor", "button", "link"),
    [("stripe", "Pay this invoice", "Pay online"), (None, "View invoice", "View online")],
)
def test_the_words_of_a_live_mail_and_its_paper(
    merchant: Merchant, inbox: Inbox, processor: str | None, button: str, link: str
) -> None:  # fmt: skip
    """They say what was so when the invoice was finalized, for ever."""
    email = f"words{next(_numbers)}@example.com"
    query(merchant.server, CHOOSE, processor)
    try:
        shop = merchant.shop
        invoice = shop.v1.invoices.finalize_invoice(shop.draft(customer=shop.customer(email=email)).id)
    finally:
        query(merchant.server, CHOOSE, None if processor else "stripe")
    try:
        shop.v1.invoices.send_invoice(invoice.id)
        (mail,) = inbox.wait_for(email)
        paper = merchant.server.request("GET", urlsplit(invoice.invoice_pdf).path, key=None).body
    finally:
        query(merchant.server, CHOOSE, "stripe")
    other = {"Pay this invoice": "View invoice", "View invoice": "Pay this invoice"}[button]
    for kind in ("plain", "html"):
        assert button in text_of(mail, kind)
        assert other not in text_of(mail, kind)
    said = pypdf.PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    assert link in said
    assert {"Pay online": "View online", "View online": "Pay online"}[link] not in said
