"""A merchant of live mode changes from Stripe to Mollie: payers pay at Mollie, and what Stripe took stays Stripe's.

Both are small ones on loopback (`tests/contract/`), and the merchant connects them as the guide says.
"""

import asyncio
import base64
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe as stripe_sdk
from tests.builders import Shop, refused
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.contract import mollie_fake, stripe_fake
from tests.contract.mollie_fake import FakeMollie
from tests.contract.stripe_fake import FakeStripe
from tests.pages.document import read
from tests.platform.billhook_command import Command
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import COMPANY, path_of
from tests.stories.psql import query

SAFE = base64.b64encode(b"m" * 32).decode()


class There:
    """A fake processor, in a thread of its own."""

    def __init__(self, running: Callable[[], AbstractAsyncContextManager[Any]]) -> None:
        self._running = running
        self.fake: Any = None
        self._begun, self._over = threading.Event(), asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    async def _run(self) -> None:
        async with self._running() as self.fake:
            self.fake.now = int(time.time())
            self._begun.set()
            await self._over.wait()

    def __enter__(self) -> "There":
        self._thread.start()
        assert self._begun.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()


class Merchant:
    """The shop in live mode; both processors are connected, and Mollie is asked of new payments."""

    def __init__(self, server: Server, shop: Shop, stripe: FakeStripe, mollie: FakeMollie) -> None:
        self.server, self.shop, self.stripe, self.mollie = server, shop, stripe, mollie
        self.environment: dict[str, str] = {}

    def connects(self, name: str, key: str, *, live: bool = True) -> Any:
        """`billhook processors connect`, with the key in a file."""
        file = self.server.data_dir.parent / f"{name}.key"
        file.write_text(key)
        words = ("connect", name, *(["--live"] if live else []), "--key-file", str(file))
        said = Command(self.server.data_dir)("processors", *words, **self.environment)
        assert key not in said.stdout + said.stderr
        return said

    def presses(self, invoice: Any) -> str:
        """Press the button of the page; where it leads."""
        seen = read(self.server.request("GET", path_of(invoice), key=None).body)
        way = seen.one("form", action=f"{path_of(invoice)}/pay")
        sent = {each.attributes["name"]: each.attributes.get("value", "") for each in way.all("input")}
        answer = self.server.request("POST", f"{path_of(invoice)}/pay", urlencode(sent).encode(), key=None)
        assert answer.status == 303, answer.status
        return str(answer.headers["location"])

    def pays_there(self, page: str) -> dict[str, Any]:
        """Press Mollie's button; the payment."""
        request = urllib.request.Request(page, data=b"outcome=paid", method="POST")
        opener = urllib.request.build_opener(_Stays)
        with pytest.raises(urllib.error.HTTPError) as back:
            opener.open(request, timeout=10)
        assert back.value.code == 303
        return self.mollie.objects[urlsplit(page).path.rpartition("/")[2]]

    def hears(self, url: str, body: bytes) -> int:
        """News; the status of the answer."""
        request = urllib.request.Request(url, data=body, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return int(refusal.code)

    def status(self, invoice: Any) -> str:
        return str(self.shop.v1.invoices.retrieve(invoice.id).status)

    def charge(self, invoice: Any) -> Any:
        (found,) = self.shop.v1.charges.list({"customer": invoice.customer}).data
        return found


class _Stays(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


@pytest.fixture(scope="module")
def merchant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Merchant]:
    folder: Path = tmp_path_factory.mktemp("mollie")
    with ExitStack() as open_now:
        stripe, mollie = (open_now.enter_context(There(one.running)).fake for one in (stripe_fake, mollie_fake))
        known = {
            "BILLHOOK_STRIPE_API_BASE": stripe.base, "BILLHOOK_MOLLIE_API_BASE": mollie.base,
            "BILLHOOK_SEALING_KEY": SAFE,
        }  # fmt: skip
        server = start_server(folder / "data", **known)
        try:
            client = server.client_with(run_billhook(server, "keys", "roll", "--live", "--yes"))
            for name, value in COMPANY.items():
                run_billhook(server, "settings", "set", name, value)
            made = Merchant(server, Shop(client), stripe, mollie)
            made.environment = known | {"BILLHOOK_PUBLIC_URL": server.url}
            yield made
        finally:
            stop_server(server)


def _sent_away(merchant: Merchant, amount: int) -> Any:
    """A payment intent whose payer is sent to the processor's page, where their method is kept."""
    customer = merchant.shop.customer()
    made = merchant.shop.v1.payment_intents.create(
        {"amount": amount, "currency": "usd", "customer": customer.id, "setup_future_usage": "off_session"}
    )
    return merchant.shop.v1.payment_intents.confirm(made.id, {"return_url": "https://shop.example/back"})


def _pay_at_stripe(merchant: Merchant) -> Any:
    """A payment intent that was paid on Stripe's page."""
    intent = _sent_away(merchant, 7_000)
    session = urlsplit(intent.next_action.redirect_to_url.url).path.rpartition("/")[2]
    merchant.stripe.pay(session)
    query(merchant.server, "UPDATE calls SET next_attempt_at = 0 WHERE subject = $1", intent.id)

    def paid() -> bool:
        return bool(merchant.shop.v1.payment_intents.retrieve(intent.id).status == "succeeded")

    eventually(paid, "the payment to be seen")
    return merchant.shop.v1.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})


