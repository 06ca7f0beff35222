"""A merchant of live mode whose payers agree to a debit on GoCardless' page, with a small GoCardless on loopback."""

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from tests.builders import Shop
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.contract import gocardless_fake
from tests.contract.gocardless_fake import SECRET, FakeGoCardless
from tests.pages.document import read
from tests.platform.billhook_command import Command
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import COMPANY, path_of
from tests.stories.test_paid_by_mollie import SAFE, There


class Merchant:
    """The shop in live mode, with GoCardless connected; `door` is the address for news."""

    def __init__(self, server: Server, shop: Shop, fake: FakeGoCardless, environment: Mapping[str, str]) -> None:
        self.server, self.shop, self.fake, self.environment = server, shop, fake, environment
        self.door = ""

    def runs(self, *words: str) -> Any:
        said = Command(self.server.data_dir)("processors", *words, "--live", **self.environment)
        for secret in (gocardless_fake.KEY, SECRET):
            assert secret not in said.stdout + said.stderr
        return said

    def file(self, name: str, text: str) -> str:
        path = self.server.data_dir.parent / name
        path.write_text(text)
        return str(path)

    def presses(self, invoice: Any) -> dict[str, Any]:
        """Press the button of the page; the billing request to which it leads."""
        seen = self.server.request("GET", path_of(invoice), key=None)
        assert f"form-action 'self' {self.fake.base}" in str(seen.headers["content-security-policy"])
        way = read(seen.body).one("form", action=f"{path_of(invoice)}/pay")
        sent = {each.attributes["name"]: each.attributes.get("value", "") for each in way.all("input")}
        answer = self.server.request("POST", f"{path_of(invoice)}/pay", urlencode(sent).encode(), key=None)
        assert answer.status == 303, answer.status
        return self.there(str(answer.headers["location"]))

    def there(self, page: str) -> dict[str, Any]:
        """The billing request of a page."""
        flow = self.fake.objects[page.rpartition("/")[2]]
        return self.fake.objects[flow["links"]["billing_request"]]

    def hears(self, headers: Mapping[str, str], body: bytes, door: str = "") -> tuple[int, bytes]:
        """News; status and body of the answer."""
        request = urllib.request.Request(door or self.door, data=body, headers=dict(headers), method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return int(answer.status), answer.read()
        except urllib.error.HTTPError as refusal:
            return int(refusal.code), refusal.read()

    def tells(self, **links: str) -> None:
        """Real news about what `links` name."""
        assert self.hears(*self.fake.news(links)) == (204, b"")

    def status(self, invoice: Any) -> str:
        return str(self.shop.v1.invoices.retrieve(invoice.id).status)


@pytest.fixture(scope="module")
def merchant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Merchant]:
    folder: Path = tmp_path_factory.mktemp("gocardless")
    with There(gocardless_fake.running) as there:
        known = {"BILLHOOK_GOCARDLESS_API_BASE": there.fake.base, "BILLHOOK_SEALING_KEY": SAFE}
        server = start_server(folder / "data", **known)
        try:
            client = server.client_with(run_billhook(server, "keys", "roll", "--live", "--yes"))
            for name, value in COMPANY.items():
                run_billhook(server, "settings", "set", name, value)
            made = Merchant(server, Shop(client), there.fake, known | {"BILLHOOK_PUBLIC_URL": server.url})
            key = ("--key-file", made.file("key", gocardless_fake.KEY))
            first = made.runs("connect", "gocardless", *key)
            assert (first.returncode, first.stderr) == (0, "")
            assert "GoCardless sends no news, so payments are looked at once an hour." in first.stdout
            made.door = next(word for word in first.stdout.split() if "/processors/gocardless/" in word)
            again = made.runs("connect", "gocardless", *key, "--news-secret-file", made.file("secret", SECRET))
            assert again.stdout.endswith(f"\nGoCardless sends news to {made.door}\n"), again.stdout
            yield made
        finally:
            stop_server(server)


