"""A hostile caller: whatever is sent, the answer is a success or a civil refusal, in time, about his own things.

The tables walk the routes, so a new route is tried without a word here.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import stripe
from tests.conftest import TEST_KEY, Server, run_billhook
from tests.nightly import some, usual
from tests.rooms.rendering_templates.drawing import template_of
from tests.stories.psql import query
from tests.wire.hostile import (
    SCALARS,
    Belongings,
    Caller,
    answer_to,
    assert_civil,
    assert_refused,
    belongings_of,
    connected,
    encoded,
    filled,
    money_of,
    no_endpoints_left,
    random_params,
)  # fmt: skip

from billhook.kernel.display import local_date
from billhook.kernel.ids import new_id
from billhook.routes import ROUTES
from billhook.wire.routing import Route

every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
routes_with_ids = pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.placeholders], ids=lambda route: f"{route.method} {route.path}"
)


@pytest.fixture(scope="module")
def call(server: Server) -> Caller:
    return Caller(server)


@pytest.fixture(scope="module")
def own(server: Server, call: Caller) -> Iterator[Belongings]:
    """One of everything in test mode. What a test destroys is not made anew, and nothing here minds."""
    with no_endpoints_left(call):
        money = {**money_of(call), "invoice_rendering_templates/id": template_of(server).id}
        whole = belongings_of(call, "http://127.0.0.1:9/", money)
        send = f"/v1/test_helpers/customers/{whole.ids['customers/id']}/fund_cash_balance"
        yield whole.also("customers/cash_transaction", call.json("POST", send, "amount=5&currency=eur")["id"])


@pytest.fixture(scope="module")
def stranger(server: Server, live: stripe.StripeClient) -> Caller:
    """A caller of the other mode, who owns one of everything too."""
    return Caller(server, str(live._requestor.api_key))


@pytest.fixture(scope="module")
def theirs(server: Server, stranger: Caller) -> Iterator[Belongings]:
    with no_endpoints_left(stranger):
        method = a_live_method(server)
        intent = stranger.json("POST", "/v1/payment_intents", "amount=900&currency=usd")["id"]
        charge = a_live_charge(server, intent, method)
        refund = a_live_refund(server, intent, charge)
        mandate = a_live_mandate(server, method)
        money = {
            "payment_methods/id": method, "charges/id": charge, "refunds/id": refund, "mandates/id": mandate,
            **live_objections(server, intent, charge), **live_tokens(server, method),
            "invoice_rendering_templates/id": template_of(server, livemode=True).id,
        }  # fmt: skip
        whole = belongings_of(stranger, "https://hooks.example.com/", money)
        whole = whole.also("customers/cash_transaction", a_live_transfer(server, whole.ids["customers/id"]))
        # Both modes are of one account, so that of a stranger has to be another one.
        yield whole.also("accounts/id", "acct_1OfSomebodyElse00")


@pytest.fixture(scope="module")
def before(theirs: Belongings, stranger: Caller) -> list[bytes]:
    """Everything of theirs, as it is to stay."""
    return theirs.looks(stranger)


def a_live_charge(server: Server, intent: str, method: str) -> str:
    """Nor does anything charge there."""
    charge = new_id("ch")
    query(
        server,
        "INSERT INTO charges (tenant, id, created, payment_intent, currency, amount, amount_refunded, status, "
        "payment_method, payment_method_details, billing_details, outcome, call) SELECT id, $1, 1, $2, 'usd', 900, 0, "
        """'succeeded', $3, '{"type": "card", "card": {}}', '{}', '{}', 'call_1' """
        "FROM tenants WHERE livemode ORDER BY id LIMIT 1",
        charge, intent, method,
    )  # fmt: skip
    return charge


def live_objections(server: Server, intent: str, charge: str) -> dict[str, str]:
    """Nor does anybody object to it, or write it down."""
    dispute, warning, entry = new_id("du"), new_id("issfr"), new_id("txn")
    query(
        server,
        "INSERT INTO balance_transactions (tenant, id, created, available_on, type, reporting_category, currency, "
        "amount, fee, net, source) SELECT id, $1, 1, 1, 'charge', 'charge', 'usd', 900, 0, 900, $2 "
        "FROM tenants WHERE livemode ORDER BY id LIMIT 1",
        entry, charge,
    )  # fmt: skip
    query(
        server,
        "INSERT INTO disputes (tenant, id, created, charge, payment_intent, amount, currency, status, reason, "
        """payment_method_details) SELECT id, $1, 1, $2, $3, 900, 'usd', 'needs_response', 'fraudulent', """
        """'{"type": "card", "card": {}}' FROM tenants WHERE livemode ORDER BY id LIMIT 1""",
        dispute, charge, intent,
    )  # fmt: skip
    query(
        server,
        "INSERT INTO early_fraud_warnings (tenant, id, created, charge, payment_intent, fraud_type) "
        "SELECT id, $1, 1, $2, $3, 'misc' FROM tenants WHERE livemode ORDER BY id LIMIT 1",
        warning, charge, intent,
    )  # fmt: skip
    payout = new_id("po")
    query(
        server,
        "INSERT INTO payouts (tenant, id, created, processor, reference, amount, currency, status, arrival_date, "
        "automatic, method, type, source_type, reconciliation_status, is_listed) "
        "SELECT id, $1, 1, 'stripe', 'there' || $1, 900, 'usd', 'paid', 1, true, 'standard', 'bank_account', 'card', "
        "'completed', true FROM tenants WHERE livemode ORDER BY id LIMIT 1",
        payout,
    )
    return {
        "disputes/id": dispute, "radar/early_fraud_warning": warning, "balance_transactions/id": entry,
        "payouts/id": payout,
    }  # fmt: skip


def a_live_refund(server: Server, intent: str, charge: str) -> str:
    """Nor does anything give back what it took."""
    refund = new_id("re")
    query(
        server,
        "INSERT INTO refunds (tenant, id, created, charge, payment_intent, amount, currency, status) "
        "SELECT id, $1, 1, $2, $3, 1, 'usd', 'succeeded' FROM tenants WHERE livemode ORDER BY id LIMIT 1",
        refund, charge, intent,
    )  # fmt: skip
    return refund


def a_live_mandate(server: Server, method: str) -> str:
    """Nor is anything debited by one."""
    mandate = new_id("mandate")
    query(
        server,
        "INSERT INTO mandates (tenant, id, created, payment_method, type, status, customer_acceptance, reference, "
        """token) SELECT id, $1, 1, $2, 'multi_use', 'active', '{"type": "offline"}', 'R', $1 """
        "FROM tenants WHERE livemode ORDER BY id LIMIT 1",
        mandate, method,
    )  # fmt: skip
    return mandate


def a_live_transfer(server: Server, customer: str) -> str:
    """Nor does anybody send money there."""
    movement = new_id("ccsbtxn")
    query(
        server,
        "INSERT INTO cash_balance_transactions (tenant, id, created, customer, type, currency, net_amount, "
        """ending_balance, bank_transfer) SELECT id, $1, 1, $2, 'funded', 'eur', 5, 5, '{}' """
        "FROM tenants WHERE livemode ORDER BY id LIMIT 1",
        movement, customer,
    )  # fmt: skip
    return movement


def a_live_method(server: Server) -> str:
    """Nothing makes a payment method in live mode yet, so it is written down."""
    method = new_id("pm")
    query(
        server,
        "INSERT INTO payment_methods (tenant, id, created, type, token, details, billing_details, allow_redisplay, "
        "set_up, spent) SELECT id, $1, 1, 'card', 'visa', '{}', '{}', 'unspecified', false, false "
        "FROM tenants WHERE livemode ORDER BY id LIMIT 1", method,
    )  # fmt: skip
    return method


def live_tokens(server: Server, method: str) -> dict[str, str]:
    """Nor does anything collect cards there."""
    token, confirming = new_id("tok"), new_id("ctoken")
    query(
        server,
        "INSERT INTO card_tokens (tenant, id, created, token, card, billing_details, used) "
        "SELECT id, $1, 1, 'visa', '{}', '{}', false FROM tenants WHERE livemode ORDER BY id LIMIT 1", token,
    )  # fmt: skip
    query(
        server,
        "INSERT INTO confirmation_tokens (tenant, id, created, expires_at, payment_method) "
        "SELECT id, $1, 1, 2000000000, $2 FROM tenants WHERE livemode ORDER BY id LIMIT 1", confirming, method,
    )  # fmt: skip
    return {"tokens/id": token, "confirmation_tokens/id": confirming}


MALFORMED = {
    "broken escape": b"name=%zz", "cut escape": b"name=%f", "not UTF-8": b"name=\xff", "escaped not UTF-8": b"a=%c0%80",
    "surrogate": b"name=%ED%A0%80", "NUL": b"name=a%00b", "bare NUL": b"na\0me=a",
    "deep": b"a" + b"[b]" * 5_000 + b"=1",
    "open bracket": b"a[b=1", "closed bracket": b"a]=1", "double bracket": b"a[[b]]=1", "no name": b"=1",
    "array in array": b"a[][]=1", "two shapes": b"a=1&a[b]=1", "many": b"&".join(b"a%d=1" % i for i in range(20_000)),
    "unknown": b"no_such_parameter=1", "unknown and long": b"x" * 30_000 + b"=1", "JSON": b'{"name": "x"}',
    "Python": b"__class__=1", "expand twice": b"expand=x&expand[]=y", "expand hash": b"expand[a]=customer",
    "expand much": b"&".join([b"expand[]=data.customer"] * 51), "expand long": b"expand[]=" + b"a." * 5_000,
    "expand deep": b"expand[]=" + b".".join([b"data"] * 40), "expand nothing": b"expand[]=",
}  # fmt: skip


@every_route
def test_malformed_parameters(call: Caller, route: Route) -> None:
    path = filled(route, lambda _collection, _place: "x")
    for name, sent in MALFORMED.items():
        if route.method == "POST" or len(sent) < 60_000:
            assert_refused(*call(route.method, path, sent), name)


@every_route
def test_each_parameter_in_every_wrong_shape(call: Caller, own: Belongings, route: Route) -> None:
    if route.method == "DELETE":
        return  # takes nothing, and would only destroy
    path = own.path(route)
    for turn, name in enumerate(route.params.model_fields):
        for shape, key in enumerate((name, f"{name}[]", f"{name}[a]", f"{name}[0][a]")):
            for value in some(("", "x" * 6_000, "-1", "\x01\u202e"), 3, turn + shape):
                assert_civil(*call(route.method, path, encoded([(key, value)])), (key, value))
    for value in SCALARS:
        sent = encoded([(name, value) for name in route.params.model_fields])
        assert_civil(*call(route.method, path, sent), value)


@pytest.mark.parametrize("seed", range(4))
def test_random_parameters(call: Caller, own: Belongings, seed: int) -> None:
    rng = random.Random(seed)
    routes = [route for route in ROUTES if route.method != "DELETE"]
    for _ in range(500):
        route = rng.choice(routes)
        pairs = random_params(rng, route.params, own)
        sent = encoded(pairs)
        if route.method == "POST" or len(sent) < 60_000:
            assert_civil(*call(route.method, own.path(route), sent), (route.path, pairs))


UNHEARD_OF_IDS = (
    "%00", "a%00b", "..", "%2e%2e", "..%2F..%2Fetc%2Fpasswd", "%ED%A0%80", "%FF", "%F0%9F%92%A9", "%0d%0aX:%20y", "'",
    "{0}", "%25", "a%2Fb", "x" * 300, "x" * 30_000, "%E2%80%AE", "%20", "*", "null", "-1", "acct_1", "search",
)  # fmt: skip


@routes_with_ids
def test_ids_that_nothing_has(call: Caller, route: Route) -> None:
    sent = encoded([(name, "x") for name, field in route.params.model_fields.items() if field.is_required()])
    for text in some(UNHEARD_OF_IDS, 2, ROUTES.index(route)):
        status, body = call(route.method, filled(route, lambda _collection, _place, text=text: text), sent)
        assert_refused(status, body, text)
        assert len(body) < 2_000


@routes_with_ids
def test_ids_of_other_objects(call: Caller, own: Belongings, route: Route) -> None:
    """An id is looked for among the objects that the path speaks of, whatever it begins with."""
    collection = route.path.split("/")[2]
    # What hangs below a customer may also have an address of its own.
    kin = {f"{collection}/", f"customers/{collection.removesuffix('s')}"}
    if collection == "prices":
        kin.add("plans/")  # a plan is a price in other words
    if collection == "payment_methods":
        kin.add("customers/source")  # and a source a payment method
    fitting = {text for place, text in own.ids.items() if place.startswith(tuple(kin))}
    for place, text in some(own.ids.items(), 4, ROUTES.index(route)):
        if text not in fitting:
            path = filled(route, lambda _collection, _place, text=text: text)
            status, body = call("GET" if route.method == "GET" else route.method, path)
            assert_refused(status, body, place)


def test_an_escaped_slash_does_not_lead_to_another_verb(call: Caller) -> None:
    """A client escapes an id that it was given; `in_x/void` must not become a call of void."""
    customer = call.json("POST", "/v1/customers", "name=Jenny")["id"]
    invoice = call.json("POST", "/v1/invoices", f"customer={customer}")["id"]
    for slash in ("%2F", "%2f"):
        status, body = call("POST", f"/v1/invoices/{invoice}{slash}finalize")
        assert (status, json.loads(body)["error"]["message"]) == (404, f"No such invoice: '{invoice}%2Ffinalize'")
    assert call.json("GET", f"/v1/invoices/{invoice}")["status"] == "draft"


class TestAStranger:
    """The other mode of the account stands for every other tenant: both are told apart by the same column."""

    @routes_with_ids
    def test_finds_nothing_by_its_id(
        self, call: Caller, theirs: Belongings, stranger: Caller, before: list[bytes], route: Route
    ) -> None:
        sent = {
            "add_lines": "lines[0][amount]=1",
            "update_lines": f"lines[0][id]={theirs.ids['invoices/line_item_id']}",
        }
        sent["remove_lines"] = sent["update_lines"] + "&lines[0][behavior]=delete"
        sent["attach_payment"] = f"payment_intent={theirs.ids['payment_intents/id']}"
        sent["attach"] = f"customer={call.json('POST', '/v1/customers', 'name=Jenny')['id']}"
        sent["balance_transactions"] = "amount=1&currency=usd"
        sent["fund_cash_balance"] = "amount=1&currency=eur"
        sent["funding_instructions"] = "bank_transfer[type]=us_bank_transfer&currency=usd&funding_type=bank_transfer"
        sent["verify_microdeposits"] = "amounts[]=32&amounts[]=45"
        sent["increment_authorization"] = "amount=2000"
        sent["advance"] = "frozen_time=1900086400"
        sent["sources"] = "source=tok_visa"
        sent["split"] = "parts[0][amount]=1&parts[0][customer]=cus_1"
        sent["tax_ids"] = "type=eu_vat&value=DE123456789"
        asked = {"event_summaries": "customer=cus_1&start_time=0&end_time=60"}
        wanted = (sent if route.method == "POST" else asked).get(route.path.rpartition("/")[2], "")
        status, body = call(route.method, theirs.path(route), wanted)
        # No account tells whether another one is there.
        refused = (403, "account_invalid") if route.verb.returns == "account" else (404, "resource_missing")
        if route.verb.returns == "subscription_item":
            refused = (400, None)  # as with Stripe, by a message alone
        assert (status, json.loads(body)["error"].get("code")) == refused, body
        assert theirs.looks(stranger) == before

    @every_route
    def test_finds_nothing_by_a_parameter(
        self, call: Caller, own: Belongings, theirs: Belongings, stranger: Caller, before: list[bytes], route: Route
    ) -> None:
        """Whatever parameter takes an id: it is refused, or selects nothing, and names nothing."""
        if route.method == "DELETE":
            return
        texts = [text for place, text in theirs.ids.items() if place != "events/id"]
        for place, name in enumerate(sorted({*route.params.model_fields} - {"metadata", "expand"})):
            spelled = [name, f"{name}[]", f"{name}[price]", f"{name}[0][id]", f"{name}[0][invoice_item]"]
            for turn, text in enumerate(some(texts, 3, place + ROUTES.index(route))):
                # By day each id comes in one spelling.
                for key in usual(spelled, [spelled[turn % len(spelled)]]):
                    status, body = call(route.method, own.path(route), encoded([(key, text)]))
                    assert_civil(status, body, key)
                    if status == 200 and route.listing:
                        assert json.loads(body)["data"] == [], (key, text)
        assert theirs.looks(stranger) == before

    @pytest.mark.parametrize("route", [route for route in ROUTES if route.searches], ids=lambda route: route.path)
    def test_finds_nothing_by_a_query(self, call: Caller, theirs: Belongings, route: Route) -> None:
        """Neither by an id in the query nor by a query that everything fits."""
        for text in {*theirs.ids.values()}:
            for asked in (f'customer:"{text}"', f'product:"{text}"', f'metadata["a"]:"{text}"', f'number:"{text}"'):
                status, body = call("GET", route.path, encoded([("query", asked)]))
                assert_civil(status, body, asked)
                assert not _ids_in(body) & {*theirs.ids.values()}
        for asked in ("created>0", 'active:"true" OR active:"false"'):
            status, body = call("GET", route.path, encoded([("query", asked), ("limit", "100")]))
            assert_civil(status, body, asked)
            assert not _ids_in(body) & {*theirs.ids.values()}

    def test_needs_the_right_account(self, server: Server, own: Belongings) -> None:
        for account in ("acct_1", "x" * 5_000, "{0}", "\xff"):
            status, body = Caller(server)("GET", "/v1/customers", headers={"Stripe-Account": account})
            assert_refused(status, body)
            assert (status, len(body) < 1_000) == (403, True)


def _ids_in(body: bytes) -> set[str]:
    """The ids of what was found. It may be of the stranger's own: other tests write ids of others into their texts."""
    return {each["id"] for each in json.loads(body).get("data", [])}


