"""A payer of live mode pays at Stripe: the page of the invoice, the session there, the news, the charge, the refund.

Stripe is a small one on loopback (`tests/contract/stripe_fake.py`), and the merchant connects it as the guide says.
"""

import asyncio
import base64
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from tests.builders import Shop, refused
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.contract.stripe_fake import KEY, SECRET, FakeStripe, running
from tests.pages.document import read
from tests.platform.billhook_command import Command
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import COMPANY, path_of
from tests.stories.psql import query

SAFE = base64.b64encode(b"s" * 32).decode()


class There:
    """Stripe, in a thread of its own."""

    def __init__(self) -> None:
        self.fake = FakeStripe()
        self._begun, self._over = threading.Event(), asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),))

    async def _run(self) -> None:
        async with running() as fake:
            self.fake = fake
            fake.now = int(time.time())
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
    """The shop in live mode, whose Stripe is connected."""

    def __init__(self, server: Server, there: There, shop: Shop, news_url: str) -> None:
        self.server, self.there, self.shop, self.news_url = server, there, shop, news_url

    def goes_away(self, invoice: Any) -> dict[str, Any]:
        """Press the button of the page; the session at Stripe."""
        seen = read(self.server.request("GET", path_of(invoice), key=None).body)
        way = seen.one("form", action=f"{path_of(invoice)}/pay")
        sent = {each.attributes["name"]: each.attributes.get("value", "") for each in way.all("input")}
        answer = self.server.request("POST", f"{path_of(invoice)}/pay", urlencode(sent).encode(), key=None)
        assert answer.status == 303
        url = answer.headers["location"]
        assert url.startswith(f"{self.there.fake.base}/pay/cs_live")
        return self.there.fake.objects[urlsplit(url).path.rpartition("/")[2]]

    def hears(self, about: str, **how: Any) -> int:
        """News about an object of Stripe's; the status of the answer."""
        headers, body = self.there.fake.news(about, at=int(time.time()), **how)
        request = urllib.request.Request(self.news_url, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            return int(refusal.code)

    def status(self, invoice: Any) -> str:
        return str(self.shop.v1.invoices.retrieve(invoice.id).status)


@pytest.fixture(scope="module")
def merchant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Merchant]:
    with connected(tmp_path_factory.mktemp("stripe")) as found:
        yield found


@contextmanager
def connected(folder: Path, **more: str) -> Iterator[Merchant]:
    """A merchant whose Stripe is connected; `more` is of the environment of the server."""
    with There() as there:
        known = {"BILLHOOK_STRIPE_API_BASE": there.fake.base, "BILLHOOK_SEALING_KEY": SAFE, **more}
        server = start_server(folder / "data", **known)
        try:
            client = server.client_with(run_billhook(server, "keys", "roll", "--live", "--yes"))
            for name, value in COMPANY.items():
                run_billhook(server, "settings", "set", name, value)
            (folder / "key").write_text(KEY)
            (folder / "secret").write_text(SECRET)
            files = ("--key-file", str(folder / "key"), "--news-secret-file", str(folder / "secret"))
            environment = {**known, "BILLHOOK_PUBLIC_URL": server.url}
            said = Command(server.data_dir)("processors", "connect", "stripe", "--live", *files, **environment)
            assert said.returncode == 0, said.stderr
            news_url = said.stdout.strip().rpartition(" ")[2]
            yield Merchant(server, there, Shop(client), news_url)
        finally:
            stop_server(server)


def test_paid_and_given_back(merchant: Merchant) -> None:
    invoice = merchant.shop.invoice("open", 12_000)
    session = merchant.goes_away(invoice)
    assert (session["amount_total"], session["currency"]) == (12_000, invoice.currency)
    merchant.there.fake.pay(session["id"])
    assert merchant.status(invoice) == "open"  # nobody has told yet
    assert merchant.hears(session["id"]) == 200
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    assert (charge.amount, charge.livemode, charge.payment_method_details.type) == (12_000, True, "card")
    refund = merchant.shop.v1.refunds.create({"charge": charge.id, "amount": 5_000})
    assert refund.status == "succeeded"
    assert merchant.there.fake.given_back == 5_000


