"""The pipeline as a client meets it: keys, versions, URLs, bodies, idempotency (platform.md §1.3, §2 to §5)."""

import base64
import http.client
import json
import re
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import stripe
from sdk_types import shape
from tests.builders import Shop
from tests.conftest import Response, Server, run_billhook
from tests.wire.sdk_urls import sdk_urls

from billhook.routes import ROUTES
from billhook.wire.absent import ABSENT
from billhook.wire.routing import Table

NEWEST = "2026-10-28.endive"
FORM = "application/x-www-form-urlencoded"


def error(answer: Response) -> dict[str, Any]:
    """The error of a refusal."""
    body: dict[str, Any] = answer.json
    assert set(body) == {"error"}
    return body["error"]  # type: ignore[no-any-return]


def names(answer: Response) -> dict[str, str]:
    """Its headers by their lower-case names."""
    return {name.lower(): value for name, value in answer.headers.items()}


_keys = iter(range(10**6))


@pytest.fixture
def key() -> str:
    """An idempotency key that nobody has used."""
    return f"pipeline-{next(_keys)}"


def keyed(server: Server, key: str, path: str, body: dict[str, Any], **headers: str) -> Response:
    """A POST with an idempotency key."""
    return server.request("POST", path, body, {"Idempotency-Key": key, **headers})


class TestWhoIsAsking:
    def test_no_key(self, server: Server) -> None:
        answer = server.request("GET", "/v1/customers", key=None)
        assert answer.status == 401
        assert error(answer) == {
            "type": "invalid_request_error",
            "message": (
                "You did not provide an API key. You need to provide your API key in the Authorization header, "
                "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
                "https://stripe.com/docs/api#authentication for details; `billhook keys` lists your keys."
            ),
        }
        assert names(answer)["www-authenticate"] == 'Basic realm="Stripe"'
        assert names(answer)["request-id"].startswith("req_")

    def test_basic_auth(self, server: Server) -> None:
        credentials = base64.b64encode(f"{server.key}:".encode()).decode()
        answer = server.request(
            "GET", "/v1/customers?limit=1", headers={"Authorization": f"Basic {credentials}"}, key=None
        )
        assert answer.status == 200

    @pytest.mark.parametrize(
        "header", ["Basic !!!", "Basic", "Bearer", "Bearer ", "Digest abc", "Basic Og==", "nonsense"]
    )
    def test_headers_that_hold_no_key(self, server: Server, header: str) -> None:
        answer = server.request("GET", "/v1/customers", headers={"Authorization": header}, key=None)
        assert answer.status == 401

    def test_an_unknown_key_is_shown_masked(self, server: Server) -> None:
        answer = server.request("GET", "/v1/customers", key="sk_test_thisKeyWasNeverIssuedabcd")
        assert answer.status == 401
        message = error(answer)["message"]
        assert re.fullmatch(r"Invalid API Key provided: sk_test_\*+abcd", message)
        assert "NeverIssued" not in message

    def test_a_publishable_key(self, server: Server) -> None:
        listed = run_billhook(server, "keys")
        publishable = re.search(r"pk_test_[0-9A-Za-z]+", listed)
        assert publishable is not None
        answer = server.request("GET", "/v1/customers", key=publishable[0])
        assert answer.status == 403
        assert error(answer)["code"] == "secret_key_required"
        assert error(answer)["message"].startswith(
            "This API call cannot be made with a publishable API key. Please use a secret API key."
        )

    @pytest.mark.parametrize("place", ["query", "body"])
    def test_a_key_elsewhere_does_not_count(self, server: Server, place: str) -> None:
        if place == "query":
            answer = server.request("GET", f"/v1/customers?api_key={server.key}", key=None)
        else:
            answer = server.request("POST", "/v1/customers", {"api_key": server.key}, key=None)
        assert answer.status == 401

    def test_a_key_is_asked_for_before_anything_else(self, server: Server) -> None:
        assert server.request("GET", "/v1/nonsense", key=None).status == 401
        assert server.request("POST", "/v1/customers", {"foo": "bar"}, key=None).status == 401