def test_methods_that_no_route_has(call: Caller) -> None:
    methods: dict[str, set[str]] = {}
    for route in ROUTES:
        methods.setdefault(filled(route, lambda _collection, _place: "x"), set()).add(route.method)
    for path, known in methods.items():
        for method in {"GET", "POST", "DELETE", "PUT", "PATCH", "TRACE", "PROPFIND"} - known:
            status, body = call(method, path)
            assert (status, json.loads(body)["error"]["type"]) == (404, "invalid_request_error")
        for odd in (path + "/", path[:3] + "/" + path[3:], path + "//"):
            assert call("GET", odd)[0] == 404
        assert call("HEAD", path) == (404, b"")


HEAD = (
    b"Host: x\r\nAuthorization: Bearer "
    + TEST_KEY.encode()
    + b"\r\nContent-Type: application/x-www-form-urlencoded\r\n"
)
POST = b"POST /v1/customers HTTP/1.1\r\n" + HEAD
GET = b"GET /v1/customers HTTP/1.1\r\n" + HEAD
NO_HTTP = {
    "no HTTP": b"hello\r\n\r\n", "TLS": b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + bytes(80),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "CONNECT": b"CONNECT x:80 HTTP/1.1\r\n" + HEAD + b"\r\n",
    "method": GET.replace(b"GET", b"GOT") + b"\r\n", "path": b"GET /v1/\xc3\xa9 HTTP/1.1\r\n" + HEAD + b"\r\n",
    "absolute": b"GET http://[/v1 HTTP/1.1\r\n" + HEAD + b"\r\n", "NUL": GET + b"Idempotency-Key: a\0b\r\n\r\n",
    "two lengths": POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "negative": POST + b"Content-Length: -1\r\n\r\n",
    "endless": POST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", "hex": POST + b"Content-Length: 0x1\r\n\r\na",
    "smuggled": POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("request_", NO_HTTP.values(), ids=list(NO_HTTP))
def test_what_is_no_http(server: Server, request_: bytes) -> None:
    status, body = answer_to(server, request_)
    assert_refused(status, body)
    assert status == 400


@pytest.mark.parametrize(
    "request_",
    [
        b"GET /v1/customers/" + b"x" * 300_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
        GET + b"X: " + b"x" * 300_000 + b"\r\n\r\n",
        GET + b"".join(b"X-%d: x\r\n" % i for i in range(40_000)) + b"\r\n",
    ],
    ids=["URL", "header", "headers"],
)
def test_a_head_without_end(server: Server, request_: bytes) -> None:
    assert len(request_) > 300_000
    with connected(server) as connection:
        connection.sendall(request_[:140_000])
        connection.settimeout(5)
        answer = connection.recv(65_536)
    assert answer.startswith(b"HTTP/1.1 431 ")
    assert_refused(431, answer.partition(b"\r\n\r\n")[2])


@pytest.mark.parametrize("key", ["k" * 256, "k" * 50_000])
def test_a_refused_key_is_not_repeated(server: Server, key: str) -> None:
    answer = server.request("POST", "/v1/customers", {"name": "A"}, {"Idempotency-Key": key})
    assert_refused(answer.status, answer.body)
    assert "idempotency-key" not in {name.lower() for name in answer.headers}


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
def test_a_body_of_10_megabytes(server: Server, is_chunked: bool) -> None:
    body = b"name=" + b"x" * 10_000_000
    if is_chunked:
        request = POST + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    else:
        request = POST + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    status, refusal = answer_to(server, request)
    assert_refused(status, refusal)
    assert "larger than 2097152 bytes" in json.loads(refusal)["error"]["message"]


@pytest.mark.parametrize("is_chunked", [False, True], ids=["length", "chunked"])
@pytest.mark.parametrize("protocol", [b"h2c", b"websocket"])
def test_an_offered_upgrade_leaves_the_body_alone(server: Server, protocol: bytes, is_chunked: bool) -> None:
    """`curl --http2` and the HTTP client of Java offer HTTP/2 with every first request."""
    offer = POST + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: " + protocol + b"\r\nHTTP2-Settings: AAMAAABk\r\n"
    sent = (
        b"Transfer-Encoding: chunked\r\n\r\n9\r\nname=Java\r\n0\r\n\r\n"
        if is_chunked
        else b"Content-Length: 9\r\n\r\nname=Java"
    )
    with connected(server) as connection:
        for _ in range(2):  # the connection stays good for a second one
            for part in (offer[:100], offer[100:] + sent[:-3], sent[-3:]):
                connection.sendall(part)
                time.sleep(0.02)
            answer = b""
            while b'"test_clock": null\n}' not in answer:
                chunk = connection.recv(65_536)
                assert chunk, answer
                answer += chunk
            assert b'"name": "Java"' in answer


@pytest.mark.parametrize("content_type", ["application/json", "multipart/form-data; boundary=x", "text/plain", "\xff"])
def test_bodies_of_another_type(call: Caller, content_type: str) -> None:
    for route in ROUTES:
        if route.method == "POST":
            path = filled(route, lambda _collection, _place: "x")
            assert_refused(*call("POST", path, b'{"name": "x"}', {"Content-Type": content_type}))


@pytest.mark.parametrize("version", ["junk", "{version}", "9" * 20_000, "2024-06-20; 2025", "\xff", "2999-01-01.zebra"])
def test_versions_that_never_were(call: Caller, version: str) -> None:
    assert_refused(*call("GET", "/v1/customers", headers={"Stripe-Version": version}))


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Basic !!!", "Basic AAAA", "Digest x", "Bearer \xff", "Bearer " + "x" * 20_000]
)
def test_authorizations_that_are_none(call: Caller, given: str) -> None:
    status, body = call("GET", "/v1/customers", headers={"Authorization": given})
    assert_refused(status, body)
    assert status == 401