def test_what_stripe_did_not_sign_wakes_nobody(merchant: Merchant) -> None:
    invoice = merchant.shop.invoice("open", 3_000)
    session = merchant.goes_away(invoice)
    merchant.there.fake.pay(session["id"])
    asked = len(merchant.there.fake.requests)
    assert merchant.hears(session["id"], secret="whsec_of_a_stranger") == 400  # noqa: S106 - invented
    foreign = Merchant(merchant.server, merchant.there, merchant.shop, merchant.news_url[:-4] + "aaaa")
    assert foreign.hears(session["id"]) == 400
    nobody = Merchant(
        merchant.server, merchant.there, merchant.shop, merchant.news_url.replace("/stripe/", "/stripe/9")
    )
    assert nobody.hears(session["id"]) == 400
    assert len(merchant.there.fake.requests) == asked
    assert merchant.status(invoice) == "open"
    assert merchant.hears(session["id"]) == 200
    assert merchant.hears(session["id"]) == 200
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
    assert len(merchant.shop.v1.charges.list({"customer": invoice.customer}).data) == 1


def test_news_that_are_lost_delay_only(merchant: Merchant) -> None:
    """Whoever comes back sees the truth, because Stripe is asked."""
    invoice = merchant.shop.invoice("open", 4_000)
    session = merchant.goes_away(invoice)
    merchant.there.fake.pay(session["id"])
    back = merchant.server.request("GET", f"{path_of(invoice)}/back", key=None)
    assert back.status in (200, 303)
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")


def test_what_arrives_in_another_currency_is_booked_in_that(merchant: Merchant) -> None:
    """The fake settles in euros, at an invented rate: 29 in 1,000 and 30 cents of 12,000 are 378."""
    invoice = merchant.shop.invoice("open", 12_000)
    assert invoice.currency == "usd"
    merchant.there.fake.pay(merchant.goes_away(invoice)["id"])
    merchant.server.request("GET", f"{path_of(invoice)}/back", key=None)
    (charge,) = merchant.shop.v1.charges.list(
        {"customer": invoice.customer, "expand": ["data.balance_transaction"]}
    ).data
    entry = charge.balance_transaction
    assert (entry.amount, entry.currency, entry.fee, entry.net) == (12_000, "eur", 378, 11_622)
    assert float(entry.exchange_rate) == 0.92
    refund = merchant.shop.v1.refunds.create({"charge": charge.id, "amount": 3_000, "expand": ["balance_transaction"]})
    back: Any = refund.balance_transaction
    assert (back.amount, back.currency, back.net) == (-3_000, "eur", -3_000)


def paid(merchant: Merchant, amount: int = 12_000) -> tuple[Any, str]:
    """The charge of an invoice that is paid, and the name of the payment at Stripe."""
    invoice = merchant.shop.invoice("open", amount)
    session = merchant.goes_away(invoice)
    merchant.there.fake.pay(session["id"])
    merchant.server.request("GET", f"{path_of(invoice)}/back", key=None)
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    assert charge.paid
    return charge, session["payment_intent"]


def types_about(merchant: Merchant, id: str) -> list[str]:
    """The types of the events about an object, the oldest first."""
    events = merchant.shop.v1.events.list({"limit": 100}).data
    return [event.type for event in reversed(events) if event.data.object["id"] == id]