class TestForms:
    """Indented for people, compact for the official SDKs (`Stripe/v1 …Bindings/…`); the same content for both."""

    COMPACT = {"User-Agent": "Stripe/v1 PythonBindings/16.1.0"}

    @pytest.mark.parametrize("agent", ["curl/8.5.0", "Stripe/v1 stripe-cli/1.32.0", "Mozilla/5.0", ""])
    @pytest.mark.parametrize("path", ["/v1/customers?limit=1", "/v1/nonsense"])
    def test_indented(self, server: Server, agent: str, path: str) -> None:
        answer = server.request("GET", path, headers={"User-Agent": agent})
        compact = server.request("GET", path, headers=self.COMPACT)
        assert answer.body.decode() == json.dumps(answer.json, indent=2, ensure_ascii=False)
        assert names(answer)["content-length"] == str(len(answer.body))
        assert compact.json == answer.json
        assert b"\n" not in compact.body

    def test_a_replayed_answer_has_the_form_of_who_asks(self, server: Server, key: str) -> None:
        made = keyed(server, key, "/v1/customers", {"name": "Zoë"}, **self.COMPACT)
        again = keyed(server, key, "/v1/customers", {"name": "Zoë"})
        assert (made.json, names(again)["idempotent-replayed"]) == (again.json, "true")
        assert (b"\n" in made.body, b'\n  "name": "Zo\xc3\xab"' in again.body) == (False, True)


class TestUrls:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("GET", "/v1/nonsense"), ("DELETE", "/v1/customers"), ("GET", "/v1/invoices/in_1/finalize"),
            ("PUT", "/v1/customers/cus_1"), ("GET", "/v1/customers/"), ("GET", "/v1/invoices//lines"),
        ],
    )  # fmt: skip
    def test_unrecognized(self, server: Server, method: str, path: str) -> None:
        answer = server.request(method, path)
        assert answer.status == 404
        assert error(answer) == {
            "type": "invalid_request_error",
            "message": (
                f"Unrecognized request URL ({method}: {path}). The routes that Billhook has are listed in "
                "docs/guide/api.md."
            ),
        }

    @pytest.mark.parametrize(
        ("method", "path", "thing", "anchor"),
        [
            ("GET", "/v1/subscriptions/search?query=x", "schedules and pauses of subscriptions",
             "schedules-and-pauses-of-subscriptions"),
            ("POST", "/v1/subscriptions/sub_1/resume", "schedules and pauses of subscriptions",
             "schedules-and-pauses-of-subscriptions"),
            ("POST", "/v1/quotes", "quotes", "quotes"),
            ("POST", "/v1/subscriptions/sub_1/pause", "schedules and pauses of subscriptions",
             "schedules-and-pauses-of-subscriptions"),
            ("POST", "/v1/account_links", "connect", "connect"),
            ("POST", "/v1/payment_links", "payment links", "payment-links"),
            ("POST", "/v1/sources", "other sources", "other-sources"),
            ("GET", "/v2/core/accounts", "other v2 API", "other-v2-api"),
            ("GET", "/v2", "other v2 API", "other-v2-api"),
        ],
    )  # fmt: skip
    def test_what_does_not_exist_here_is_refused_by_name(
        self, server: Server, method: str, path: str, thing: str, anchor: str
    ) -> None:
        answer = server.request(method, path, b"" if method == "POST" else None)
        assert (answer.status, names(answer)["content-type"]) == (404, "application/json")
        assert error(answer) == {
            "type": "invalid_request_error",
            "code": "not_supported",
            "message": (
                f"Billhook has no {thing} yet ({method}: {path.partition('?')[0]}); see "
                f"docs/guide/differences.md#{anchor}."
            ),
        }

    def test_search_is_still_no_id_elsewhere(self, server: Server) -> None:
        answer = server.request("GET", "/v1/coupons/search")
        assert error(answer)["message"] == "No such coupon: 'search'"

    def test_every_url_of_the_sdk_exists_or_is_known_by_name(self) -> None:
        table = Table(ROUTES, ABSENT)
        urls = list(sdk_urls())
        assert len(urls) > 600
        unknown = [
            f"{method} {path}"
            for method, path in urls
            if table.find(method, path) is None and table.absent_at(method, path) is None
        ]
        assert unknown == [], "name each in wire/absent.py, or route it"

    def test_what_exists_is_not_absent(self) -> None:
        """The guide would list it as not offered."""
        routed = {(route.method, shape(route.path)) for route in ROUTES}
        split = [(each.thing, path.rpartition(" ")) for each in ABSENT for path in each.paths]
        both = [
            f"{thing}: {path}"
            for thing, (method, _, path) in split
            if any((name, shape(path)) in routed for name in ([method] if method else ["GET", "POST", "DELETE"]))
        ]
        assert both == [], "take these off wire/absent.py and print the guide"

    def test_no_route_is_hidden_by_what_is_absent(self) -> None:
        table = Table(ROUTES, ABSENT)
        found = [table.find(route.method, route.path.replace("{", "").replace("}", "")) for route in ROUTES]
        assert [match[0] for match in found if match is not None] == ROUTES

    def test_unknown_parameters_are_told_before_missing_objects(self, server: Server) -> None:
        answer = server.request("POST", "/v1/invoices/in_nope", {"foo": "1"})
        assert (answer.status, error(answer)["code"]) == (400, "parameter_unknown")

    def test_unknown_parameters_are_told_before_missing_ones(self, server: Server) -> None:
        answer = server.request("POST", "/v1/invoices", {"foo": "1"})
        assert error(answer)["message"] == "Received unknown parameter: foo"

    def test_a_preflight_needs_no_key(self, server: Server) -> None:
        answer = server.request("OPTIONS", "/v1/customers", key=None)
        assert answer.status == 200
        assert names(answer)["access-control-allow-origin"] == "*"
        assert "DELETE" in names(answer)["access-control-allow-methods"]