def test_a_debit_that_was_agreed_to_arrives_days_later_and_goes_back_in_part(merchant: Merchant) -> None:
    invoice = merchant.shop.invoice("open", 12_000)
    made = merchant.presses(invoice)
    assert (made["payment_request"], made["mandate_request"]) == (None, {"currency": "USD"})
    merchant.fake.pay(made["id"], slowly=True)
    assert merchant.status(invoice) == "open"  # nobody has told yet
    merchant.tells(billing_request=made["id"])
    eventually(lambda: bool(merchant.fake.all("PM")), "the debit to be made")
    (payment,) = [one for one in merchant.fake.all("PM") if one["links"]["mandate"] == "MD_slow"]
    assert (payment["amount"], payment["currency"]) == (12_000, "USD")
    assert merchant.status(invoice) == "open"
    merchant.fake.finish(payment["id"], well=True)
    # News of a payment name neither the billing request nor the call.
    merchant.tells(payment=payment["id"])
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
    merchant.tells(payment=payment["id"])  # twice, and late
    (charge,) = merchant.shop.v1.charges.list({"customer": invoice.customer}).data
    assert (charge.amount, charge.livemode, charge.payment_method_details.type) == (12_000, True, "us_bank_account")
    merchant.fake.refunds_begin = "submitted"
    try:
        refund = merchant.shop.v1.refunds.create({"charge": charge.id, "amount": 5_000})
    finally:
        merchant.fake.refunds_begin = "paid"
    assert refund.status == "pending"
    (back,) = [one for one in merchant.fake.all("RF") if one["links"]["payment"] == payment["id"]]
    back["status"] = "paid"
    merchant.tells(refund=back["id"])
    eventually(lambda: merchant.shop.v1.refunds.retrieve(refund.id).status == "succeeded", "the refund to be seen")


def test_a_mandate_that_was_kept_is_debited_later(merchant: Merchant) -> None:
    customer = merchant.shop.customer()
    wanted: Any = {"amount": 4_000, "currency": "usd", "customer": customer.id}
    intents = merchant.shop.v1.payment_intents
    first = intents.create(wanted | {"setup_future_usage": "off_session"})
    first = intents.confirm(first.id, {"return_url": "https://shop.example/back"})
    assert first.next_action is not None
    assert first.next_action.redirect_to_url is not None
    made = merchant.there(str(first.next_action.redirect_to_url.url))
    merchant.fake.pay(made["id"])
    merchant.tells(billing_request=made["id"])
    eventually(lambda: intents.retrieve(first.id).status == "succeeded", "the payment to be seen")
    method = intents.retrieve(first.id).payment_method
    later = intents.create(wanted | {"amount": 900, "payment_method": method, "confirm": True, "off_session": True})
    assert later.status == "succeeded"
    assert merchant.fake.all("PM")[-1]["links"] == {"mandate": "MD_good"}


def test_forged_news_read_nothing(merchant: Merchant) -> None:
    invoice = merchant.shop.invoice("open", 3_000)
    made = merchant.presses(invoice)
    merchant.fake.pay(made["id"])
    asked = len(merchant.fake.requests)
    links = {"billing_request": made["id"]}
    headers, body = merchant.fake.news(links)
    for status, *news in (
        (498, *merchant.fake.news(links, secret="another"), ""),  # noqa: S106 - made up
        (498, headers, body + b" ", ""), (498, {}, body, ""), (498, headers, body, merchant.door[:-4] + "aaaa"),
        (498, headers, body, merchant.door.replace("/gocardless/", "/gocardless/9")),
        (498, *merchant.fake.news(*[links] * 251), ""), (413, headers, body + b" " * 1_100_000, ""),
    ):  # fmt: skip
        assert merchant.hears(*news)[0] == status
    merchant.tells(payment="PM_unknown")
    assert (len(merchant.fake.requests), merchant.status(invoice)) == (asked, "open")
    merchant.tells(**links)
    eventually(lambda: merchant.status(invoice) == "paid", "the invoice to be paid")