def test_who_changes_the_processor_keeps_what_the_former_one_took(merchant: Merchant) -> None:
    assert merchant.connects("stripe", stripe_fake.KEY).returncode == 0
    intent = _pay_at_stripe(merchant)
    assert intent.latest_charge.paid

    said = merchant.connects("mollie", mollie_fake.KEY)
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.startswith(f"connected mollie in live mode, key …{mollie_fake.KEY[-4:]}\nMollie sends news to ")
    # Calls are forgotten after 30 days; a refund is asked of Stripe all the same.
    query(merchant.server, "DELETE FROM calls WHERE settled_at IS NOT NULL")
    asked = len(merchant.mollie.requests)
    refund = merchant.shop.v1.refunds.create({"charge": intent.latest_charge.id, "amount": 2_000})
    assert refund.status == "succeeded"
    assert (merchant.stripe.given_back, len(merchant.mollie.requests)) == (2_000, asked)

    # And Stripe's card is not offered to Mollie, neither by name nor by itself.
    method = intent.payment_method
    with refused(
        f"The payment method {method} was saved at another processor than the one that takes payments now, and cannot "
        "be used there.",
        code="payment_method_unexpected_state", param="payment_method",
    ):  # fmt: skip
        merchant.shop.v1.payment_intents.create({
            "amount": 900, "currency": "usd", "customer": intent.customer, "payment_method": method, "confirm": True,
            "off_session": True,
        })  # fmt: skip
    merchant.shop.v1.customers.update(intent.customer, {"invoice_settings": {"default_payment_method": method}})
    customer = merchant.shop.v1.customers.retrieve(intent.customer)
    invoice = merchant.shop.invoice("open", 3_000, customer)
    with refused(None):
        merchant.shop.v1.invoices.pay(invoice.id)
    assert merchant.status(invoice) == "open"
    assert (len(merchant.mollie.requests), merchant.stripe.taken) == (asked, 7_000)
    # Connected again, Stripe charges it.
    assert merchant.connects("stripe", stripe_fake.KEY).returncode == 0
    assert merchant.shop.v1.invoices.pay(invoice.id).status == "paid"
    assert merchant.stripe.taken == 10_000
    assert merchant.connects("mollie", mollie_fake.KEY).returncode == 0


def test_paid_at_mollie_and_given_back(merchant: Merchant) -> None:
    assert merchant.connects("mollie", mollie_fake.KEY).returncode == 0
    invoice = merchant.shop.invoice("open", 12_000)
    payment = merchant.pays_there(merchant.presses(invoice))
    assert payment["amount"] == {"currency": "USD", "value": "120.00"}
    assert merchant.status(invoice) == "open"  # nobody has told yet
    news = f"id={payment['id']}".encode()
    assert merchant.hears(payment["webhookUrl"], news) == 200
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
    assert merchant.hears(payment["webhookUrl"], news) == 200  # twice, and late
    charge = merchant.charge(invoice)
    assert (charge.amount, charge.livemode, charge.payment_method_details.type) == (12_000, True, "card")
    refund = merchant.shop.v1.refunds.create({"charge": charge.id, "amount": 5_000})
    assert (refund.status, merchant.mollie.given_back) == ("succeeded", 5_000)


def test_a_refund_that_waits_is_woken_by_news_of_its_payment(merchant: Merchant) -> None:
    assert merchant.connects("mollie", mollie_fake.KEY).returncode == 0
    invoice = merchant.shop.invoice("open", 6_000)
    payment = merchant.pays_there(merchant.presses(invoice))
    merchant.hears(payment["webhookUrl"], f"id={payment['id']}".encode())
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
    merchant.mollie.refunds_begin = "queued"
    try:
        refund = merchant.shop.v1.refunds.create({"charge": merchant.charge(invoice).id})
    finally:
        merchant.mollie.refunds_begin = "refunded"
    assert refund.status == "pending"
    (made,) = [one for one in merchant.mollie.all("re") if one["paymentId"] == payment["id"]]
    made["status"] = "refunded"
    assert merchant.hears(payment["webhookUrl"], f"id={payment['id']}".encode()) == 200
    eventually(lambda: merchant.shop.v1.refunds.retrieve(refund.id).status == "succeeded", "the refund to be seen")