def test_a_fee_that_stripe_does_not_know_at_once(merchant: Merchant) -> None:
    """Nothing is booked until it is known, and then once. Somebody looks after a minute; news are sooner."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    fake.books_at_once = False
    try:
        charge, intent = paid(merchant)
    finally:
        fake.books_at_once = True
    assert charge.balance_transaction is None
    read_again = merchant.server.request("GET", urlsplit(charge.receipt_url).path, key=None)
    assert read_again.status == 200
    sql = "SELECT next_attempt_at - created AS seconds FROM calls WHERE verb = 'charge.follow' AND subject = $1"
    assert [row["seconds"] for row in query(merchant.server, sql, charge.id)] == [60]
    fake.book(intent)
    for _ in range(2):
        assert merchant.hears(fake.objects[intent]["latest_charge"], type="charge.updated") == 200
    eventually(lambda: bool(v1.charges.retrieve(charge.id).balance_transaction), "the fee to be booked")
    query(merchant.server, "UPDATE calls SET next_attempt_at = 0 WHERE subject = $1 AND settled_at IS NULL", charge.id)
    eventually(lambda: open_calls(merchant, charge.id) == 0, "everybody to have looked")
    (entry,) = v1.balance_transactions.list({"source": charge.id}).data
    assert (entry.fee, entry.net) == (378, 11_622)
    assert types_about(merchant, charge.id).count("charge.updated") == 1


def test_what_happens_before_the_payment_is_booked_waits_for_that(merchant: Merchant) -> None:
    """A refund and a dispute of a payment in dollars that turns out to arrive in euros: all of it is booked in euros. A
    refund that failed meanwhile moved nothing."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    fake.books_at_once = False
    try:
        charge, intent = paid(merchant)
    finally:
        fake.books_at_once = True
    refund = v1.refunds.create({"charge": charge.id, "amount": 3_000})
    assert (refund.status, refund.balance_transaction) == ("succeeded", None)
    failing = fake.refund_there(intent, 1_000, "pending")
    there = fake.dispute(intent)
    assert merchant.hears(there, type="charge.dispute.created") == 200
    eventually(lambda: bool(v1.disputes.list({"charge": charge.id}).data), "the dispute to be here")
    (dispute,) = v1.disputes.list({"charge": charge.id}).data
    assert (dispute.status, dispute.balance_transactions) == ("needs_response", [])
    fake.objects[failing] |= {"status": "failed", "failure_reason": "declined"}
    assert merchant.hears(failing, type="refund.failed") == 200
    failed = next(one for one in v1.refunds.list({"charge": charge.id}).data if one.amount == 1_000)
    eventually(lambda: v1.refunds.retrieve(failed.id).status == "failed", "the refund to have failed")
    fake.book(intent)
    assert merchant.hears(fake.objects[intent]["latest_charge"], type="charge.updated") == 200
    eventually(lambda: bool(v1.charges.retrieve(charge.id).balance_transaction), "the payment to be booked")
    booked: Any = v1.refunds.retrieve(refund.id, {"expand": ["balance_transaction"]}).balance_transaction
    assert (booked.amount, booked.currency) == (-3_000, "eur")
    (withdrawn,) = v1.disputes.retrieve(dispute.id).balance_transactions
    assert (withdrawn.amount, withdrawn.fee, withdrawn.currency) == (-12_000, 1_500, "eur")
    assert v1.balance_transactions.list({"source": failed.id}).data == []
    assert types_about(merchant, refund.id) == ["refund.created", "refund.updated"]


def open_calls(merchant: Merchant, subject: str) -> int:
    sql = "SELECT count(*) AS calls FROM calls WHERE subject = $1 AND settled_at IS NULL"
    return int(query(merchant.server, sql, subject)[0]["calls"])