class TestBodies:
    def test_json_is_refused(self, server: Server) -> None:
        answer = server.request(
            "POST", "/v1/customers", json.dumps({"name": "A"}).encode(), {"Content-Type": "application/json"}
        )
        assert answer.status == 400
        assert error(answer)["message"].startswith(
            "Invalid request (check that your POST content type is application/x-www-form-urlencoded)."
        )

    @pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=utf-8", "Application/X-WWW-Form-Urlencoded"])
    def test_forms_are_taken(self, server: Server, content_type: str) -> None:
        answer = server.request("POST", "/v1/customers", b"name=A", {"Content-Type": content_type})
        assert (answer.status, answer.json["name"]) == (200, "A")

    def test_no_body_at_all(self, server: Server) -> None:
        assert server.request("POST", "/v1/customers").status == 200

    def test_parameters_of_a_post_may_stand_in_the_query(self, server: Server) -> None:
        answer = server.request("POST", "/v1/customers?email=a@b.c", {"name": "A"})
        assert (answer.json["name"], answer.json["email"]) == ("A", "a@b.c")

    def test_a_body_that_is_too_large(self, server: Server) -> None:
        answer = server.request("POST", "/v1/customers", b"description=" + b"x" * 3_000_000)
        assert answer.status == 400
        assert server.request("GET", "/v1/customers?limit=1").status == 200


class TestHeaders:
    def test_of_an_answer(self, server: Server) -> None:
        answer = server.request("GET", "/v1/customers?limit=1")
        headers = names(answer)
        assert re.fullmatch(r"req_[0-9A-Za-z]{14}", headers["request-id"])
        assert headers["stripe-version"] == NEWEST
        assert headers["content-type"] == "application/json"
        assert headers["cache-control"] == "no-cache, no-store"
        assert "stripe-notice" not in headers

    def test_each_request_has_an_id_of_its_own(self, server: Server) -> None:
        ids = {names(server.request("GET", "/v1/customers?limit=1"))["request-id"] for _ in range(20)}
        assert len(ids) == 20

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("GET", "/v1/invoices/in_nope", None), ("POST", "/v1/customers", {"foo": "1"}),
            ("GET", "/v1/nonsense", None), ("GET", "/v1/invoices?expand[]=foo", None),
        ],
        ids=["a missing object", "an unknown parameter", "an unknown URL", "a bad expansion"],
    )  # fmt: skip
    def test_every_authenticated_answer_names_its_version(
        self, server: Server, method: str, path: str, body: dict[str, Any] | None
    ) -> None:
        answer = server.request(method, path, body, {"Stripe-Version": "2025-03-31.basil"})
        assert answer.status in (400, 404)
        assert names(answer)["stripe-version"] == "2025-03-31.basil"

    def test_errors_drop_what_has_no_value(self, server: Server) -> None:
        answer = server.request("POST", "/v1/invoices", {})
        assert error(answer) == {
            "type": "invalid_request_error", "code": "parameter_missing", "param": "customer",
            "message": "Missing required param: customer.",
            "doc_url": "https://stripe.com/docs/error-codes/parameter-missing",
        }  # fmt: skip