def test_connections_that_stop_half_way_delay_nobody(server: Server, call: Caller) -> None:
    halves = [
        POST[:30],
        POST,
        POST + b"Content-Length: 100\r\n\r\nname=x",
        POST + b"Transfer-Encoding: chunked\r\n\r\nff\r\n",
    ]
    opened = []
    try:
        for n in range(200):
            connection = connected(server)
            connection.__enter__().sendall(halves[n % len(halves)])
            opened.append(connection)
        began = time.monotonic()
        for _ in range(20):
            assert call("POST", "/v1/customers", "name=Whole")[0] == 200
        assert time.monotonic() - began < 2
    finally:
        for connection in opened:
            connection.__exit__(None, None, None)


def test_requests_sent_far_ahead(server: Server, call: Caller) -> None:
    """Fifty are answered in their order; thousands are too much to remember, and the connection ends."""
    with connected(server) as connection:
        connection.sendall((GET.replace(b"customers", b"nonsense") + b"\r\n") * 50)
        answers = b""
        while answers.count(b"Unrecognized request URL") < 50:
            answers += connection.recv(65_536)
        assert answers.count(b"HTTP/1.1 404 ") == 50
    with connected(server) as connection, pytest.raises(ConnectionError):
        connection.sendall((GET + b"\r\n") * 100_000)
    assert call("GET", "/v1/customers", "limit=1")[0] == 200


