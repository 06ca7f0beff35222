"""Restricted keys: what each permission opens, on every route and by every path of `expand` (platform.md §2)."""

import importlib
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.stories.psql import query
from tests.tidy.source import SRC
from tests.wire.hostile import filled
from tests.wire.restricted import restricted_key

from billhook.db.verbs import Verb
from billhook.kernel.api_versions import OLDEST
from billhook.registry import registry
from billhook.routes import ROUTES
from billhook.wire.expand import NOTHING, Nested
from billhook.wire.restrictions import (
    PERMISSIONS,
    RESOURCES,
    Access,
    Grants,
    needed_by,
    needed_for,
    needed_to_expand,
)  # fmt: skip
from billhook.wire.routing import Route

every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")
# Worked out from the rule, for routes where the path, the verb and the answer name different things.
NEEDED = {
    ("GET", "/v1/invoices/{invoice}"): "rak_invoice_read",
    ("GET", "/v1/invoices/{invoice}/lines"): "rak_invoice_read",
    ("POST", "/v1/invoices/create_preview"): "rak_invoice_write",
    ("POST", "/v1/invoices/{id}/pay"): "rak_invoice_write",
    ("DELETE", "/v1/invoiceitems/{id}"): "rak_invoice_write",
    ("GET", "/v1/credit_notes/preview"): "rak_credit_note_read",
    ("GET", "/v1/customers/{customer}/payment_methods"): "rak_payment_method_read",
    ("GET", "/v1/customers/{id}/tax_ids"): "rak_tax_id_read",
    ("POST", "/v1/customers/{id}/tax_ids"): "rak_customer_write",
    ("DELETE", "/v1/customers/{customer}/discount"): "rak_customer_write",
    ("GET", "/v1/customers/{customer}/cash_balance"): "rak_customer_read",
    ("POST", "/v1/test_helpers/customers/{customer}/fund_cash_balance"): "rak_customer_write",
    ("POST", "/v1/test_helpers/refunds/{refund}/expire"): "rak_charge_write",
    ("POST", "/v1/refunds"): "rak_charge_write",
    ("GET", "/v1/events"): "rak_event_read",
    ("POST", "/v1/events/{id}/retry"): "rak_event_write",
    ("POST", "/v1/stripecli/sessions"): "rak_event_write",
    ("GET", "/v1/files/{file}/contents"): "rak_file_read",
    ("POST", "/v1/billing_portal/sessions"): "rak_customer_portal_write",
    ("POST", "/v1/test_helpers/test_clocks"): "rak_test_clock_write",
}


def _verbs() -> Iterator[Verb]:
    for path in sorted(SRC.glob("*/verbs.py")):
        module = importlib.import_module(f"billhook.{path.parent.name}.verbs")
        yield from (value for value in vars(module).values() if isinstance(value, Verb))


# ── The table ───────────────────────────────────────────────────────────────────────────────────
@every_route
def test_each_route_has_its_permission(route: Route) -> None:
    needed = needed_for(route)
    assert needed in PERMISSIONS, f"name {route.verb.name} in wire/restrictions.py"
    assert needed.endswith("_read" if route.method == "GET" else "_write")
    assert NEEDED.get((route.method, route.path), needed) == needed


def test_each_permission_opens_a_route() -> None:
    assert {needed_for(route) for route in ROUTES} == set(PERMISSIONS)


def test_what_is_above_a_key_is_opened_by_no_permission() -> None:
    """No verb of keys, people or settings is, not even if it got a route."""
    above = [verb for verb in _verbs() if verb.name.partition(".")[0] in ("api_key", "mail_return_secret", "figures")]
    assert len(above) > 8
    assert {needed_by(verb, access) for verb in above for access in Access} == {None}


def test_each_expansion_has_its_permission() -> None:
    for hops in registry().hops.values():
        for hop in hops:
            needs_none = isinstance(hop, Nested) or hop.target in (None, NOTHING)
            assert bool(needed_to_expand([hop])) is not needs_none
            assert set(needed_to_expand([hop])) <= set(PERMISSIONS)


def test_what_made_an_entry_of_the_balance_is_one_of_four() -> None:
    (hop,) = (hop for hop in registry().hops["balance_transaction"] if hop.place == ("source",))
    assert needed_to_expand([hop]) == ("rak_charge_read", "rak_charge_read", "rak_dispute_read", "rak_payout_read")


@pytest.mark.parametrize(("held", "needed", "missing"), [
    ((), "rak_invoice_read", "rak_invoice_read"),
    (("rak_invoice_read",), "rak_invoice_read", None),
    (("rak_invoice_write",), "rak_invoice_read", None),
    (("rak_invoice_read",), "rak_invoice_write", "rak_invoice_write"),
    (("rak_file_write",), "rak_file_link_read", "rak_file_link_read"),
    (("rak_invoice_rendering_template_write",), "rak_invoice_read", "rak_invoice_read"),
])  # fmt: skip
def test_write_implies_read_of_the_same_resource(held: tuple[str, ...], needed: str, missing: str | None) -> None:
    assert Grants.of(held).missing([needed]) == missing