def test_a_dispute_after_the_payment(merchant: Merchant) -> None:
    """It is ours once, with its day and its fee; the answer goes to Stripe, and the bank's word comes back."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    charge, intent = paid(merchant)
    there = fake.dispute(intent)
    for _ in range(3):
        assert merchant.hears(there, type="charge.dispute.created") == 200
    eventually(lambda: bool(v1.disputes.list({"charge": charge.id}).data), "the dispute to be here")
    eventually(lambda: open_calls(merchant, charge.id) == 0, "everybody to have looked")
    (dispute,) = v1.disputes.list({"charge": charge.id}).data
    assert (dispute.status, dispute.amount, dispute.reason) == ("needs_response", 12_000, "fraudulent")
    assert dispute.evidence_details.due_by == fake.objects[there]["evidence_details"]["due_by"]
    (withdrawn,) = dispute.balance_transactions
    assert (withdrawn.amount, withdrawn.fee, withdrawn.currency) == (-12_000, 1_500, "eur")
    assert v1.charges.retrieve(charge.id).disputed
    v1.disputes.update(dispute.id, {"evidence": {"product_description": "Consulting"}})
    assert fake.objects[there]["status"] == "under_review"
    fake.judge(there, "won")
    assert merchant.hears(there, type="charge.dispute.closed") == 200
    eventually(lambda: v1.disputes.retrieve(dispute.id).status == "won", "the bank's word to be here")
    assert types_about(merchant, dispute.id) == [
        "charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.updated",
        "charge.dispute.funds_reinstated", "charge.dispute.closed",
    ]  # fmt: skip


def test_a_dispute_of_a_part_before_the_payment_was_known_here(merchant: Merchant) -> None:
    fake, v1 = merchant.there.fake, merchant.shop.v1
    invoice = merchant.shop.invoice("open", 12_000)
    session = merchant.goes_away(invoice)
    fake.pay(session["id"])
    fake.objects[fake.dispute(session["payment_intent"])]["amount"] = 4_000
    merchant.server.request("GET", f"{path_of(invoice)}/back", key=None)
    (charge,) = v1.charges.list({"customer": invoice.customer}).data
    eventually(lambda: bool(v1.disputes.list({"charge": charge.id}).data), "the dispute to be here")
    (dispute,) = v1.disputes.list({"charge": charge.id}).data
    (entry,) = dispute.balance_transactions
    assert (dispute.amount, entry.amount, entry.fee) == (4_000, -4_000, 1_500)


def test_one_of_two_disputes_is_won(merchant: Merchant) -> None:
    """The bank still has the money of the other: nothing can be given back besides."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    charge, intent = paid(merchant)
    won, other = fake.dispute(intent), fake.dispute(intent)
    for each, amount in ((won, 4_000), (other, 5_000)):
        fake.objects[each]["amount"] = amount
    assert merchant.hears(won, type="charge.dispute.created") == 200
    eventually(lambda: len(v1.disputes.list({"charge": charge.id}).data) == 2, "the disputes to be here")
    for each, last in ((won, False), (other, True)):
        fake.judge(each, "won")
        assert merchant.hears(each, type="charge.dispute.closed") == 200
        statuses = ["won", "won"] if last else ["needs_response", "won"]
        eventually(
            lambda: sorted(one.status for one in v1.disputes.list({"charge": charge.id}).data) == statuses,  # noqa: B023
            "the bank's word to be here",
        )
        if not last:
            with refused(None, code="charge_disputed"):
                v1.refunds.create({"charge": charge.id, "amount": 1_000})
    assert v1.refunds.create({"charge": charge.id, "amount": 1_000}).status == "succeeded"


def test_a_fee_of_a_dispute_that_is_told_later(merchant: Merchant) -> None:
    """The bank has the money already: the fee is an entry of its own, once."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    charge, intent = paid(merchant)
    there = fake.dispute(intent)
    fake.objects[there]["balance_transactions"] = []
    assert merchant.hears(there, type="charge.dispute.created") == 200
    eventually(lambda: bool(v1.disputes.list({"charge": charge.id}).data), "the dispute to be here")
    (dispute,) = v1.disputes.list({"charge": charge.id}).data
    fake.objects[there]["balance_transactions"] = [{"fee": 1_500}]
    for _ in range(2):
        assert merchant.hears(there, type="charge.dispute.funds_withdrawn") == 200
    eventually(lambda: len(v1.disputes.retrieve(dispute.id).balance_transactions) > 1, "the fee to be here")
    eventually(lambda: open_calls(merchant, charge.id) == 0, "everybody to have looked")
    booked = v1.disputes.retrieve(dispute.id).balance_transactions
    assert [(one.amount, one.fee, one.net, one.currency) for one in booked] == [
        (-12_000, 0, -12_000, "eur"), (-1_500, 0, -1_500, "eur"),
    ]  # fmt: skip
    assert sum(one.net for one in v1.balance_transactions.list({"source": dispute.id}).data) == -13_500


def test_an_inquiry_that_is_lost(merchant: Merchant) -> None:
    """It took nothing when it was answered; whoever asks for the bank's word books the money and the fee."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    charge, intent = paid(merchant)
    there = fake.dispute(intent, "warning_needs_response")
    assert merchant.hears(there, type="charge.dispute.created") == 200
    eventually(lambda: bool(v1.disputes.list({"charge": charge.id}).data), "the inquiry to be here")
    (inquiry,) = v1.disputes.list({"charge": charge.id}).data
    assert (inquiry.status, inquiry.balance_transactions) == ("warning_needs_response", [])
    v1.disputes.update(inquiry.id, {"evidence": {"product_description": "Consulting"}})
    fake.judge(there, "lost")
    query(merchant.server, "UPDATE calls SET next_attempt_at = 0 WHERE subject = $1", inquiry.id)
    eventually(lambda: v1.disputes.retrieve(inquiry.id).status == "lost", "the bank's word to be here")
    (entry,) = v1.disputes.retrieve(inquiry.id).balance_transactions
    assert (entry.amount, entry.fee) == (-12_000, 1_500)