class TestExtremes:
    def test_250_lines_of_the_largest_amount(self, call: Caller) -> None:
        """250 × 999,999,999,999 is more than can be collected: it is carried to the balance, three times over."""
        customer = call.json("POST", "/v1/customers", "name=Rich")["id"]
        lines = encoded([(f"lines[{n}][amount]", "999999999999") for n in range(250)])
        for times in (1, 2):
            invoice = call.json("POST", "/v1/invoices", f"customer={customer}")["id"]
            assert call.json("POST", f"/v1/invoices/{invoice}/add_lines", lines)["total"] == 249_999_999_999_750
            shown = call.json("POST", f"/v1/invoices/{invoice}/finalize")
            assert (shown["status"], shown["ending_balance"]) == ("paid", times * 249_999_999_999_750)
            page = urlsplit(shown["hosted_invoice_url"]).path
            assert [call("GET", page)[0], call("GET", page + "/pdf")[0]] == [200, 200]
        assert call.json("GET", f"/v1/customers/{customer}")["balance"] == 499_999_999_999_500
        assert_refused(*call("POST", f"/v1/invoices/{invoice}/add_lines", "lines[0][amount]=1"))

    @pytest.mark.parametrize(
        "sent",
        [
            "quantity=1000000000000&unit_amount_decimal=999999999999.999999999999", "amount=1000000000000",
            "quantity_decimal=1000000000000&unit_amount_decimal=1000000000000", "quantity=1000000000001&amount=1",
            "quantity=-1&unit_amount_decimal=1", "quantity_decimal=1e99&unit_amount_decimal=1", "amount=1.0",
        ],
    )  # fmt: skip
    def test_products_that_are_too_large(self, call: Caller, sent: str) -> None:
        customer = call.json("POST", "/v1/customers", "name=Rich")["id"]
        assert_refused(*call("POST", "/v1/invoiceitems", f"customer={customer}&currency=usd&{sent}"))

    def test_the_last_number_of_a_sequence(self, call: Caller) -> None:
        prefix = f"Z{time.monotonic_ns() % 10**11}"[:12]
        sent = f"next_invoice_sequence=1000000000&invoice_prefix={prefix}"
        customer = call.json("POST", "/v1/customers", sent)["id"]
        for sequence in (1_000_000_000, 1_000_000_001):
            invoice = call.json("POST", "/v1/invoices", f"customer={customer}")["id"]
            assert call.json("POST", f"/v1/invoices/{invoice}/finalize")["number"] == f"{prefix}-{sequence}"

    @pytest.mark.parametrize("number", ["A\r\nSet-Cookie: x", "\u202e321", "\x01\x7f\x85"])
    def test_a_number_that_cannot_be_printed_is_refused(self, call: Caller, number: str) -> None:
        """It would read differently in the books than on the paper."""
        customer = call.json("POST", "/v1/customers", "name=x")["id"]
        assert_refused(*call("POST", "/v1/invoices", encoded([("customer", customer), ("number", number)])))

    @pytest.mark.parametrize("number", ['N"; x="\\', "../../etc/passwd", "😀" * 26, "<b>&"])
    def test_a_number_of_odd_characters(self, call: Caller, number: str) -> None:
        """It is the caller's to choose, and stands on a page, in a document and in the name of a file."""
        number = f"{time.monotonic_ns() % 10**6:06}{number}"[:26]
        customer = call.json("POST", "/v1/customers", encoded([("name", number), ("preferred_locales[]", "ar-\x01")]))[
            "id"
        ]
        invoice = call.json("POST", "/v1/invoices", encoded([("customer", customer), ("number", number)]))["id"]
        line = [("lines[0][amount]", "500"), ("lines[0][description]", number * 50)]
        call.json("POST", f"/v1/invoices/{invoice}/add_lines", encoded(line))
        page = urlsplit(call.json("POST", f"/v1/invoices/{invoice}/finalize")["hosted_invoice_url"]).path
        status, shown = call("GET", page)
        assert (status, b"<b>&<" in shown) == (200, False)
        status, pdf = call("GET", page + "/pdf")
        assert (status, pdf[:5]) == (200, b"%PDF-")

    def test_the_last_moment_is_a_day_in_every_time_zone(self) -> None:
        assert local_date(253_402_300_799, "Pacific/Kiritimati").year == 9999
        assert local_date(0, "Pacific/Pago_Pago").year == 1969

    def test_a_start_with_a_preset_key_after_a_setting_was_changed(self, server: Server) -> None:
        """The settings are read before the first request; `auto` is what the setting is anyway."""
        run_billhook(server, "settings", "set", "page_size", "auto")
        env = {name: value for name, value in os.environ.items() if not name.startswith("BILLHOOK_")}
        env |= {"BILLHOOK_DATA_DIR": str(server.data_dir), "BILLHOOK_TEST_SECRET_KEY": TEST_KEY}
        command = [sys.executable, "-m", "billhook", "settings", "get", "page_size"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
        assert (done.returncode, done.stdout.strip()) == (0, "auto"), done.stderr


PAGES = (
    "/i/", "/i/x", "/i/x/y/z", "/i/acct_x/test_" + "a" * 40, "/i/acct_%00/test_" + "a" * 40,
    "/i/acct_x/live_%FF" + "a" * 39,
    "/i/../../etc/passwd", "/i/%2e%2e/%2e%2e/pdf", "/static/../../../etc/passwd",
    "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "/%00", "/%ff", "//v1/customers", "/i/acct_" + "x" * 30_000 + "/test_" + "a" * 40 + "/pdf",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES, ids=range(len(PAGES)))
def test_pages_that_are_not_there(call: Caller, path: str) -> None:
    status, body = call("GET", path)
    assert status == 404
    assert b"root:" not in body


def test_the_page_of_an_invoice_needs_every_part_of_its_address(call: Caller) -> None:
    customer = call.json("POST", "/v1/customers", "name=Jenny")["id"]
    invoice = call.json("POST", "/v1/invoices", f"customer={customer}")["id"]
    page = urlsplit(call.json("POST", f"/v1/invoices/{invoice}/finalize")["hosted_invoice_url"]).path
    assert call("GET", page)[0] == 200
    for wrong in (
        page[:-1],
        page + "a",
        page.swapcase(),
        page.replace("/test_", "/live_"),
        page.replace("acct_1", "acct_2"),
    ):
        assert call("GET", wrong)[0] == 404
        assert call("GET", wrong + "/pdf")[0] == 404