def test_forged_news_read_nothing_and_say_nothing(merchant: Merchant) -> None:
    assert merchant.connects("mollie", mollie_fake.KEY).returncode == 0
    invoice = merchant.shop.invoice("open", 3_000)
    payment = merchant.pays_there(merchant.presses(invoice))
    asked, url = len(merchant.mollie.requests), payment["webhookUrl"]
    news = f"id={payment['id']}".encode()
    for address, body in (
        (url[:-4] + "aaaa", news), (url.replace("/mollie/", "/mollie/9"), news), (url, b"id=tr_unknown"), (url, b"{}"),
        (url, b""), (url, news + b"&id=tr_2"),
    ):  # fmt: skip
        assert merchant.hears(address, body) == 200
    assert merchant.hears(url, b"id=tr_" + b"x" * 1_100_000) == 413
    assert merchant.hears(url.replace("/mollie/", "/stripe/"), news) == 400
    assert merchant.hears(url.replace("/mollie/", "/nobody/"), news) == 404
    assert len(merchant.mollie.requests) == asked
    assert merchant.status(invoice) == "open"
    assert merchant.hears(url, news) == 200
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")


def test_a_card_that_was_kept_at_mollie_pays_later_and_is_never_only_kept_ready(merchant: Merchant) -> None:
    assert merchant.connects("mollie", mollie_fake.KEY).returncode == 0
    first = _sent_away(merchant, 4_000)
    payment = merchant.pays_there(first.next_action.redirect_to_url.url)
    assert (payment["sequenceType"], payment["customerId"][:4]) == ("first", "cst_")
    merchant.hears(payment["webhookUrl"], f"id={payment['id']}".encode())

    def is_paid() -> bool:
        return bool(merchant.shop.v1.payment_intents.retrieve(first.id).status == "succeeded")

    eventually(is_paid, "the payment to be seen")
    method = merchant.shop.v1.payment_intents.retrieve(first.id).payment_method
    later: Any = {
        "amount": 900, "currency": "usd", "customer": first.customer, "payment_method": method, "confirm": True,
        "off_session": True,
    }  # fmt: skip
    assert merchant.shop.v1.payment_intents.create(later).status == "succeeded"
    assert merchant.mollie.all("tr")[-1]["sequenceType"] == "recurring"
    asked = len(merchant.mollie.requests)
    with refused(
        "Invalid capture_method: the processor of this account takes the money at once: manual capture is not offered",
        param="capture_method",
    ):
        merchant.shop.v1.payment_intents.create(later | {"capture_method": "manual"})
    assert len(merchant.mollie.requests) == asked


def test_a_page_that_mollie_does_not_let_go_of_is_asked_about_by_one_call(merchant: Merchant) -> None:
    """Each attempt to take other money asks first, and a payment by bank transfer stays open for days."""
    assert merchant.connects("mollie", mollie_fake.KEY).returncode == 0
    first = _sent_away(merchant, 4_100)
    payment = merchant.pays_there(first.next_action.redirect_to_url.url)
    merchant.hears(payment["webhookUrl"], f"id={payment['id']}".encode())
    intents = merchant.shop.v1.payment_intents
    eventually(lambda: intents.retrieve(first.id).status == "succeeded", "the payment to be seen")
    method = str(intents.retrieve(first.id).payment_method)
    merchant.mollie.lets_go = False
    try:
        made = intents.create({"amount": 4_200, "currency": "usd", "customer": str(first.customer)})
        away = intents.confirm(made.id, {"return_url": "https://shop.example/back"})
        for _ in range(3):
            with pytest.raises(stripe_sdk.InvalidRequestError):
                intents.confirm(made.id, {"payment_method": method, "off_session": True})
    finally:
        merchant.mollie.lets_go = True
    sql = "SELECT count(*) FROM calls WHERE subject = $1 AND verb = 'payment_intent.withdraw'"
    ((asked,),) = query(merchant.server, sql, made.id)
    assert asked == 1
    # What was paid there meanwhile is found by the attempt after that, and nothing is charged beside it.
    merchant.pays_there(away.next_action.redirect_to_url.url)
    with pytest.raises(stripe_sdk.InvalidRequestError):
        intents.confirm(made.id, {"payment_method": method, "off_session": True})
    assert intents.retrieve(made.id).status == "succeeded"
    ((charges,),) = query(merchant.server, "SELECT count(*) FROM charges WHERE payment_intent = $1", made.id)
    assert charges == 1


def test_keys_are_checked_before_they_are_kept(merchant: Merchant) -> None:
    for key, words in (
        ("live_nobodyHasThisKey", "Mollie does not know this key"),
        ("sk_live_ofStripe1234", "a key begins with live_"),
    ):
        said = merchant.connects("mollie", key)
        assert (said.returncode, words in said.stderr) == (1, True), said.stderr
    merchant.environment["BILLHOOK_MOLLIE_API_BASE"] = "https://mollie.invalid"
    try:
        said = merchant.connects("mollie", "test_contractContract")
    finally:
        merchant.environment["BILLHOOK_MOLLIE_API_BASE"] = merchant.mollie.base
    assert "this key is for test mode, and live mode is to be connected" in said.stderr