def test_a_warning_after_the_payment(merchant: Merchant) -> None:
    charge, intent = paid(merchant)
    there = merchant.there.fake.warn(intent)
    warnings = merchant.shop.v1.radar.early_fraud_warnings
    for _ in range(2):
        assert merchant.hears(there, type="radar.early_fraud_warning.created") == 200
    eventually(lambda: bool(warnings.list({"charge": charge.id}).data), "the warning to be here")
    eventually(lambda: open_calls(merchant, charge.id) == 0, "everybody to have looked")
    (warning,) = warnings.list({"charge": charge.id}).data
    assert (warning.fraud_type, warning.actionable) == ("made_with_stolen_card", True)


def test_a_refund_that_was_made_at_stripe(merchant: Merchant) -> None:
    """It is ours once, beside ours; it fails later, and the money is here again."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    charge, intent = paid(merchant)
    v1.refunds.create({"charge": charge.id, "amount": 2_000})
    there = fake.refund_there(intent, 3_000)
    for _ in range(3):
        assert merchant.hears(there, type="refund.updated") == 200
    eventually(lambda: v1.charges.retrieve(charge.id).amount_refunded == 5_000, "the refund to be here")
    eventually(lambda: open_calls(merchant, charge.id) == 0, "everybody to have looked")
    made, ours = v1.refunds.list({"charge": charge.id}).data
    assert (made.amount, made.status, made.reason, ours.amount) == (
        3_000, "succeeded", "requested_by_customer", 2_000,
    )  # fmt: skip
    fake.objects[there] |= {"status": "failed", "failure_reason": "lost_or_stolen_card"}
    assert merchant.hears(there, type="refund.failed") == 200
    eventually(lambda: v1.refunds.retrieve(made.id).status == "failed", "the refund to have failed")
    assert v1.charges.retrieve(charge.id).amount_refunded == 2_000
    assert types_about(merchant, made.id) == ["refund.created", "refund.failed"]


def test_a_refund_at_stripe_before_the_payment_was_known_here(merchant: Merchant) -> None:
    """News of it name a charge that is not there yet."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    invoice = merchant.shop.invoice("open", 12_000)
    session = merchant.goes_away(invoice)
    fake.pay(session["id"])
    there = fake.refund_there(session["payment_intent"], 4_000)
    assert merchant.hears(there, type="refund.updated") == 200
    merchant.server.request("GET", f"{path_of(invoice)}/back", key=None)
    (charge,) = v1.charges.list({"customer": invoice.customer}).data
    eventually(lambda: v1.charges.retrieve(charge.id).amount_refunded == 4_000, "the refund to be here")