class TestVersions:
    def test_an_unknown_one(self, server: Server) -> None:
        for version in ("2031-01-01", "newest", "2026-10-28.acacia"):
            answer = server.request("GET", "/v1/customers", headers={"Stripe-Version": version})
            assert answer.status == 400
            assert error(answer)["message"] == f"Invalid Stripe API version: {version}"

    def test_an_invoice_of_2024(self, server: Server, shop: Shop) -> None:
        paid = shop.invoice("paid")
        old = server.request("GET", f"/v1/invoices/{paid.id}", headers={"Stripe-Version": "2024-06-20"})
        assert names(old)["stripe-version"] == "2024-06-20"
        invoice = old.json
        # What basil took away is there, and what it brought is not (platform.md §5.3).
        assert (invoice["paid"], invoice["paid_out_of_band"]) == (True, True)
        for name in (
            "charge", "application_fee_amount", "transfer_data", "quote", "subscription", "tax", "discount",
        ):  # fmt: skip
            assert invoice[name] is None, name
        assert shop.v1.payment_intents.retrieve(invoice["payment_intent"]).status == "canceled"
        assert invoice["total_tax_amounts"] == []
        for name in (
            "parent", "total_taxes", "amount_overpaid", "confirmation_secret", "payments", "customer_account",
            "amount_paid_off_stripe", "status_details",
        ):  # fmt: skip
            assert name not in invoice, name
        (line,) = invoice["lines"]["data"]
        assert (line["type"], line["proration"], line["quantity"]) == ("invoiceitem", False, 1)
        assert line["price"]["object"] == "price"
        assert line["price"]["unit_amount"] == 12_000
        assert line["invoice_item"] == paid.lines.data[0].parent.invoice_item_details.invoice_item
        for name in ("pricing", "parent", "taxes", "quantity_decimal", "pretax_credit_amounts"):
            assert name not in line, name

    def test_a_draft_of_2024_is_not_paid(self, server: Server, shop: Shop) -> None:
        draft = server.request(
            "POST", "/v1/invoices", {"customer": shop.customer().id}, {"Stripe-Version": "2024-06-20"}
        ).json
        assert (draft["paid"], draft["paid_out_of_band"], draft["status"]) == (False, False, "draft")

    def test_an_item_in_the_words_of_2024(self, server: Server, shop: Shop) -> None:
        product = shop.v1.products.create({"name": "Gold Special"})
        price = shop.v1.prices.create({"product": product.id, "unit_amount": 1_000, "currency": "usd"})
        body = {"customer": shop.customer().id, "price": price.id, "quantity": "2"}
        item = server.request("POST", "/v1/invoiceitems", body, {"Stripe-Version": "2024-06-20"}).json
        assert (item["price"]["id"], item["amount"], item["unit_amount"]) == (price.id, 2_000, 1_000)
        assert "pricing" not in item
        # The newest version does not know that parameter.
        assert error(server.request("POST", "/v1/invoiceitems", body))["code"] == "parameter_unknown"

    def test_an_event_does_not_depend_on_who_reads_it(self, server: Server, shop: Shop) -> None:
        (event,) = shop.events_of(shop.customer())
        new, old = (
            server.request("GET", f"/v1/events/{event.id}", headers={"Stripe-Version": version})
            for version in (NEWEST, "2024-06-20")
        )
        assert new.body == old.body
        assert names(old)["stripe-version"] == "2024-06-20"


