"""Settings → Processor, Payments → Calls, and what Home tells of both. The Stripe of these merchants is the server that
the tests share: its test mode serves their live mode."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import stripe
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.pages.dashboard.signed_in import Visitor, owner_of, person_as
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

PAGE, FORM = "/settings/processor", "/settings/processor/stripe/connect"
SECRET = "whsec_of_the_endpoint"  # noqa: S105 - invented
SEALING = base64.b64encode(b"p" * 32).decode()


@dataclass
class Merchant:
    """The owner of an account, in live mode, with what they copy from Stripe."""

    server: Server
    there: Server
    owner: Visitor
    client: stripe.StripeClient

    def connects(self, key: str = "", secret: str = "") -> None:
        seen = self.owner.send(FORM, {"secret_key": key or self.there.key, "news_secret": secret})
        assert seen.status == 303, seen.page.text

    def disconnects(self) -> None:
        assert self.owner.send(f"{PAGE}/stripe/disconnect").status == 303

    def card(self, label: str = "Stripe") -> str:
        return self.owner.get(PAGE).page.one("section", **{"aria-label": label}).text

    def home(self) -> str:
        """What needs attention."""
        return self.owner.get("/").page.one("section", **{"aria-label": "Needs attention"}).text

    def audited(self, verb: str) -> list[str]:
        rows = query(self.server, "SELECT object FROM audit_log WHERE verb = $1 ORDER BY id", verb)
        return [row["object"] for row in rows]

    def hears(self, secret: str) -> int:
        """An event, signed with a secret; the status of the answer."""
        address = self.owner.get(PAGE).page.one("code", id="news-stripe").text
        body = json.dumps(
            {"id": "evt_1", "type": "refund.updated", "data": {"object": {"id": "re_1"}}}
        ).encode()  # fmt: skip
        moment = str(int(time.time()))
        signature = hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
        try:
            with urlopen(
                Request(address, body, {"Stripe-Signature": f"t={moment},v1={signature}"}), timeout=10
            ) as answer:
                return int(answer.status)
        except HTTPError as refusal:
            return int(refusal.code)


@pytest.fixture(scope="module")
def merchants(tmp_path_factory: pytest.TempPathFactory, server: Server) -> Iterator[Merchant]:
    known = {"BILLHOOK_STRIPE_API_BASE": server.url, "BILLHOOK_SEALING_KEY": SEALING}
    running = start_server(tmp_path_factory.mktemp("processors") / "data", **known)
    client = running.client_with(run_billhook(running, "keys", "roll", "--live", "--yes"))
    owner = owner_of(running)
    owner.mode = "live"
    # Home tells nothing before the first invoice.
    client.v1.invoices.create({"customer": client.v1.customers.create({"name": "Ada"}).id})
    yield Merchant(running, server, owner, client)
    stop_server(running)


@pytest.fixture
def merchant(merchants: Merchant) -> Iterator[Merchant]:
    """Nothing is connected, before and after."""
    yield merchants
    query(merchants.server, "DELETE FROM processor_accounts")
    query(merchants.server, "UPDATE tenants SET processor = NULL, version = version + 1")
    query(merchants.server, "DELETE FROM calls WHERE id LIKE 'call_1%'")


def everything(server: Server) -> str:
    """What is stored, but for what is encrypted."""
    tables = ("audit_log", "people_log", "people_kept_forms", "idempotency_keys", "request_log", "events", "pgqueuer")
    return "".join(str(query(server, f"SELECT to_jsonb(t)::text AS r FROM {table} t")) for table in tables)


# ── Connecting ──────────────────────────────────────────────────────────────────────────────────
def test_a_server_without_a_sealing_key_says_how_to_set_it(owner: Visitor) -> None:
    seen = owner.get(PAGE)
    assert "BILLHOOK_SEALING_KEY=$(openssl rand -base64 32)" in seen.page.text
    assert not [a for a in seen.page.all("a") if a.attributes["href"].endswith("/connect")]
    form = owner.get(FORM)
    assert (form.status, form.page.all("input", name="secret_key")) == (200, [])
    assert owner.post(FORM, {"csrf": seen.value("csrf"), "secret_key": "sk_test_1"}).status == 422


def test_connected_tried_and_disconnected(merchant: Merchant) -> None:
    def enabled() -> tuple[bool | None, bool | None]:
        account = merchant.client.v1.accounts.retrieve_current()
        return account.charges_enabled, account.payouts_enabled

    assert enabled() == (False, False)
    assert "Not connected in live mode" in merchant.card()
    merchant.connects()
    page = merchant.owner.get(PAGE)
    assert "Stripe is connected in live mode." in page.page.text
    ending = merchant.there.key[-4:]
    for words in ("Connected", f"…{ending}", "Go there", "Payers pay on a page of its own", "None come in"):
        assert words in merchant.card()
    modes = merchant.owner.get(PAGE).page.one("section", **{"aria-label": "New payments"}).one("dl").all("div")
    assert [mode.one("dd").text for mode in modes] == ["Stripe", "The test processor"]
    assert enabled() == (True, True)
    assert merchant.owner.follow(merchant.owner.send(f"{PAGE}/stripe/try", on=PAGE)).page.text.count("takes the key")
    sentences = merchant.owner.get(f"{PAGE}/stripe/disconnect").page.text
    assert f"The key …{ending} is forgotten." in sentences
    assert "Nobody can pay online until you connect a processor" in sentences
    merchant.disconnects()
    assert "Not connected in live mode" in merchant.card()
    assert enabled() == (False, False)
    for verb in ("connect", "try", "disconnect"):
        assert merchant.audited(f"processor_account.{verb}")[-1:] == ["stripe"]
    assert merchant.owner.get(f"{PAGE}/stripe/disconnect").status == 303
    assert merchant.there.key not in everything(merchant.server)


def test_a_key_is_shown_and_kept_nowhere(merchant: Merchant) -> None:
    said = merchant.server.data_dir.parent / f"{merchant.server.data_dir.name}.log"
    before = len(said.read_bytes())  # The banner has the key of test mode, which both servers share.
    merchant.connects(secret=SECRET)
    pages = [merchant.owner.get(path) for path in (PAGE, FORM, f"{PAGE}/stripe/disconnect", "/", "/settings/audit")]
    log = said.read_bytes()[before:]
    for secret in (merchant.there.key, SECRET):
        assert not [seen for seen in pages if secret.encode() in seen.content]
        assert secret.encode() not in log
        assert secret not in everything(merchant.server)
    (row,) = query(merchant.server, "SELECT api_key, news_secret FROM processor_accounts")
    assert merchant.there.key.encode() not in row["api_key"]
    assert SECRET.encode() not in row["news_secret"]


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("", "Fill this in."),
        ("two words", "This has to be one line of letters, digits and signs."),
        ("ключ", "This has to be one line of letters, digits and signs."),
        ("k" * 401, "This has to be one line of letters, digits and signs."),
        ("pk_live_publishable", "A key begins with rk_live_ or sk_live_, or with rk_test_ or sk_test_ in test mode."),
        ("sk_test_nobodyHasThisKey", "Stripe does not know this key."),
    ],
)
def test_a_wrong_key_is_told_at_its_field_and_not_shown_again(merchant: Merchant, key: str, sentence: str) -> None:
    before = merchant.audited("processor_account.connect")
    seen = merchant.owner.send(FORM, {"secret_key": key})
    assert (seen.status, seen.value("secret_key")) == (422, "")
    assert sentence in seen.page.one("p", id="field-secret_key-error").text
    assert not key or key.encode() not in seen.content
    assert query(merchant.server, "SELECT FROM processor_accounts") == []
    assert merchant.audited("processor_account.connect") == before


def test_the_same_form_sent_twice_connects_once(merchant: Merchant) -> None:
    before = len(merchant.audited("processor_account.connect"))
    form = merchant.owner.get(FORM)
    fields = {"csrf": form.value("csrf"), "key": form.value("key"), "secret_key": merchant.there.key}
    assert [merchant.owner.post(FORM, fields).status for _ in range(2)] == [303, 303]
    assert len(merchant.audited("processor_account.connect")) == before + 1
    assert len(query(merchant.server, "SELECT FROM processor_accounts")) == 1


def test_an_unknown_processor_is_no_page(merchant: Merchant) -> None:
    for act in ("connect", "try", "disconnect"):
        assert merchant.owner.get(f"{PAGE}/nobody/{act}").status == 404


def test_connecting_asks_for_the_password_again(merchant: Merchant) -> None:
    query(merchant.server, "UPDATE sessions SET confirmed_at = confirmed_at - 3600")
    try:
        for act in ("connect", "disconnect"):
            assert merchant.owner.get(f"{PAGE}/stripe/{act}").to.startswith("/dashboard/me/confirm?")
        token = merchant.owner.get(PAGE).value("csrf")
        seen = merchant.owner.post(FORM, {"csrf": token, "secret_key": merchant.there.key})
        assert seen.to.startswith("/dashboard/me/confirm?")
        assert query(merchant.server, "SELECT FROM processor_accounts") == []
        assert merchant.there.key not in everything(merchant.server)
    finally:
        query(merchant.server, "UPDATE sessions SET confirmed_at = confirmed_at + 3600")


def test_who_may_not_connect_sees_neither_buttons_nor_the_address(merchant: Merchant) -> None:
    merchant.connects()
    analyst = person_as(merchant.server, "analyst")
    seen = analyst.get("/dashboard/live" + PAGE)
    assert "…" + merchant.there.key[-4:] in seen.page.text
    assert "an owner or administrator connects processors" in seen.page.text
    assert b"/processors/stripe/" not in seen.content
    assert not seen.page.all("form", action="/dashboard/live/settings/processor/stripe/try")
    assert analyst.get("/dashboard/live" + FORM).status == 403


# ── A key that works no longer, and news that nobody signed ─────────────────────────────────────
def test_a_key_that_does_not_open_is_told_until_it_works(merchant: Merchant) -> None:
    merchant.connects()
    query(merchant.server, r"UPDATE processor_accounts SET api_key = '\x01'::bytea")
    seen = merchant.owner.send(f"{PAGE}/stripe/try", on=PAGE)
    assert seen.status == 422
    assert "The key of Stripe cannot be used" in seen.page.one("div", role="alert").text
    assert "Needs attention" in merchant.card()
    assert "The key of Stripe does not work" in merchant.home()
    merchant.connects()
    assert "does not work" not in merchant.home()


def test_news_come_fail_and_come_again(merchant: Merchant) -> None:
    merchant.connects()
    assert "None come in" in merchant.card()
    assert "checkout.session.completed" in merchant.card()
    seen = merchant.owner.send(FORM, {"secret_key": "", "news_secret": SECRET})
    assert seen.status == 303, "the key that is stored is kept"
    assert "None yet" in merchant.card()
    assert merchant.hears("whsec_of_another_one") == 400
    assert "the signing secret does not fit" in merchant.card()
    assert "News of Stripe come with a signature that does not fit" in merchant.home()
    assert merchant.hears(SECRET) == 200
    assert "refund.updated" in merchant.card()
    assert "does not fit" not in merchant.card() + merchant.home()


# ── Calls ───────────────────────────────────────────────────────────────────────────────────────
def planted(merchant: Merchant, id: str, *, silent_for: int | None) -> str:
    """A call about an invoice of live mode; without an answer for so many seconds, or not done yet."""
    invoice = merchant.client.v1.invoices.create({"customer": merchant.client.v1.customers.create().id}).id
    asked = {"kind": "look", "reference": "cs_1", "begun": id, "amount": 12345, "currency": "eur"}
    now = int(time.time())
    query(
        merchant.server,
        "INSERT INTO calls (tenant, id, created, verb, subject, asked, next_attempt_at, processor, attempts, silence, "
        "silent_since) SELECT i.tenant, $2, $3::bigint, 'payment_intent.begin', i.id, $4::jsonb, $3::bigint + 3000, "
        "'stripe', $5, $6, $7 FROM invoices i WHERE i.id = $1",
        invoice, id, now, json.dumps(asked), 2 if silent_for else 0,
        "Stripe answers 503" if silent_for else None, now - silent_for if silent_for else None,
    )  # fmt: skip
    return str(invoice)


def test_calls_tell_what_they_wait_for_and_are_asked_again(merchant: Merchant) -> None:
    about = planted(merchant, "call_1silent", silent_for=600)
    planted(merchant, "call_1open", silent_for=None)
    page = merchant.owner.get("/calls").page
    rows = {row.one("form").attributes["action"].split("/")[-2]: row for row in page.one("tbody").all("tr")}
    assert {"call_1silent", "call_1open"} <= set(rows)
    silent = rows["call_1silent"]
    for words in ("Look at a payment", "€123.45", "Stripe", "No answer", "3 times without an answer", "answers 503"):
        assert words in silent.text
    assert f"/dashboard/live/invoices/{about}" in [a.attributes["href"] for a in silent.all("a")]
    assert "Not done yet" in rows["call_1open"].text
    narrowed = merchant.owner.get("/calls?silent=1").page.one("tbody").text
    assert ("answers 503" in narrowed, "Not done yet" in narrowed) == (True, False)
    assert "had no answer" not in merchant.home(), "ten minutes are no alarm"

    address = "/calls/call_1silent/ask-again"
    seen = merchant.owner.send(address, on="/calls")
    assert (seen.status, seen.to) == (303, "/dashboard/live/calls")
    assert merchant.audited("call.ask_again")[-1:] == ["call_1silent"]
    reason = "SELECT silence, attempts FROM calls WHERE id = 'call_1silent'"
    eventually(lambda: query(merchant.server, reason)[0]["attempts"] == 3, "the call to be asked again")
    assert query(merchant.server, reason)[0]["silence"] == "the processor is not connected"


def test_home_tells_of_calls_without_an_answer_for_an_hour(merchant: Merchant) -> None:
    planted(merchant, "call_1hanging", silent_for=3_700)
    assert "1 call to a processor has had no answer for more than an hour" in merchant.home()
    link = next(a for a in merchant.owner.get("/").page.all("a") if "call to a processor" in a.text)
    assert link.attributes["href"] == "/dashboard/live/calls?silent=1"


def test_a_call_that_is_settled_is_asked_no_more(merchant: Merchant) -> None:
    planted(merchant, "call_1done", silent_for=60)
    form = merchant.owner.get("/calls")
    fields = {"csrf": form.value("csrf"), "key": form.value("key")}
    query(merchant.server, "UPDATE calls SET settled_at = 1, next_attempt_at = NULL WHERE id = 'call_1done'")
    assert merchant.owner.post("/calls/call_1done/ask-again", fields).status == 404
    assert "call_1done" not in merchant.owner.get("/calls").content.decode()


def test_calls_are_paged_by_their_age(merchant: Merchant) -> None:
    planted(merchant, "call_1000", silent_for=60)
    query(
        merchant.server,
        "INSERT INTO calls (tenant, id, created, verb, subject, asked, next_attempt_at, processor) "
        "SELECT tenant, 'call_1' || lpad(n::text, 3, '0'), n, verb, subject, asked, next_attempt_at, processor "
        "FROM calls, generate_series(1, 30) AS n WHERE id = 'call_1000'",
    )

    def shown(path: str) -> tuple[list[str], list[str]]:
        page = merchant.owner.get(path).page
        forms = [f.attributes["action"].split("/")[-2] for f in page.one("tbody").all("form")]
        links = [a.attributes["href"] for nav in page.all("nav", **{"aria-label": "Pages"}) for a in nav.all("a")]
        return forms, links

    first, (older,) = shown("/calls")
    assert first == [f"call_1{n:03}" for n in range(30, 5, -1)]
    second, (newer,) = shown(older)
    assert second == [f"call_1{n:03}" for n in range(5, -1, -1)]
    assert shown(newer)[0] == first
