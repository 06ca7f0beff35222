"""What a hostile caller needs: raw connections, one of everything, and parameters made from the declarations."""

import contextlib
import http.client
import json
import random
import socket
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_plus, urlsplit

from tests.conftest import Server
from tests.rooms.files.pictures import PDF, multipart
from tests.rules.bank_statements.files import camt, ntry, stmt, tx

from billhook.wire.params import Params
from billhook.wire.routing import Route

ERROR_TYPES = {"invalid_request_error", "idempotency_error", "card_error"}
SECONDS = 5.0
FORM = "application/x-www-form-urlencoded"

# Values that some parser, somewhere, has stumbled over.
SCALARS = (
    "", "0", "-1", "-0", "1.5", "1e3", "1E99", "1e-13", "0e99", "NaN", "Infinity", "0x10", "1_000", "١٢", " 1", "+1",
    "999999999999", "1000000000000", "9223372036854775807", "9223372036854775808", "-9223372036854775809", "9" * 60,
    "253402300799", "253402300800", "true", "TRUE", "null", "[]", "{}", "{0}", "{param}", "%s%n", "usd", "zzz", "now",
    "*", "é", "😀" * 20, "\u202egnp.exe", "\ufeff", "\uffff", "\x01", "\r\nX: y", "x" * 41, "x" * 256, "x" * 5_001,
    "' OR 1=1 --", "\\x00", "<script>", "../../etc/passwd", "http://169.254.169.254/", "http://[::1%25eth0]/",
    "javascript:alert(1)", "data.customer.invoice", "data.data.data.data.data", "customer", "data",
)  # fmt: skip

# What makes a request go further than its first check.
LIKELY: dict[str, tuple[str, ...]] = {
    "currency": ("usd", "jpy", "bhd"), "amount": ("1", "999999999999", "-999999999999"), "type": ("eu_vat", "service"),
    "unit_amount": ("1", "999999999999"), "unit_amount_decimal": ("0.000000000001", "1e11"), "quantity": ("0", "12"),
    "quantity_decimal": ("0.5", "1000000000000"), "collection_method": ("send_invoice",), "days_until_due": ("9",),
    "up_to": ("1", "inf"), "enabled_events": ("*",), "url": ("http://127.0.0.1:9/",), "email": ("a@example.com",),
    "behavior": ("delete", "unassign"), "round": ("up",), "divide_by": ("3",), "interval": ("day",),
    "billing_scheme": ("tiered",), "tiers_mode": ("graduated", "volume"), "paid_out_of_band": ("true",),
    "payment_method": ("pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required"),
    "source": ("tok_visa", "tok_chargeDeclined"),
    "number": ("4242424242424242",), "exp_month": ("12",), "exp_year": ("40",), "token": ("tok_visa",),
    "frozen_time": ("1900000000", "1900086400"),
    "query": ("created>1", 'metadata["a"]:"b" OR status:null', "email~'%_\\\\'", "amount<=99999999999999999999"),
    "expand": ("customer", "data.customer", "lines.data"), "effective_at": ("253402300799",),
}  # fmt: skip