class TestReplay:
    def test_the_same_bytes_and_telling_headers(self, server: Server, key: str) -> None:
        first = keyed(server, key, "/v1/customers", {"name": "Once"})
        again = keyed(server, key, "/v1/customers", {"name": "Once"})
        assert (first.status, again.status) == (200, 200)
        assert again.body == first.body
        before, after = names(first), names(again)
        assert before["idempotency-key"] == after["idempotency-key"] == key
        assert before["original-request"] == before["request-id"] == after["original-request"]
        assert after["request-id"] != before["request-id"]
        assert "idempotent-replayed" not in before
        assert after["idempotent-replayed"] == "true"
        assert before["stripe-should-retry"] == after["stripe-should-retry"] == "false"

    def test_happens_once(self, server: Server, shop: Shop, key: str) -> None:
        customer = shop.customer()
        made = [keyed(server, key, "/v1/invoices", {"customer": customer.id}).json["id"] for _ in range(5)]
        assert len(set(made)) == 1
        assert [i.id for i in shop.v1.invoices.list({"customer": customer.id}).data] == made[:1]

    def test_the_answer_is_the_one_of_then(self, server: Server, shop: Shop, key: str) -> None:
        draft = shop.draft()
        opened = keyed(server, key, f"/v1/invoices/{draft.id}/finalize", {})
        shop.v1.invoices.void_invoice(draft.id)
        again = keyed(server, key, f"/v1/invoices/{draft.id}/finalize", {})
        assert again.body == opened.body
        assert again.json["status"] == "open"
        assert shop.v1.invoices.retrieve(draft.id).status == "void"

    def test_the_order_of_parameters_does_not_matter(self, server: Server, key: str) -> None:
        first = keyed(server, key, "/v1/customers", {"name": "A", "email": "a@b.c"})
        again = keyed(server, key, "/v1/customers", {"email": "a@b.c", "name": "A"})
        assert again.body == first.body

    def test_other_parameters(self, server: Server, key: str) -> None:
        keyed(server, key, "/v1/customers", {"name": "A"})
        answer = keyed(server, key, "/v1/customers", {"name": "B"})
        assert answer.status == 400
        assert error(answer) == {
            "type": "idempotency_error",
            "message": (
                "Keys for idempotent requests can only be used with the same parameters they were first used "
                f"with. Try using a key other than '{key}' if you meant to execute a different request."
            ),
        }

    def test_another_version_is_another_request(self, server: Server, key: str) -> None:
        keyed(server, key, "/v1/customers", {"name": "A"})
        answer = keyed(server, key, "/v1/customers", {"name": "A"}, **{"Stripe-Version": "2024-06-20"})
        assert (answer.status, error(answer)["type"]) == (400, "idempotency_error")

    def test_another_endpoint(self, server: Server, key: str) -> None:
        keyed(server, key, "/v1/customers", {"name": "A"})
        answer = keyed(server, key, "/v1/products", {"name": "A"})
        assert answer.status == 400
        assert error(answer)["type"] == "idempotency_error"
        assert error(answer)["message"] in {
            "Keys for idempotent requests can only be used for the same endpoint they were first used for "
            f"('{one}' vs '{other}'). Try using a key other than '{key}' if you meant to execute a different "
            "request."
            for one, other in (("/v1/customers", "/v1/products"), ("/v1/products", "/v1/customers"))
        }

    @pytest.mark.parametrize("length", [1, 255])
    def test_any_key(self, server: Server, length: int) -> None:
        first = keyed(server, "k" * length, "/v1/customers", {"name": "A"})
        assert first.status == 200
        assert keyed(server, "k" * length, "/v1/customers", {"name": "A"}).body == first.body

    @pytest.mark.parametrize("text", ["it's; DROP TABLE customers; --", "\\x00", "%s {} $1", "é\u00ff"])
    def test_hostile_keys(self, server: Server, text: str) -> None:
        first = keyed(server, text, "/v1/customers", {"name": "A"})
        assert first.status == 200
        assert keyed(server, text, "/v1/customers", {"name": "A"}).body == first.body

    def test_a_key_that_is_too_long(self, server: Server) -> None:
        answer = keyed(server, "k" * 256, "/v1/customers", {"name": "A"})
        assert (answer.status, error(answer)["type"]) == (400, "idempotency_error")

    def test_without_a_key_nothing_is_remembered(self, server: Server) -> None:
        first, second = (server.request("POST", "/v1/customers", {"name": "A"}) for _ in range(2))
        assert first.json["id"] != second.json["id"]
        assert "idempotency-key" not in names(first)
        assert "original-request" not in names(first)

    def test_an_empty_key_is_none(self, server: Server) -> None:
        first, second = (keyed(server, "", "/v1/customers", {"name": "A"}) for _ in range(2))
        assert first.json["id"] != second.json["id"]

    def test_on_get_and_delete_it_is_ignored(self, server: Server, shop: Shop, key: str) -> None:
        customer = shop.customer().id
        with_key = {"Idempotency-Key": key}
        assert server.request("GET", f"/v1/customers/{customer}", headers=with_key).json["name"]
        assert server.request("DELETE", f"/v1/customers/{customer}", headers=with_key).status == 200
        again = server.request("DELETE", f"/v1/customers/{customer}", headers=with_key)
        assert again.status == 404
        assert "idempotent-replayed" not in names(again)
        assert keyed(server, key, "/v1/customers", {"name": "A"}).status == 200