def test_without_news_stripe_is_asked_for_them(merchant: Merchant) -> None:
    """A laptop, or a server behind a firewall: the same comes of it, a minute later."""
    fake, v1 = merchant.there.fake, merchant.shop.v1
    charge, intent = paid(merchant)
    invoice = merchant.shop.invoice("open", 3_000)
    session = merchant.goes_away(invoice)
    fake.pay(session["id"])
    fake.happens("checkout.session.completed", session["id"])
    fake.happens("charge.dispute.created", fake.dispute(intent))
    kept = query(merchant.server, "SELECT news_secret FROM processor_accounts")[0]["news_secret"]
    query(merchant.server, "UPDATE processor_accounts SET news_secret = NULL, next_look_at = 0")
    try:
        eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
        eventually(lambda: bool(v1.disputes.list({"charge": charge.id}).data), "the dispute to be here")
        sql = "SELECT last_event, next_look_at - last_news_at AS seconds FROM processor_accounts"
        (account,) = query(merchant.server, sql)
        assert (account["last_event"], account["seconds"]) == (fake.events[-1]["id"], 60)
        # More than one look reads: the next comes at once.
        fake.page_size = 1
        for _ in range(12):
            fake.happens("charge.updated", fake.objects[intent]["latest_charge"])
        query(merchant.server, "UPDATE processor_accounts SET next_look_at = 0")
        eventually(lambda: query(merchant.server, sql)[0]["last_event"] == fake.events[-1]["id"], "all to be read")
    finally:
        fake.page_size = 100
        query(merchant.server, "UPDATE processor_accounts SET news_secret = $1", kept)


def test_checkout_sessions_are_refused_while_no_processor_has_a_page(merchant: Merchant) -> None:
    given: Any = {"mode": "setup", "success_url": "https://example.com/"}
    choose = "UPDATE tenants SET processor = $1, version = version + 1 WHERE livemode"
    query(merchant.server, choose, None)
    try:
        with refused(
            "A Checkout Session in live mode leads to the page of the account's processor, and the processor of this "
            "account has no page that keeps a payment method.",
            code="not_supported",
        ):
            merchant.shop.v1.checkout.sessions.create(given)
    finally:
        query(merchant.server, choose, "stripe")
    assert merchant.shop.v1.checkout.sessions.create(given).status == "open"


def test_without_a_processor_nobody_says_that_money_went_back(merchant: Merchant) -> None:
    """The merchant disconnects Stripe: the processor of test mode does not answer in its place. Connected again, the
    refund is asked of Stripe.
    """
    invoice = merchant.shop.invoice("open", 12_000)
    merchant.there.fake.pay(merchant.goes_away(invoice)["id"])
    merchant.server.request("GET", f"{path_of(invoice)}/back", key=None)
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    given_back = merchant.there.fake.given_back
    choose = "UPDATE tenants SET processor = $1, version = version + 1 WHERE livemode"
    query(merchant.server, choose, None)
    try:
        with refused(
            "No processor of this account takes this. Without one, record the payment with paid_out_of_band=true."
        ):
            merchant.shop.v1.refunds.create({"charge": charge.id})
    finally:
        query(merchant.server, choose, "stripe")
    assert merchant.there.fake.given_back == given_back
    assert merchant.shop.v1.refunds.create({"charge": charge.id}).status == "succeeded"
    assert merchant.there.fake.given_back == given_back + 12_000


def test_a_refund_is_asked_of_whoever_took_the_payment(merchant: Merchant) -> None:
    """Another processor is chosen since: it knows nothing of the payment."""
    invoice = merchant.shop.invoice("open", 12_000)
    merchant.there.fake.pay(merchant.goes_away(invoice)["id"])
    merchant.server.request("GET", f"{path_of(invoice)}/back", key=None)
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    given_back = merchant.there.fake.given_back
    choose = "UPDATE tenants SET processor = $1, version = version + 1 WHERE livemode"
    query(merchant.server, choose, "simulated_redirect")
    try:
        assert merchant.shop.v1.refunds.create({"charge": charge.id, "amount": 4_000}).status == "succeeded"
    finally:
        query(merchant.server, choose, "stripe")
    assert merchant.there.fake.given_back == given_back + 4_000