class Caller:
    """One connection that stays open, with a key."""

    def __init__(self, server: Server, key: str = "") -> None:
        where = urlsplit(server.url)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=SECONDS)
        # http.client has scruples of its own about what may stand in a path.
        self._connection._validate_path = lambda _path: None  # type: ignore[attr-defined]
        self._connection._encode_request = lambda line: line.encode("latin-1")  # type: ignore[attr-defined]
        self._key = key or server.key

    def __call__(
        self, method: str, path: str, sent: bytes | str = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Send parameters where the method takes them. A server that does not answer in time raises TimeoutError."""
        raw = sent.encode() if isinstance(sent, str) else sent
        body = raw if method == "POST" else None
        if body is None and raw:
            path += "?" + raw.decode("latin-1")
        given = {"Authorization": f"Bearer {self._key}", "Content-Type": FORM, **(headers or {})}
        try:
            self._connection.request(method, path, body, given)
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except BaseException:
            self._connection.close()  # so that the next test has a good one
            raise

    def json(self, method: str, path: str, sent: bytes | str = b"") -> Any:
        """The object of an answer that must be a success."""
        status, body = self(method, path, sent)
        assert status == 200, body
        return json.loads(body)


def assert_civil(status: int, body: bytes, about: object = "") -> None:
    """A success, or a refusal in the shape that every SDK understands, and not a long one."""
    assert status == 200 or 400 <= status < 500, (status, body[:500], about)
    if status == 200 and body == PDF:
        return  # what is in a file
    shown = json.loads(body)
    if status != 200:
        assert shown["error"]["type"] in ERROR_TYPES, (shown, about)
        assert shown["error"]["message"], about
        assert len(body) < 20_000, about


def assert_refused(status: int, body: bytes, about: object = "") -> None:
    """A refusal, and nothing else."""
    assert_civil(status, body, about)
    assert status != 200, (body[:500], about)


@contextlib.contextmanager
def connected(server: Server) -> Iterator[socket.socket]:
    """A bare connection."""
    where = urlsplit(server.url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=SECONDS) as connection:
        yield connection


def answer_to(server: Server, request: bytes) -> tuple[int, bytes]:
    """What the server says to bytes on a connection of their own: the status and the body of the first answer."""
    with connected(server) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
        received = http.client.HTTPResponse(connection)
        received.begin()
        return received.status, received.read()


@dataclass(frozen=True)
class Belongings:
    """One object of every type, of one tenant: its ids by the places in paths where they fit."""

    ids: dict[str, str]

    def path(self, route: Route) -> str:
        """The route's path with these ids in it."""
        return filled(route, self._at)

    def _at(self, collection: str, place: str) -> str:
        name = f"{collection}/{place}"
        assert name in self.ids, f"make one in belongings_of (tests/wire/hostile.py) and name it {name!r}"
        return self.ids[name]

    def also(self, place: str, id: str) -> "Belongings":
        """With one more."""
        return Belongings({**self.ids, place: id})

    def looks(self, call: Caller) -> list[bytes]:
        """Everything there is to see of them."""
        collections = (
            "customers", "products", "prices", "plans", "invoices", "invoiceitems", "tax_ids", "tax_rates", "coupons",
            "promotion_codes", "shipping_rates", "credit_notes", "payment_intents", "charges", "refunds",
            "disputes", "radar/early_fraud_warnings", "balance_transactions", "payouts", "setup_intents",
            "webhook_endpoints",
            "checkout/sessions", "events", "files", "file_links", "invoice_rendering_templates",
            "test_helpers/test_clocks", "billhook/sandboxes", "billhook/bank_statements", "billhook/bank_movements",
            "billhook/bank_csv_mappings", "subscriptions", "billing/meters",
        )  # fmt: skip
        return [call("GET", f"/v1/{name}", "limit=100")[1] for name in collections]


def filled(route: Route, fill: typing.Callable[[str, str], str]) -> str:
    """A route's path; `fill` is asked with the collection and `id`, or the placeholder's name further down."""
    parts = route.path.split("/")
    for place, part in enumerate(parts):
        if part.startswith("{"):
            parts[place] = fill(parts[2], "id" if place == 3 else part[1:-1])
    return "/".join(parts)


def belongings_of(call: Caller, hook: str, money: dict[str, str]) -> Belongings:
    """Make one of everything but what moves `money`, which has been made by places already.

    `hook` is where the webhook endpoint would deliver, if anything were sent to it.
    """
    tax = "tax_id_data[0][type]=eu_vat&tax_id_data[0][value]=DE123456789"
    customer = call.json("POST", "/v1/customers", f"name=Jenny&email=jenny@example.com&{tax}")["id"]
    product = call.json("POST", "/v1/products", "name=Gold")["id"]
    price = call.json("POST", "/v1/prices", f"product={product}&currency=usd&unit_amount=1000")["id"]
    plan = call.json("POST", "/v1/plans", f"product={product}&currency=usd&amount=1000&interval=month")["id"]
    pending = call.json("POST", "/v1/invoiceitems", f"customer={customer}&amount=700&currency=usd")["id"]
    draft = call.json("POST", "/v1/invoices", f"customer={customer}")["id"]
    lines = call.json("POST", f"/v1/invoices/{draft}/add_lines", "lines[0][amount]=500")["lines"]["data"]
    paid = call.json("POST", "/v1/invoices", f"customer={customer}")["id"]
    call.json("POST", f"/v1/invoices/{paid}/add_lines", "lines[0][amount]=900")
    call.json("POST", f"/v1/invoices/{paid}/pay", "paid_out_of_band=true")
    payment = call.json("GET", "/v1/invoice_payments", f"invoice={paid}")["data"][0]
    rate = call.json("POST", "/v1/tax_rates", "display_name=VAT&percentage=19&inclusive=false")["id"]
    coupon = call.json("POST", "/v1/coupons", "percent_off=10")["id"]
    call.json("POST", f"/v1/customers/{customer}", f"coupon={coupon}")
    code = call.json("POST", "/v1/promotion_codes", f"promotion[type]=coupon&promotion[coupon]={coupon}")["id"]
    shipping = "display_name=Post&fixed_amount[amount]=500&fixed_amount[currency]=usd"
    ledger = f"/v1/customers/{customer}/balance_transactions"
    credit = f"invoice={paid}&amount=100&credit_amount=100"
    endpoint = call.json("POST", "/v1/webhook_endpoints", f"url={hook}&enabled_events[]=quote.created")
    file = _uploaded(call)
    # In live mode there is none, and nothing is to be found by its id.
    clock = json.loads(call("POST", "/v1/test_helpers/test_clocks", "frozen_time=1900000000")[1]).get("id", "clock_1")
    sandbox = json.loads(call("POST", "/v1/billhook/sandboxes")[1]).get("id", "acct_1")
    # Nor does anybody have a card there.
    made = call("POST", f"/v1/customers/{customer}/sources", "source=tok_visa")[1]
    statement, movement = imported(call, customer)
    # A processor with forms of ours is in test mode alone.
    line = f"line_items[0][price]={price}&line_items[0][quantity]=1"
    session = call("POST", "/v1/checkout/sessions", f"mode=payment&success_url=https://example.com/&{line}")[1]
    monthly = call.json("POST", "/v1/prices", f"product={product}&currency=usd&unit_amount=0&recurring[interval]=month")
    subscriber = call.json("POST", "/v1/customers", "name=Joan")["id"]  # the other has an item that waits
    subscribed = f"customer={subscriber}&items[0][price]={monthly['id']}&items[1][price]={plan}&trial_period_days=9"
    subscription = call.json("POST", "/v1/subscriptions", subscribed)
    meter = f"display_name=Calls&event_name={product}&default_aggregation[formula]=sum"
    return Belongings(
        {
            "billing/id": call.json("POST", "/v1/billing/meters", meter)["id"],
            "subscriptions/id": subscription["id"],
            "subscription_items/id": subscription["items"]["data"][0]["id"],
            "billhook/statement": statement,
            "billhook/movement": movement,
            "billhook/mapping": mapped(call, customer),
            "customers/source": json.loads(made).get("id", "card_1"),
            "accounts/id": call.json("GET", "/v1/account")["id"],
            "billhook/id": sandbox,
            "files/id": file,
            "files/file": file,
            "file_links/id": call.json("POST", "/v1/file_links", f"file={file}")["id"],
            "customers/id": customer,
            "test_helpers/customer": customer,
            "test_helpers/test_clock": clock,
            "test_helpers/refund": money["refunds/id"],
            "customers/tax_id": call.json("GET", f"/v1/customers/{customer}/tax_ids")["data"][0]["id"],
            "customers/transaction": call.json("POST", ledger, "amount=-10&currency=usd")["id"],
            **money,
            "customers/payment_method": money["payment_methods/id"],
            "payment_intents/id": call.json("POST", "/v1/payment_intents", "amount=900&currency=usd")["id"],
            "checkout/session": json.loads(session).get("id", "cs_test_1"),
            "setup_intents/id": call.json("POST", "/v1/setup_intents")["id"],
            "products/id": product,
            "prices/id": price,
            "plans/id": plan,
            "invoiceitems/id": pending,
            "invoices/id": draft,
            "invoices/line_item_id": lines[0]["id"],
            "invoice_payments/id": payment["id"],
            "payment_records/id": payment["payment"]["payment_record"],
            "tax_ids/id": call.json("POST", "/v1/tax_ids", "type=de_stn&value=1234567890")["id"],
            "tax_rates/id": rate,
            "coupons/id": coupon,
            "credit_notes/id": call.json("POST", "/v1/credit_notes", credit)["id"],
            "promotion_codes/id": code,
            "shipping_rates/id": call.json("POST", "/v1/shipping_rates", shipping)["id"],
            "events/id": call.json("GET", "/v1/events", "limit=1")["data"][0]["id"],
            "webhook_endpoints/id": endpoint["id"],
            "core/event_destination": endpoint["id"],
            "core/event": call.json("GET", "/v1/events", "limit=1")["data"][0]["id"],
        }
    )


CARD = "card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=40"


def money_of(call: Caller) -> dict[str, str]:
    """One of everything that moves money, made in test mode."""
    method = call.json("POST", "/v1/payment_methods", "type=card&card[token]=tok_visa")["id"]
    paid = "amount=900&currency=usd&confirm=true&payment_method=pm_card_visa"
    charge = call.json("POST", "/v1/payment_intents", paid)["latest_charge"]
    refund = call.json("POST", "/v1/refunds", f"charge={charge}&amount=1")["id"]
    disputed = call.json("POST", "/v1/payment_intents", paid.replace("card_visa", "card_createDispute"))
    dispute = call.json("GET", "/v1/disputes", f"payment_intent={disputed['id']}")["data"][0]["id"]
    warned = paid.replace("card_visa", "card_createIssuerFraudRecord")
    warned = call.json("POST", "/v1/payment_intents", warned)["id"]
    warning = call.json("GET", "/v1/radar/early_fraud_warnings", f"payment_intent={warned}")["data"][0]["id"]
    entry = call.json("GET", "/v1/balance_transactions", f"source={charge}")["data"][0]["id"]
    token = call.json("POST", "/v1/test_helpers/confirmation_tokens", "payment_method=pm_card_visa")["id"]
    return {
        "disputes/id": dispute,
        "balance_transactions/id": entry,
        # In test mode nobody pays out.
        "payouts/id": "po_1NobodyPaysOutInTestMode",
        "radar/early_fraud_warning": warning,
        "payment_methods/id": method,
        "charges/id": charge,
        "refunds/id": refund,
        "mandates/id": _a_mandate(call),
        "tokens/id": call.json("POST", "/v1/tokens", CARD)["id"],
        "confirmation_tokens/id": token,
    }


def _a_mandate(call: Caller) -> str:
    """That of a debit."""
    debit = "amount=900&currency=eur&confirm=true&payment_method=pm_sepaDebit_success_de"
    given = "mandate_data[customer_acceptance][type]=offline&expand[]=latest_charge"
    charge = call.json("POST", "/v1/payment_intents", f"{debit}&{given}")["latest_charge"]
    return str(charge["payment_method_details"]["sepa_debit"]["mandate"])


def _uploaded(call: Caller) -> str:
    """The id of a file, which no form can send."""
    body, content_type = multipart(("purpose", None, b"dispute_evidence"), ("file", "a.pdf", PDF))
    status, answer = call("POST", "/v1/files", body, {"Content-Type": content_type})
    assert status == 200, answer
    return str(json.loads(answer)["id"])


def mapped(call: Caller, account: str) -> str:
    """The id of a mapping of the CSV of an account."""
    body, content_type = multipart(("account", None, account.encode()), ("file", "a.csv", b"Datum;Betrag\r\n"))
    status, answer = call("POST", "/v1/billhook/bank_csv_mappings", body, {"Content-Type": content_type})
    assert status == 200, answer
    return str(json.loads(answer)["id"])


def imported(call: Caller, account: str) -> tuple[str, str]:
    """The ids of a bank statement of an account and of a movement in it that waits for a person."""
    file = camt(stmt(ntry("5.00", tx(purpose=("for nobody",))), iban=account))
    body, content_type = multipart(("file", "statement.xml", file))
    status, answer = call("POST", "/v1/billhook/bank_statements", body, {"Content-Type": content_type})
    assert status == 200, answer
    statement = str(json.loads(answer)["statements"][0]["id"])
    movements = call.json("GET", "/v1/billhook/bank_movements", f"statement={statement}")["data"]
    return statement, str(movements[0]["id"])


@contextlib.contextmanager
def no_endpoints_left(call: Caller) -> Iterator[None]:
    """Take away the webhook endpoints that appear meanwhile: they would hear of everything that others do."""
    before = call("GET", "/v1/webhook_endpoints", "limit=100")[1]
    known = {endpoint["id"] for endpoint in json.loads(before)["data"]}
    yield
    for endpoint in call.json("GET", "/v1/webhook_endpoints", "limit=100")["data"]:
        if endpoint["id"] not in known:
            call.json("DELETE", f"/v1/webhook_endpoints/{endpoint['id']}")


def _inside(annotation: Any) -> tuple[str, Any] | None:
    """What a parameter is made of: ("hash", its class), ("array", …), ("map", …), or None for a plain value."""
    if isinstance(annotation, type) and issubclass(annotation, Params):
        return "hash", annotation
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is list:
        return "array", arguments[0]
    if origin is dict:
        return "map", arguments[1]
    return next((found for argument in arguments if (found := _inside(argument)) is not None), None)


def random_params(rng: random.Random, model: type[Params], own: Belongings, prefix: str = "") -> list[tuple[str, str]]:
    """Parameters that a declaration might take: mostly of the right names, often of the wrong kind."""
    pairs: list[tuple[str, str]] = []
    keep = rng.choice((0.1, 0.3))
    for name, field in model.model_fields.items():
        if field.is_required() or rng.random() < keep:
            key = f"{prefix}[{name}]" if prefix else name
            pairs += _random_value(rng, name, key, field.annotation, own)
    return pairs


def _random_value(rng: random.Random, name: str, key: str, annotation: Any, own: Belongings) -> list[tuple[str, str]]:
    if rng.random() < 0.04:
        inner = rng.choice(("[a]", "[0]", "[]", "[0][a]", "[-1]", "[999999999999]", "[a][b][c][d]"))
        return [(key + inner, "1")]
    made_of = _inside(annotation)
    if made_of is None:
        return [(key, _random_scalar(rng, name, own))]
    kind, inside = made_of
    if kind == "hash":
        return random_params(rng, inside, own, key)
    names = ["0", "1"] if kind == "array" else ["usd", "a", "object", "😀"]
    rng.shuffle(names)
    pairs: list[tuple[str, str]] = []
    for place in names[: rng.randint(1, 2)]:
        pairs += _random_value(rng, name, f"{key}[{place}]", inside, own)
    return pairs


def _random_scalar(rng: random.Random, name: str, own: Belongings) -> str:
    if name == "id":
        return rng.choice(SCALARS) + "~"  # products take it, and other tests rely on ids that nothing has
    chance = rng.random()
    if chance < 0.5 and name in LIKELY:
        return rng.choice(LIKELY[name])
    if chance < 0.7 and f"{name}s/id" in own.ids:
        return own.ids[f"{name}s/id"]
    return rng.choice(list(own.ids.values())) if chance < 0.75 else rng.choice(SCALARS)


def encoded(pairs: list[tuple[str, str]]) -> str:
    """A form."""
    return "&".join(f"{quote_plus(key, safe='[]')}={quote_plus(value)}" for key, value in pairs)