class TestRefusals:
    def test_of_state_are_stored(self, server: Server, shop: Shop, key: str) -> None:
        draft = shop.draft()
        first = keyed(server, key, f"/v1/invoices/{draft.id}/void", {})
        assert error(first)["message"] == "You can only pass in open invoices. This invoice isn't open."
        shop.v1.invoices.finalize_invoice(draft.id)
        # It could be voided now, and yet the answer stays the same.
        again = keyed(server, key, f"/v1/invoices/{draft.id}/void", {})
        assert (again.status, again.body) == (400, first.body)
        assert names(again)["idempotent-replayed"] == "true"
        assert names(again)["original-request"] == names(first)["request-id"]
        assert shop.v1.invoices.retrieve(draft.id).status == "open"

    def test_of_missing_objects_are_stored(self, server: Server, key: str) -> None:
        first = keyed(server, key, "/v1/invoices/in_nope/finalize", {})
        again = keyed(server, key, "/v1/invoices/in_nope/finalize", {})
        assert (first.status, again.status) == (404, 404)
        assert again.body == first.body
        assert names(again)["idempotent-replayed"] == "true"

    @pytest.mark.parametrize(
        "wrong", [{"foo": "1"}, {"email": "nobody"}, {"expand[]": "foo"}], ids=["unknown", "invalid", "expand"]
    )
    def test_of_parameters_are_not(self, server: Server, key: str, wrong: dict[str, str]) -> None:
        refusal = keyed(server, key, "/v1/customers", wrong)
        assert refusal.status == 400
        headers = names(refusal)
        assert headers["idempotency-key"] == key
        assert "stripe-should-retry" not in headers
        assert "idempotent-replayed" not in names(keyed(server, key, "/v1/customers", wrong))
        # The corrected request may use the same key.
        corrected = keyed(server, key, "/v1/customers", {"name": "A"})
        assert (corrected.status, corrected.json["name"]) == (200, "A")

    def test_of_an_unknown_caller_are_not(self, server: Server, key: str) -> None:
        refusal = server.request(
            "POST", "/v1/customers", {"name": "A"}, {"Idempotency-Key": key}, key="sk_test_wrongwrongwrong"
        )
        assert refusal.status == 401
        assert keyed(server, key, "/v1/customers", {"name": "A"}).status == 200