# ── On every route ──────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def all_but(server: Server) -> Iterator[dict[str, str]]:
    """For each permission a key that has every other one, and a key that has this one alone."""
    with ExitStack() as keys:
        made = {}
        for resource in RESOURCES:
            for permission in resource.permissions:
                # Write would imply read.
                others = [name for name in PERMISSIONS if name not in (permission, resource.permission(Access.WRITE))]
                made[permission] = keys.enter_context(restricted_key(server, *others))
                made[f"only {permission}"] = keys.enter_context(restricted_key(server, permission))
        yield made


@every_route
def test_a_key_without_the_permission_is_refused(server: Server, all_but: dict[str, str], route: Route) -> None:
    needed = needed_for(route)
    path = filled(route, lambda *_: "x_1")
    key = all_but[str(needed)]
    refused = server.request(route.method, path, {"no_such_parameter": "1"}, key=key)
    error = refused.json["error"]
    assert (refused.status, error["type"], error["code"]) == (403, "invalid_request_error", "more_permissions_required")
    assert error["message"] == (
        f"The provided key 'rk_test_********{key[-4:]}' does not have the required permissions for this endpoint on "
        f"account '{account_of(server)}'. Having the '{needed}' permission would allow this request to continue."
    )
    # The key that has this permission alone comes further.
    asked = {"no_such_parameter": "1"} if route.method == "POST" else None
    suffix = "?no_such_parameter=1" if asked is None else ""
    version = {"Stripe-Version": OLDEST} if route.ended is not None else None
    allowed = server.request(route.method, path + suffix, asked, version, key=all_but[f"only {needed}"])
    assert (allowed.status, allowed.json["error"]["code"]) == (400, "parameter_unknown")


def account_of(server: Server) -> str:
    (row,) = query(server, "SELECT id FROM accounts WHERE parent IS NULL ORDER BY created, id LIMIT 1")
    return str(row["id"])


# ── By its job ──────────────────────────────────────────────────────────────────────────────────
def test_a_key_for_invoices_writes_them_and_no_customers(server: Server, shop: Shop) -> None:
    customer = shop.customer()
    with restricted_key(server, "rak_invoice_write", "rak_customer_read") as key:
        client = server.client_with(key)
        invoice = client.v1.invoices.create({"customer": customer.id, "expand": ["customer"]})
        assert invoice.customer.id == customer.id  # type: ignore[union-attr]
        assert client.v1.invoices.retrieve(str(invoice.id)).status == "draft"
        with pytest.raises(stripe.PermissionError, match="'rak_customer_write'"):
            client.v1.customers.update(customer.id, {"name": "Eve"})
        with pytest.raises(stripe.PermissionError, match="'rak_event_read'"):
            client.v1.events.list()


@pytest.mark.parametrize(("path", "missing"), [
    ("customer", "rak_customer_read"),
    ("customer.tax_ids", "rak_customer_read"),
    ("payments.data.payment.payment_intent", "rak_payment_intent_read"),
    ("default_payment_method", "rak_payment_method_read"),
])  # fmt: skip
def test_an_object_that_the_key_may_not_read_is_not_put_in(server: Server, shop: Shop, path: str, missing: str) -> None:
    invoice = str(shop.v1.invoices.create({"customer": shop.customer().id}).id)
    with restricted_key(server, "rak_invoice_write") as key:
        client = server.client_with(key)
        with pytest.raises(stripe.PermissionError, match=missing):
            client.v1.invoices.retrieve(invoice, {"expand": [path]})
        with pytest.raises(stripe.PermissionError, match=missing):
            client.v1.invoices.update(invoice, {"description": "x", "expand": [path]})
        assert client.v1.invoices.retrieve(invoice).description is None


def test_lists_put_nothing_in_either(server: Server) -> None:
    with (
        restricted_key(server, "rak_invoice_read") as key,
        pytest.raises(stripe.PermissionError, match="rak_customer_read"),
    ):
        server.client_with(key).v1.invoices.list({"expand": ["data.customer"]})


def test_a_stored_answer_is_refused_too(server: Server) -> None:
    """An idempotency key of the secret key shows a restricted one nothing."""
    sent, once = {"name": "Ada"}, {"Idempotency-Key": "made-by-the-secret-key"}
    assert server.request("POST", "/v1/customers", sent, once).status == 200
    with restricted_key(server, "rak_customer_read") as key:
        assert server.request("POST", "/v1/customers", sent, once, key=key).status == 403


def test_an_address_that_is_not_there_is_no_matter_of_permissions(server: Server) -> None:
    with restricted_key(server, "rak_event_read") as key:
        assert server.request("GET", "/v1/nowhere", key=key).status == 404
        assert server.request("GET", "/v1/quotes", key=key).json["error"]["code"] == "not_supported"