class TestInParallel:
    def test_20_equal_requests_make_one_object(self, server: Server, shop: Shop, key: str) -> None:
        customer = shop.customer()
        together = threading.Barrier(20)

        def ask(_: int) -> Response:
            together.wait(10)
            return keyed(server, key, "/v1/invoices", {"customer": customer.id})

        with ThreadPoolExecutor(20) as threads:
            answers = list(threads.map(ask, range(20)))
        assert {answer.status for answer in answers} <= {200, 409}
        bodies = {answer.body for answer in answers if answer.status == 200}
        assert len(bodies) == 1
        for answer in answers:
            if answer.status == 409:
                assert error(answer)["code"] == "idempotency_key_in_use"
                assert names(answer)["stripe-should-retry"] == "true"
        assert len(shop.v1.invoices.list({"customer": customer.id}).data) == 1

    def test_the_sdk_retries_until_it_has_the_answer(self, server: Server, shop: Shop, key: str) -> None:
        customer = shop.customer()
        patient = stripe.StripeClient(server.key, base_addresses={"api": server.url}, max_network_retries=5)

        def ask(_: int) -> str:
            made = patient.v1.invoices.create({"customer": customer.id}, {"idempotency_key": key})
            return str(made.id)

        with ThreadPoolExecutor(8) as threads:
            assert len(set(threads.map(ask, range(8)))) == 1

    def test_a_key_in_flight(self, server: Server, shop: Shop, key: str) -> None:
        """An invoice of 250 lines is changed by many at once: while one waits, its key is taken."""
        invoice = shop.empty()
        shop.v1.invoices.add_lines(invoice.id, {"lines": [{"amount": 1}] * 250})
        lines = [line.id for line in invoice_lines(shop, invoice.id)]
        stop = time.monotonic() + 20
        conflict: Response | None = None
        while conflict is None and time.monotonic() < stop:
            body = {f"lines[{n}][id]": line for n, line in enumerate(lines)}
            body |= {f"lines[{n}][amount]": str(int(time.monotonic() * 1000) % 9_999) for n in range(250)}
            conflict = first_conflict(server, f"{key}-{stop - time.monotonic()}", invoice.id, body)
        assert conflict is not None, "two requests with one key never met"
        assert conflict.status == 409
        assert error(conflict)["code"] == "idempotency_key_in_use"
        assert error(conflict)["message"].startswith(
            "There is currently another in-progress request using this Idempotent Key (that probably means you "
            "submitted twice, and the other request is still going through): "
        )
        assert names(conflict)["stripe-should-retry"] == "true"


def invoice_lines(shop: Shop, invoice: str) -> Iterator[Any]:
    """All lines of an invoice."""
    found: Iterator[Any] = shop.v1.invoices.line_items.list(invoice, {"limit": 100}).auto_paging_iter()
    return found


def first_conflict(server: Server, key: str, invoice: str, body: dict[str, str]) -> Response | None:
    """Send the same long request several times at once; the first 409, if there is one."""
    with ThreadPoolExecutor(6) as threads:
        sent = [threads.submit(keyed, server, key, f"/v1/invoices/{invoice}/update_lines", body) for _ in range(6)]
        answers = [one.result() for one in sent]
    assert {answer.status for answer in answers} <= {200, 409}
    return next((answer for answer in answers if answer.status == 409), None)


def test_a_client_that_hangs_up_leaves_no_trace(server: Server, shop: Shop) -> None:
    """A request whose body never came whole is not executed, and the server goes on."""
    where = urlsplit(server.url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
    body = urlencode({"email": "half@example.com", "name": "Half"})
    connection.putrequest("POST", "/v1/customers")
    connection.putheader("Authorization", f"Bearer {server.key}")
    connection.putheader("Content-Type", FORM)
    connection.putheader("Content-Length", str(len(body) + 10))
    connection.endheaders(body.encode())
    connection.close()
    assert server.request("GET", "/v1/customers?limit=1").status == 200
    assert shop.v1.customers.list({"email": "half@example.com"}).data == []


def test_many_requests_on_one_connection(server: Server) -> None:
    where = urlsplit(server.url)
    connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
    headers = {"Authorization": f"Bearer {server.key}"}
    for path, status in (("/v1/customers?limit=1", 200), ("/v1/nonsense", 404), ("/v1/customers?limit=1", 200)):
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == status
    connection.close()
